import { array, INTEGER, sqlName, STRING, type DataType, type StructType } from '../../../types/data-type.ts';
import { parseSchema, parseType } from '../../../types/ddl.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { typeFromJson } from '../../../types/schema-json.ts';
import { nonFoldable, typeMismatch, unexpectedInputType } from '../../analysis-errors.ts';
import { defineFunction, defineGenerator, type BindContext } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { evaluateConstant, isConstant } from '../../evaluate.ts';
import { kernel } from '../../function-code.ts';
import { DEFAULT_SYNTAX } from '../../json-cursor.ts';
import { JsonOptions } from '../../json-options.ts';
import { nodeText, parseJson, parsePath, queryJson, type JsonNode } from '../../json-path.ts';
import { prettySql } from '../../pretty-sql.ts';
import { jsonReader } from '../../read-json.ts';
import { accepted, checkCount } from '../../signature.ts';
import { ANY_ARRAY, ANY_MAP, ANY_STRUCT, anyOf, TEXT, type TypePattern } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { jsonWriter } from '../../write-json.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';

/** Texts only: nothing else is cast to one. */
const ONLY_TEXT: TypePattern = { ...TEXT, excludes: (t) => t.kind !== 'string' && t.kind !== 'void' };

/** The options of a map literal. */
export function optionsOf(
  arg: TypedExpression | undefined,
  context: BindContext,
  all: readonly TypedExpression[],
): JsonOptions {
  if (arg === undefined) return new JsonOptions([]);
  if (arg.type.kind !== 'map' || !isConstant(arg))
    throw nonFoldable(context.sql(all), prettySql(arg), 'MAP<STRING, STRING>');
  return new JsonOptions(evaluateConstant(arg) as [string, string][]);
}

/** A schema given as DDL (of a struct's fields or of any type), as JSON, or by `schema_of_json(...)`. */
export function schemaOf(arg: TypedExpression, context: BindContext, all: readonly TypedExpression[]): DataType {
  if (arg.type.kind !== 'string' || !isConstant(arg)) throw nonFoldable(context.sql(all), prettySql(arg), 'STRING');
  const text = String(evaluateConstant(arg));
  if (/^\s*[{"]/.test(text)) return typeFromJson(text);
  try {
    return parseType(text);
  } catch {
    return parseSchema(text);
  }
}

export const fromJson = defineFunction({
  name: 'from_json',
  group: 'json and csv',
  description: 'The value of a JSON text by a schema; what does not fit is NULL, or an error in mode FAILFAST.',
  parameters: ['jsonStr', 'schema', 'options?'],
  examples: [{ sql: 'from_json(\'{"a":1, "b":0.8}\', \'a INT, b DOUBLE\')', result: '{1, 0.8}' }],
  pretty: ([json]) => `from_json(${json})`,
  bind(given, context) {
    checkCount(given.length, 2, 3, context.functionName);
    const json = accepted(given[0]!, 0, ONLY_TEXT, given, context);
    const type = schemaOf(given[1]!, context, given);
    const options = optionsOf(given[2], context, given);
    const code = kernel(fromJsonKernel(type, options, context.timeZone));
    // Without options the planner may read the bytes of a binary column at once.
    return { args: [json], type, nullable: true, code, data: { withoutOptions: given.length === 2 } };
  },
});

function fromJsonKernel(type: DataType, options: JsonOptions, zone: string): (text: string) => unknown {
  const failFast = options.failFast;
  const corrupt = type.kind === 'struct' ? type.fields.findIndex((f) => f.name === options.corruptColumn) : -1;
  const inner: DataType = type;
  const read = jsonReader(inner, options, zone);
  const width = type.kind === 'struct' ? type.fields.length : 0;
  return (text) => {
    if (text.trim() === '') return null;
    const { value, bad } = read(text);
    if (bad && failFast) {
      throw new RuntimeError({
        condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
        sqlState: '22023',
        message: `Malformed records are detected in record parsing: ${text}. Parse Mode: FAILFAST.`,
        hint: "To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.",
      });
    }
    if (type.kind !== 'struct') return value;
    const row = (value as unknown[] | null) ?? new Array<unknown>(width).fill(null);
    if (corrupt >= 0) row[corrupt] = bad ? text : null;
    return row;
  };
}

export const toJson = defineFunction({
  name: 'to_json',
  group: 'json and csv',
  description: 'A struct, map or array as JSON text.',
  parameters: ['expr', 'options?'],
  examples: [{ sql: "to_json(named_struct('a', 1, 'b', 2))", result: '{"a":1,"b":2}' }],
  pretty: ([value]) => `to_json(${value})`,
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const value = given[0]!;
    if (!['struct', 'map', 'array', 'void', 'variant'].includes(value.type.kind)) {
      throw unexpectedInputType(context.sql(given), 0, anyOf(ANY_STRUCT, ANY_MAP, ANY_ARRAY), value);
    }
    const write = jsonWriter(value.type, optionsOf(given[1], context, given), context.timeZone);
    return { args: [value], type: STRING, nullable: value.nullable, code: kernel(write as (v: never) => string) };
  },
});

export const getJsonObject = defineScalar({
  name: 'get_json_object',
  group: 'json and csv',
  description: 'The text that a path finds in a JSON text.',
  parameters: ['json_txt', 'path'],
  examples: [{ sql: 'get_json_object(\'{"a":"b"}\', \'$.a\')', result: 'b' }],
  args: [ONLY_TEXT, ONLY_TEXT],
  returns: STRING,
  mayBeNull: true,
  code: kernel((text: string, path: string) => {
    const steps = parsePath(path);
    const root = steps === undefined ? undefined : parseJson(text, DEFAULT_SYNTAX);
    return root === undefined ? null : queryJson(root, steps!);
  }),
});

const ofRoot =
  <T>(f: (root: JsonNode) => T | null) =>
  (text: string): T | null => {
    const root = parseJson(text, DEFAULT_SYNTAX);
    return root === undefined ? null : f(root);
  };

export const jsonArrayLength = defineScalar({
  name: 'json_array_length',
  group: 'json and csv',
  description: 'The number of elements of a JSON array, NULL for anything else.',
  parameters: ['jsonArray'],
  examples: [{ sql: "json_array_length('[1,2,3,4]')", result: '4' }],
  args: [TEXT],
  returns: INTEGER,
  mayBeNull: true,
  code: kernel(ofRoot((root) => (root.kind === 'array' ? root.items.length : null))),
});

export const jsonObjectKeys = defineScalar({
  name: 'json_object_keys',
  group: 'json and csv',
  description: 'The names of the fields of a JSON object, NULL for anything else.',
  parameters: ['json_object'],
  examples: [{ sql: 'json_object_keys(\'{"a":1, "b":2}\')', result: '[a, b]' }],
  args: [TEXT],
  returns: array(STRING),
  mayBeNull: true,
  code: kernel(ofRoot((root) => (root.kind === 'object' ? root.fields.map(([name]) => name) : null))),
});

export const jsonTuple = defineGenerator({
  name: 'json_tuple',
  group: 'json and csv',
  description: 'The values of several fields of a JSON object, one column each.',
  parameters: ['jsonStr', 'p1', '...'],
  examples: [],
  bind(given, context) {
    if (given.length < 2) throw wrongArgumentCount('json_tuple', '> 1', given.length);
    const args = given.map((arg, i) => accepted(arg, i, TEXT, given, context));
    const output = args.slice(1).map((_, i) => ({ name: `c${i}`, type: STRING, nullable: true }));
    const rows = (text: string | null, ...names: (string | null)[]): (string | null)[][] => {
      const root = text === null ? undefined : parseJson(text, DEFAULT_SYNTAX);
      const fields = root?.kind === 'object' ? root.fields : [];
      return [
        names.map((name) => {
          const value = fields.find(([key]) => key === name)?.[1];
          if (value === undefined || (value.kind === 'word' && value.text === 'null')) return null;
          return value.kind === 'string' ? value.text : nodeText(value);
        }),
      ];
    };
    return { args, code: { output, outer: false, rows: rows as (...args: never[]) => Iterable<readonly unknown[]> } };
  },
});

/** The type that a JSON value has by itself. */
function inferred(n: JsonNode): DataType {
  switch (n.kind) {
    case 'string':
      return STRING;
    case 'word':
      return n.text === 'null' ? STRING : { kind: 'boolean' };
    case 'number': {
      if (!/^-?\d+$/.test(n.text)) return { kind: 'double' };
      const value = BigInt(n.text);
      if (BigInt.asIntN(64, value) === value) return { kind: 'long' };
      const digits = n.text.replace('-', '').length;
      return digits > 38 ? { kind: 'double' } : { kind: 'decimal', precision: digits, scale: 0 };
    }
    case 'array':
      return array(n.items.map(inferred).reduce<DataType>((a, b) => merged(a, b), { kind: 'void' }));
    case 'object': {
      const fields = n.fields.map(([name, value]) => ({ name, type: inferred(value), nullable: true }));
      return { kind: 'struct', fields: fields.sort((a, b) => (a.name < b.name ? -1 : 1)) } satisfies StructType;
    }
  }
}

function merged(a: DataType, b: DataType): DataType {
  if (a.kind === 'void') return b;
  if (a.kind === 'struct' && b.kind === 'struct') {
    const names = [...new Set([...a.fields, ...b.fields].map((f) => f.name))].sort();
    const of = (t: StructType, name: string): DataType =>
      t.fields.find((f) => f.name === name)?.type ?? { kind: 'void' };
    return {
      kind: 'struct',
      fields: names.map((name) => ({ name, type: merged(of(a, name), of(b, name)), nullable: true })),
    };
  }
  if (a.kind === 'array' && b.kind === 'array') return array(merged(a.element, b.element));
  if (a.kind === b.kind) return a;
  const numbers = ['long', 'double', 'decimal'];
  return numbers.includes(a.kind) && numbers.includes(b.kind) ? { kind: 'double' } : STRING;
}

export const schemaOfJson = defineFunction({
  name: 'schema_of_json',
  group: 'json and csv',
  description: 'The schema of a JSON text as DDL.',
  parameters: ['json', 'options?'],
  examples: [{ sql: 'schema_of_json(\'[{"col":0}]\')', result: 'ARRAY<STRUCT<col: BIGINT>>' }],
  pretty: ([json]) => `schema_of_json(${json})`,
  bind(given, context) {
    checkCount(given.length, 1, 2, context.functionName);
    const arg = given[0]!;
    if (!isConstant(arg)) throw nonFoldable(context.sql(given), prettySql(arg), 'STRING');
    const text = evaluateConstant(arg);
    if (text === null) throw typeMismatch('UNEXPECTED_NULL', context.sql(given), 'The `json` must not be null.');
    const { syntax } = optionsOf(given[1], context, given);
    const root = parseJson(String(text), syntax);
    const name = root === undefined ? 'STRING' : sqlName(inferred(root));
    return { args: [arg], type: STRING, nullable: false, code: kernel(() => name) };
  },
});
