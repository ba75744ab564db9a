import type { RecordBatch } from '../columnar/vector.ts';
import {
  nameOf,
  AttributeScope,
  bindExpression,
  bindNamed,
  type ExpressionContext,
  type NamedExpression,
} from '../expressions/bind.ts';
import type { Expression } from '../expressions/expression.ts';
import {
  freshColumnId,
  reference,
  someExpression,
  type Attribute,
  type TypedExpression,
} from '../expressions/typed.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import { isNumeric, LONG, sameType, sqlName, type DataType, type StructType } from '../types/data-type.ts';
import { AnalysisError, engineError, MillraceError } from '../types/errors.ts';
import { didYouMean } from '../types/nearest-names.ts';
import type { Origin } from '../types/origin.ts';
import { aggregateOver, hasAggregate, planAggregate } from './aggregate-list.ts';
import { planJoin } from './join-planning.ts';
import { mapPlan, type PlanNode } from './plan-node.ts';
import type { AggregateRelation, ReadRelation, Relation } from './relation.ts';
import { prettySql } from '../expressions/pretty-sql.ts';
import { tooComplex } from '../types/too-complex.ts';
import { nameParts } from '../expressions/attribute-scope.ts';
import { bindSelectList, checkNoGenerator, expandRows, projectedColumns } from './select-list.ts';
import { planSetOperation } from './set-planning.ts';
import { planWatermark } from './watermark-planning.ts';

/** Where the analyzer finds what a plan only names. */
export interface Catalog {
  /** The reader of a `read` relation; the same reader for the same relation object. */
  read(relation: ReadRelation): Promise<ResolvedRead>;
  /** What a temporary view stands for, null when there is none. */
  table(name: string): Relation | null;
  tableNames(): readonly string[];
  /** Rows that came with the plan. */
  local(localId: number): readonly RecordBatch[];
}

export type ResolvedRead =
  | { readonly kind: 'batch'; readonly description: string; readonly reader: BatchReader }
  | { readonly kind: 'stream'; readonly description: string; readonly reader: StreamReader };

/** Turns a relation into a plan: finds sources, resolves names, checks types. */
export class Analyzer {
  private readonly catalog: Catalog;
  private readonly context: ExpressionContext;

  constructor(catalog: Catalog, context: ExpressionContext) {
    this.catalog = catalog;
    this.context = context;
  }

  /** @throws AnalysisError with the place in the user's code that built the failing node */
  async analyze(relation: Relation): Promise<PlanNode> {
    try {
      const plan = await this.node(relation);
      return relation.origin === undefined ? plan : withOrigin(plan, relation.origin);
    } catch (error) {
      throw located(error, relation);
    }
  }

  private async node(relation: Relation): Promise<PlanNode> {
    const { context } = this;
    switch (relation.kind) {
      case 'read':
        return this.scan(await this.catalog.read(relation));
      case 'named_table':
        return this.table(relation.name);
      case 'local': {
        const batches = this.catalog.local(relation.localId);
        return { node: 'local', batches, output: attributesOf(relation.schema), streaming: false };
      }
      case 'range': {
        const { start, end, step } = relation;
        const output = [{ id: freshColumnId(), name: 'id', type: LONG, nullable: false }];
        return { node: 'range', start, end, step, output, streaming: false };
      }
      case 'sql':
        throw new AnalysisError({
          condition: 'UNSUPPORTED_FEATURE.SQL_STATEMENT',
          sqlState: '0A000',
          message: 'session.sql(...) is not available on the embedded engine.',
          hint: 'Use the DataFrame API; expression strings work in selectExpr, filter and expr.',
        });
      case 'project': {
        const child = await this.analyze(relation.input);
        const scope = new AttributeScope(child.output);
        const columns = relation.expressions.flatMap((e) => bindNamed(e, scope, context));
        if (hasAggregate(columns)) return aggregateOver(child, [], columns, context);
        return project(expandRows(child, columns, context));
      }
      case 'filter': {
        const child = await this.analyze(relation.input);
        return { node: 'filter', child, condition: this.condition(relation.condition, child), ...inherited(child) };
      }
      case 'with_columns':
        return this.withColumns(await this.analyze(relation.input), relation.columns);
      case 'with_columns_renamed': {
        const child = await this.analyze(relation.input);
        const rename = new Map(relation.renames.map((r) => [r.from.toLowerCase(), r.to]));
        return this.renamed(
          child,
          child.output.map((a) => rename.get(a.name.toLowerCase()) ?? a.name),
        );
      }
      case 'drop':
        return this.drop(await this.analyze(relation.input), relation.names, relation.columns);
      case 'to_df': {
        const child = await this.analyze(relation.input);
        if (relation.names.length !== child.output.length) throw wrongNameCount(relation.names, child.output);
        return this.renamed(child, relation.names);
      }
      case 'subquery_alias': {
        const child = await this.analyze(relation.input);
        const output = child.output.map((a) => ({ ...a, qualifier: [relation.alias] }));
        return { ...child, output };
      }
      case 'join': {
        const [left, right] = [await this.analyze(relation.left), await this.analyze(relation.right)];
        return planJoin(relation, left, right, context);
      }
      case 'set_operation': {
        const [left, right] = [await this.analyze(relation.left), await this.analyze(relation.right)];
        return planSetOperation(relation, left, right, context);
      }
      case 'sort':
        return this.sort(relation, await this.analyze(relation.input));
      case 'limit': {
        const child = await this.analyze(relation.input);
        return { node: 'limit', child, count: relation.limit, offset: 0, ...inherited(child) };
      }
      case 'offset': {
        const child = await this.analyze(relation.input);
        return { node: 'limit', child, count: Number.MAX_SAFE_INTEGER, offset: relation.offset, ...inherited(child) };
      }
      case 'aggregate':
        return this.aggregate(relation, await this.analyze(relation.input));
      case 'deduplicate': {
        const child = await this.analyze(relation.input);
        const keys = relation.allColumns ? child.output : relation.columns.map((name) => this.attribute(name, child));
        const map = keys.find((k) => holdsMap(k.type));
        if (map !== undefined) throw mapInKeys(map);
        return { node: 'deduplicate', child, keys, withinWatermark: relation.withinWatermark, ...inherited(child) };
      }
      case 'with_watermark':
        return planWatermark(await this.analyze(relation.input), relation.column, relation.delay, context);
      case 'fill_na':
        return this.fillNa(await this.analyze(relation.input), relation.columns, relation.values);
      case 'drop_na':
        return this.dropNa(await this.analyze(relation.input), relation.columns, relation.minNonNulls);
      case 'repartition':
        // One partition holds every row here: the order of rows is all that a repartition could change.
        return this.analyze(relation.input);
      case 'sample':
        throw new AnalysisError({
          condition: 'UNSUPPORTED_FEATURE.SAMPLE',
          sqlState: '0A000',
          message: 'sample(...) is not available on the embedded engine.',
          hint: 'Filter by a hash instead: df.filter("pmod(hash(id), 100) < 10").',
        });
    }
  }

  private scan(read: ResolvedRead): PlanNode {
    const output = attributesOf(read.reader.schema);
    return read.kind === 'batch'
      ? { node: 'scan', description: read.description, reader: read.reader, output, streaming: false }
      : { node: 'stream_scan', description: read.description, reader: read.reader, output, streaming: true };
  }

  private async table(name: string): Promise<PlanNode> {
    const relation = this.catalog.table(nameParts(name).join('.'));
    if (relation === null) throw tableNotFound(name, this.catalog.tableNames());
    const plan = await this.analyze(relation);
    return { ...plan, output: plan.output.map((a) => ({ ...a, qualifier: [nameParts(name).at(-1)!] })) };
  }

  private condition(e: Expression, child: PlanNode): TypedExpression {
    const condition = bindExpression(e, new AttributeScope(child.output), this.context);
    checkNoGenerator(condition, `Filter ${prettySql(condition)}`);
    if (someExpression(condition, (part) => part.node === 'aggregate')) throw invalidCondition(nameOf(condition));
    if (condition.type.kind === 'boolean' || condition.type.kind === 'void') return condition;
    throw new AnalysisError({
      condition: 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN',
      sqlState: '42K09',
      message: `Filter expression of type "${sqlName(condition.type)}" is not a boolean.`,
      hint: 'Compare it with something: filter("amount > 0").',
    });
  }

  private withColumns(child: PlanNode, added: readonly { name: string; expression: Expression }[]): PlanNode {
    const scope = new AttributeScope(child.output);
    const bound = added.map(({ name, expression }) => {
      const [column] = bindNamed(expression, scope, this.context);
      return { name, expression: column!.expression };
    });
    const left = new Map(bound.map((c) => [c.name.toLowerCase(), c]));
    const columns: NamedExpression[] = child.output.map((a) => {
      const replaced = left.get(a.name.toLowerCase());
      if (replaced === undefined) return { name: a.name, expression: reference(a) };
      left.delete(a.name.toLowerCase());
      return replaced;
    });
    return project(expandRows(child, [...columns, ...left.values()], this.context));
  }

  private renamed(child: PlanNode, names: readonly string[]): PlanNode {
    const columns = child.output.map((a, i) => ({ name: names[i]!, expression: reference(a) }));
    return project({ child, columns });
  }

  private drop(child: PlanNode, names: readonly string[], columns: readonly Expression[]): PlanNode {
    const gone = new Set<number>();
    for (const name of names) {
      for (const a of child.output) if (a.name.toLowerCase() === name.toLowerCase()) gone.add(a.id);
    }
    const scope = new AttributeScope(child.output);
    for (const e of columns) {
      const bound = bindExpression(e, scope, this.context);
      if (bound.node === 'column') gone.add(bound.id);
    }
    const kept = child.output.filter((a) => !gone.has(a.id));
    return project({ child, columns: kept.map((a) => ({ name: a.name, expression: reference(a) })) });
  }

  private sort(relation: Relation & { kind: 'sort' }, child: PlanNode): PlanNode {
    const scope = new AttributeScope(child.output);
    for (const { child: key } of relation.order) {
      const bound = bindExpression(key, scope, this.context);
      checkNoGenerator(bound, `Sort [${prettySql(bound)}]`);
    }
    const list = bindSelectList(
      child,
      relation.order.map((o) => o.child),
      this.context,
    );
    const keys = relation.order.map((order, i) => ({
      expression: list.columns[i]!.expression,
      descending: order.descending,
      nullsFirst: order.nullsFirst,
    }));
    return { node: 'sort', child, keys, ...inherited(child) };
  }

  private aggregate(relation: AggregateRelation, child: PlanNode): PlanNode {
    if (relation.group !== 'group_by') {
      throw new AnalysisError({
        condition: 'UNSUPPORTED_FEATURE.GROUPING_SETS',
        sqlState: '0A000',
        message: `${relation.group}(...) is not available on the embedded engine.`,
        hint: 'Use groupBy(...).agg(...).',
      });
    }
    return planAggregate(child, relation.keys, relation.aggregates, this.context);
  }

  private attribute(name: string, child: PlanNode): Attribute {
    const bound = bindExpression({ kind: 'attribute', name }, new AttributeScope(child.output), this.context);
    return child.output.find((a) => bound.node === 'column' && a.id === bound.id)!;
  }

  private fillNa(
    child: PlanNode,
    names: readonly string[],
    values: readonly { value: unknown; type: DataType }[],
  ): PlanNode {
    const wanted = names.length === 0 ? null : names.map((n) => this.attribute(n, child).id);
    const columns = child.output.map((a): { name: string; expression: Expression | null } => {
      const index = wanted === null ? 0 : wanted.indexOf(a.id);
      const fill = values[Math.min(index, values.length - 1)];
      if (index < 0 || fill === undefined || !fits(fill.type, a.type)) return { name: a.name, expression: null };
      const value: Expression = { kind: 'cast', child: { kind: 'literal', ...fill }, type: a.type, mode: 'ansi' };
      const column: Expression = { kind: 'attribute', name: `\`${a.name.replaceAll('`', '``')}\`` };
      const known: Expression =
        a.type.kind === 'double' || a.type.kind === 'float'
          ? { kind: 'function', name: 'nanvl', args: [column, { kind: 'literal', value: null, type: a.type }] }
          : column;
      return { name: a.name, expression: { kind: 'function', name: 'coalesce', args: [known, value] } };
    });
    const scope = new AttributeScope(child.output);
    return project({
      child,
      columns: columns.map(({ name, expression }, i) => ({
        name,
        expression: expression === null ? reference(child.output[i]!) : bindExpression(expression, scope, this.context),
      })),
    });
  }

  private dropNa(child: PlanNode, names: readonly string[], minNonNulls: number | undefined): PlanNode {
    const columns = names.length === 0 ? child.output : names.map((n) => this.attribute(n, child));
    const least = minNonNulls ?? columns.length;
    const one: Expression = { kind: 'literal', value: 1, type: { kind: 'integer' } };
    const zero: Expression = { kind: 'literal', value: 0, type: { kind: 'integer' } };
    const counts = columns.map((a): Expression => {
      const column: Expression = { kind: 'attribute', name: `\`${a.name.replaceAll('`', '``')}\`` };
      const there: Expression = { kind: 'function', name: 'isnotnull', args: [column] };
      return { kind: 'function', name: 'if', args: [there, one, zero] };
    });
    const total = counts.reduce<Expression>((sum, c) => ({ kind: 'function', name: '+', args: [sum, c] }), zero);
    const enough: Expression = { kind: 'literal', value: least, type: { kind: 'integer' } };
    const condition = this.condition({ kind: 'function', name: '>=', args: [total, enough] }, child);
    return { node: 'filter', child, condition, ...inherited(child) };
  }
}

/** A projection over a select list. */
function project(list: { child: PlanNode; columns: readonly NamedExpression[] }): PlanNode {
  const { child } = list;
  const columns = projectedColumns(list.columns, child.output);
  const output = columns.map((c) => c.attribute);
  return { node: 'project', child, columns, output, streaming: child.streaming };
}

const inherited = (child: PlanNode): { output: readonly Attribute[]; streaming: boolean } => ({
  output: child.output,
  streaming: child.streaming,
});

/** Fresh columns of a schema. */
export const attributesOf = (schema: StructType): Attribute[] =>
  schema.fields.map(({ name, type, nullable }) => ({ id: freshColumnId(), name, type, nullable }));

/** `na.fill(0)` fills numbers, `na.fill("")` texts, `na.fill(true)` booleans. */
const fits = (fill: DataType, column: DataType): boolean =>
  isNumeric(fill) ? isNumeric(column) : sameType(fill, column);

const holdsMap = (type: DataType): boolean =>
  type.kind === 'map' ||
  (type.kind === 'array' && holdsMap(type.element)) ||
  (type.kind === 'struct' && type.fields.some((f) => holdsMap(f.type)));

/** Marks the nodes that one relation became; those below have marks of their own. */
const withOrigin = (plan: PlanNode, origin: Origin): PlanNode =>
  plan.origin === undefined ? mapPlan({ ...plan, origin }, (child) => withOrigin(child, origin)) : plan;

/** The error with the place that built the innermost failing node. */
function located(error: unknown, relation: Relation): unknown {
  const known = engineError(tooComplex(error));
  if (known.where !== undefined || relation.origin === undefined) return known;
  const { phase, ...detail } = known.detail();
  return new MillraceErrorWithPlace(phase, { ...detail, ...relation.origin, cause: known.cause });
}

class MillraceErrorWithPlace extends MillraceError {
  override get name(): string {
    return 'AnalysisError';
  }
}

const invalidCondition = (sql: string): AnalysisError =>
  new AnalysisError({
    condition: 'INVALID_WHERE_CONDITION',
    sqlState: '42903',
    message: `The WHERE condition "${sql}" contains invalid expressions.`,
    hint: 'Compute it in agg(...) or select(...) first, and filter by the new column.',
  });

const wrongNameCount = (names: readonly string[], output: readonly Attribute[]): AnalysisError =>
  new AnalysisError({
    condition: 'ASSIGNMENT_ARITY_MISMATCH',
    sqlState: '42802',
    message: `toDF got ${names.length} names for ${output.length} columns: ${output.map((a) => a.name).join(', ')}.`,
    hint: `Give exactly ${output.length} names.`,
  });

const mapInKeys = (a: Attribute): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE',
    sqlState: '0A000',
    message: `The feature is not supported: Cannot have MAP type columns in DataFrame which calls set operations (INTERSECT, EXCEPT, etc.), but the type of column \`${a.name}\` is "${sqlName(a.type)}".`,
    hint: 'Name the columns to compare: dropDuplicates(["id"]).',
  });

function tableNotFound(name: string, known: readonly string[]): AnalysisError {
  return new AnalysisError({
    condition: 'TABLE_OR_VIEW_NOT_FOUND',
    sqlState: '42P01',
    message: `The table or view \`${name}\` cannot be found.`,
    hint: didYouMean(name, known) || 'Make one with df.createOrReplaceTempView(name).',
  });
}
