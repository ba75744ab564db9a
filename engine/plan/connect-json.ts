import type { Expression } from '../expressions/expression.ts';
import { simpleString, type DataType } from '../types/data-type.ts';
import { toJsonValue } from '../types/json-value.ts';
import type { ConnectJoinType, FillValue, Relation } from './relation.ts';
import { starred, starredOptions } from '../types/secrets.ts';

type Json = Record<string, unknown>;

/**
 * A relation as the protobuf JSON of Spark Connect's `Relation` message, without plan ids. What the embedded engine runs
 * is what a cluster would be sent.
 *
 * Spark Connect, spark/connect/relations.proto and expressions.proto.
 */
export function planJson(relation: Relation): Json {
  switch (relation.kind) {
    case 'read': {
      const { format, schema, options, paths, streaming } = relation;
      const source = {
        format,
        schema,
        ...filled('options', starredOptions(options)),
        ...filled('paths', paths.map(starred)),
      };
      return { read: { dataSource: source, ...(streaming ? { isStreaming: true } : {}) } };
    }
    case 'named_table': {
      const table = { namedTable: { unparsedIdentifier: relation.name } };
      return { read: relation.streaming ? { ...table, isStreaming: true } : table };
    }
    case 'local':
      return { localRelation: { schema: simpleString(relation.schema) } };
    case 'range': {
      const { start, end, step, partitions } = relation;
      const base = { start: String(start), end: String(end), step: String(step) };
      return { range: partitions === undefined ? base : { ...base, numPartitions: partitions } };
    }
    case 'sql':
      return { sql: { query: relation.query } };
    case 'project':
      return { project: { input: planJson(relation.input), expressions: relation.expressions.map(expressionJson) } };
    case 'filter':
      return { filter: { input: planJson(relation.input), condition: expressionJson(relation.condition) } };
    case 'with_columns': {
      const aliases = relation.columns.map((c) => ({ expr: expressionJson(c.expression), name: [c.name] }));
      return { withColumns: { input: planJson(relation.input), aliases } };
    }
    case 'with_columns_renamed': {
      const renames = relation.renames.map((r) => ({ colName: r.from, newColName: r.to }));
      return { withColumnsRenamed: { input: planJson(relation.input), renames } };
    }
    case 'drop': {
      const { names, columns } = relation;
      const base = { input: planJson(relation.input), ...filled('columnNames', names) };
      return { drop: { ...base, ...filled('columns', columns.map(expressionJson)) } };
    }
    case 'to_df':
      return { toDf: { input: planJson(relation.input), columnNames: relation.names } };
    case 'subquery_alias':
      return { subqueryAlias: { input: planJson(relation.input), alias: relation.alias } };
    case 'join': {
      const condition = relation.condition === undefined ? {} : { joinCondition: expressionJson(relation.condition) };
      const sides = { left: planJson(relation.left), right: planJson(relation.right) };
      return {
        join: {
          ...sides,
          ...condition,
          joinType: joinTypeName(relation.type),
          ...filled('usingColumns', relation.using),
        },
      };
    }
    case 'set_operation': {
      const { all, byName, allowMissing } = relation;
      return {
        setOp: {
          leftInput: planJson(relation.left),
          rightInput: planJson(relation.right),
          setOpType: `SET_OP_TYPE_${relation.operation.toUpperCase()}`,
          isAll: all,
          byName,
          allowMissingColumns: allowMissing,
        },
      };
    }
    case 'sort':
      return {
        sort: { input: planJson(relation.input), order: relation.order.map(sortJson), isGlobal: relation.global },
      };
    case 'limit':
      return { limit: { input: planJson(relation.input), limit: relation.limit } };
    case 'offset':
      return { offset: { input: planJson(relation.input), offset: relation.offset } };
    case 'aggregate': {
      const base = {
        input: planJson(relation.input),
        groupType: `GROUP_TYPE_${relation.group.replace('_', '').toUpperCase()}`,
        ...filled('groupingExpressions', relation.keys.map(expressionJson)),
        ...filled('aggregateExpressions', relation.aggregates.map(expressionJson)),
      };
      if (relation.pivot === undefined) return { aggregate: base };
      const { column, values } = relation.pivot;
      return { aggregate: { ...base, pivot: { col: expressionJson(column), values: values.map(literalJson) } } };
    }
    case 'deduplicate': {
      const { columns, allColumns, withinWatermark } = relation;
      const names = filled('columnNames', columns);
      return {
        deduplicate: { input: planJson(relation.input), ...names, allColumnsAsKeys: allColumns, withinWatermark },
      };
    }
    case 'with_watermark':
      return {
        withWatermark: { input: planJson(relation.input), eventTime: relation.column, delayThreshold: relation.delay },
      };
    case 'fill_na':
      return {
        fillNa: {
          input: planJson(relation.input),
          ...filled('cols', relation.columns),
          values: relation.values.map(literalJson),
        },
      };
    case 'drop_na': {
      const least = relation.minNonNulls === undefined ? {} : { minNonNulls: relation.minNonNulls };
      return { dropNa: { input: planJson(relation.input), ...filled('cols', relation.columns), ...least } };
    }
    case 'sample': {
      const { lowerBound, upperBound, withReplacement, seed } = relation;
      const bounds = { ...(lowerBound === 0 ? {} : { lowerBound }), upperBound, withReplacement };
      return {
        sample: { input: planJson(relation.input), ...bounds, ...(seed === undefined ? {} : { seed: String(seed) }) },
      };
    }
    case 'repartition': {
      const { partitions, shuffle, expressions } = relation;
      const input = planJson(relation.input);
      if (expressions.length === 0) return { repartition: { input, numPartitions: partitions, shuffle } };
      return {
        repartitionByExpression: { input, partitionExprs: expressions.map(expressionJson), numPartitions: partitions },
      };
    }
  }
}

/** protobuf JSON leaves out empty lists and maps. */
function filled(name: string, value: readonly unknown[] | Readonly<Record<string, unknown>>): Json {
  const empty = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  return empty ? {} : { [name]: value };
}

const JOIN_NAMES: Partial<Record<ConnectJoinType, string>> = { left_anti: 'LEFT_ANTI', left_semi: 'LEFT_SEMI' };
const joinTypeName = (type: ConnectJoinType): string => `JOIN_TYPE_${JOIN_NAMES[type] ?? type.toUpperCase()}`;

function sortJson(order: Expression & { kind: 'sort_order' }): Json {
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

function literalJson({ value, type }: FillValue): Json {
  if (value === null) return { null: { [LITERAL_FIELDS[type.kind] ?? 'null']: {} } };
  if (type.kind === 'decimal') {
    return { decimal: { value: toJsonValue(value, type), precision: type.precision, scale: type.scale } };
  }
  if (typeof value === 'bigint') return { [LITERAL_FIELDS[type.kind] ?? type.kind]: String(value) };
  return { [LITERAL_FIELDS[type.kind] ?? type.kind]: type.kind === 'binary' ? toJsonValue(value, type) : value };
}
