import type { Expression } from '../expressions/expression.ts';
import { simpleString, type DataType } from '../types/data-type.ts';
import { toJsonValue } from '../types/json-value.ts';
import type { FillValue, Relation, RelationOf } from './relation.ts';

/** A message of Spark Connect as protobuf JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** How relations become messages, by kind of relation; `json` gives the message of an input. */
export type ConnectMessages<K extends Relation['kind']> = {
  readonly [Kind in K]: (relation: RelationOf<Kind>, json: (input: Relation) => Json) => Json;
};

/** A field, if there is something in it: protobuf JSON leaves out empty lists and maps. */
export function filled(name: string, value: readonly unknown[] | Readonly<Record<string, unknown>>): Json {
  const empty = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  return empty ? {} : { [name]: value };
}

/** A key of an order as the message `Expression.SortOrder`. */
export function sortJson(order: Expression & { kind: 'sort_order' }): Json {
  return {
    child: expressionJson(order.child),
    direction: order.descending ? 'SORT_DIRECTION_DESCENDING' : 'SORT_DIRECTION_ASCENDING',
    nullOrdering: order.nullsFirst ? 'SORT_NULLS_FIRST' : 'SORT_NULLS_LAST',
  };
}

/** An expression as the protobuf JSON of Spark Connect's `Expression` message. */
export function expressionJson(e: Expression): Json {
  switch (e.kind) {
    case 'literal':
      return { literal: literalJson(e) };
    case 'attribute':
      return { unresolvedAttribute: { unparsedIdentifier: e.name, isMetadataColumn: false } };
    case 'star':
      return { unresolvedStar: e.target === undefined ? {} : { unparsedTarget: `${e.target}.*` } };
    case 'function': {
      const args = filled('arguments', e.args.map(expressionJson));
      return {
        unresolvedFunction: { functionName: e.name, ...args, ...(e.distinct === true ? { isDistinct: true } : {}) },
      };
    }
    case 'expression_string':
      return { expressionString: { expression: e.text } };
    case 'alias':
      return { alias: { expr: expressionJson(e.child), name: e.names } };
    case 'cast': {
      const mode = e.mode === 'try' ? { evalMode: 'EVAL_MODE_TRY' } : {};
      const type = typeof e.type === 'string' ? e.type : simpleString(e.type);
      return { cast: { expr: expressionJson(e.child), typeStr: type, ...mode } };
    }
    case 'sort_order':
      return { sortOrder: sortJson(e) };
    case 'extract':
      return { unresolvedExtractValue: { child: expressionJson(e.child), extraction: expressionJson(e.extraction) } };
    case 'lambda': {
      const args = e.parameters.map((name) => ({ nameParts: [name] }));
      return { lambdaFunction: { function: expressionJson(e.body), arguments: args } };
    }
    case 'lambda_variable':
      return { unresolvedNamedLambdaVariable: { nameParts: [e.name] } };
    case 'user_function':
      return { commonInlineUserDefinedFunction: { functionName: e.name, arguments: e.args.map(expressionJson) } };
  }
}

/** Names of the literal's field in the protobuf message. */
const LITERAL_FIELDS: Readonly<Partial<Record<DataType['kind'], string>>> = {
  boolean: 'boolean',
  byte: 'byte',
  short: 'short',
  integer: 'integer',
  long: 'long',
  float: 'float',
  double: 'double',
  string: 'string',
  binary: 'binary',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestampNtz',
};

/** A literal as the message `Expression.Literal`. */
export function literalJson({ value, type }: FillValue): Json {
  if (value === null) return { null: { [LITERAL_FIELDS[type.kind] ?? 'null']: {} } };
  if (type.kind === 'decimal') {
    return { decimal: { value: toJsonValue(value, type), precision: type.precision, scale: type.scale } };
  }
  if (typeof value === 'bigint') return { [LITERAL_FIELDS[type.kind] ?? type.kind]: String(value) };
  return { [LITERAL_FIELDS[type.kind] ?? type.kind]: type.kind === 'binary' ? toJsonValue(value, type) : value };
}
