import { Interner } from '../../../engine/columnar/interner.ts';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { CodeContext } from '../../../engine/codegen/code-context.ts';
import { generateExpression } from '../../../engine/codegen/generate-expression.ts';
import { AttributeScope, bindExpression, bindNamed, type NamedExpression } from '../../../engine/expressions/bind.ts';
import type { AggregateExpression } from '../../../engine/expressions/typed.ts';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { scalarKey } from '../../../engine/expressions/scalar-key.ts';
import {
  freshColumnId,
  someExpression,
  type Attribute,
  type TypedExpression,
} from '../../../engine/expressions/typed.ts';
import { compareScalars } from '../../../engine/types/compare.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { sqlName } from '../../../engine/types/data-type.ts';
import { AnalysisError } from '../../../engine/types/errors.ts';
import { fromJsonValue, toJsonValue } from '../../../engine/types/json-value.ts';
import { commonTypeOf } from '../../../engine/expressions/type-coercion.ts';
import { implicitCast } from '../../../engine/expressions/casts/cast.ts';
import { expressionContext } from '../../../engine/sql/expression-context.ts';
import { splitSelect, type SelectSource, type SimpleSelect } from '../../../engine/sql/split-select.ts';
import type { BatchTable } from './batch-case.ts';

/** Rows of scalars under named columns. */
export interface Relation {
  readonly columns: readonly Attribute[];
  readonly rows: readonly (readonly Scalar[])[];
}

export interface QueryResult {
  readonly schema: readonly (readonly [string, string])[];
  readonly rows: readonly (readonly unknown[])[];
}

const NOW = 1_717_243_200_000_000n;

/** Runs a SELECT over at most one table, row by row; undefined when the statement is something else. */
export function runSimpleQuery(
  sql: string,
  tables: Readonly<Record<string, BatchTable>>,
  timeZone: string,
): QueryResult | undefined {
  const select = splitSelect(sql, { timeZone });
  if (select === undefined) return undefined;
  const input = relationOf(select.from, tables, timeZone);
  return new SelectRun(select, input, timeZone).run();
}

export function relationOf(
  from: SelectSource | undefined,
  tables: Readonly<Record<string, BatchTable>>,
  timeZone: string,
): Relation {
  if (from === undefined) return { columns: [], rows: [[]] };
  if (from.kind === 'values') return inlineTable(from, timeZone);
  const table = Object.hasOwn(tables, from.name) ? tables[from.name] : undefined;
  if (table === undefined) {
    throw new AnalysisError({
      condition: 'TABLE_OR_VIEW_NOT_FOUND',
      sqlState: '42P01',
      message: `The table or view \`${from.name}\` cannot be found.`,
    });
  }
  const { fields } = parseSchema(table.schema);
  const qualifier = [from.alias ?? from.name];
  const columns = fields.map(({ name, type, nullable }) => ({ id: freshColumnId(), name, type, nullable, qualifier }));
  return { columns, rows: table.rows.map((row) => fields.map((f, i) => fromJsonValue(row[i], f.type))) };
}

function inlineTable(from: SelectSource & { kind: 'values' }, timeZone: string): Relation {
  const scope = new AttributeScope([]);
  const context = expressionContext(timeZone);
  const bound = from.rows.map((row) => row.map((e) => bindExpression(e, scope, context)));
  const width = bound[0]!.length;
  if (bound.some((row) => row.length !== width)) {
    throw new AnalysisError({
      condition: 'INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH',
      sqlState: '42000',
      message: 'Rows differ in length.',
    });
  }
  const types = Array.from({ length: width }, (_, i) => commonTypeOf(bound.map((row) => row[i]!.type))!);
  const columns = types.map((type, i): Attribute => {
    const nullable = bound.some((row) => row[i]!.nullable);
    const base = { id: freshColumnId(), name: from.columns?.[i] ?? `col${i + 1}`, type, nullable };
    return from.alias === undefined ? base : { ...base, qualifier: [from.alias] };
  });
  const rows = bound.map((row) => row.map((e, i) => compileExpression(implicitCast(e, types[i]!, timeZone))([])));
  return { columns, rows };
}

const isAggregate = (e: TypedExpression): e is AggregateExpression => e.node === 'aggregate';

/** The planner's part: a window makes one row several and drops rows without a time. */
const isWindow = (e: TypedExpression): boolean => e.node === 'call' && e.name === 'window';

/** One run of a SELECT. */
class SelectRun {
  private readonly select: SimpleSelect;
  private readonly input: Relation;
  private readonly timeZone: string;
  private readonly scope: AttributeScope;

  constructor(select: SimpleSelect, input: Relation, timeZone: string) {
    this.select = select;
    this.input = input;
    this.timeZone = timeZone;
    this.scope = new AttributeScope(input.columns);
  }

  run(): QueryResult | undefined {
    const context = expressionContext(this.timeZone);
    const { select } = this;
    if (select.having !== undefined || select.limit !== undefined || select.distinct) return undefined;
    const items = select.items.flatMap((item) => bindNamed(item, this.scope, context));
    const where = select.where === undefined ? undefined : bindExpression(select.where, this.scope, context);
    if (where !== undefined && where.type.kind !== 'boolean') {
      throw new AnalysisError({
        condition: 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN',
        sqlState: '42K09',
        message: 'Filter is not boolean.',
      });
    }
    if (where !== undefined && someExpression(where, (p) => isAggregate(p) || p.node === 'generator')) return undefined;
    if (select.orderBy.some((order) => order.child.kind === 'literal')) return undefined;
    if (this.input.columns.length > 0 && items.some((item) => someExpression(item.expression, isWindow)))
      return undefined;
    if (
      (select.groupBy ?? []).some((e) =>
        JSON.stringify(e, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)).includes('window'),
      )
    )
      return undefined;
    if ((select.groupBy ?? []).some((e) => e.kind === 'attribute' && e.name.toLowerCase() === 'all')) return undefined;
    const kept = where === undefined ? this.input.rows : this.input.rows.filter(this.compile(where) as () => boolean);
    const generators = items.filter((item) => item.expression.node === 'generator');
    if (
      items.some(
        (item) =>
          item.expression.node !== 'generator' && someExpression(item.expression, (p) => p.node === 'generator'),
      )
    )
      return undefined;
    if (generators.length > 1) return undefined;
    if (select.groupBy !== undefined || items.some((item) => someExpression(item.expression, isAggregate))) {
      return generators.length > 0 ? undefined : this.aggregate(items, kept);
    }
    return generators.length === 1 ? this.generate(items, kept) : this.project(items, kept);
  }

  private compile(e: TypedExpression, columns = this.input.columns): (row: readonly Scalar[]) => Scalar {
    return compileExpression(e, columns, { nowMicros: NOW, random: () => 0.5 });
  }

  private project(items: readonly NamedExpression[], rows: readonly (readonly Scalar[])[]): QueryResult | undefined {
    const compute = items.map((item) => this.compile(item.expression));
    const made = rows.map((row) => ({ from: row, out: compute.map((f) => f(row)) }));
    const sorted = this.sorted(items, made);
    return sorted === undefined ? undefined : result(items, sorted);
  }

  private sorted(
    items: readonly NamedExpression[],
    rows: readonly { readonly from: readonly Scalar[]; readonly out: Scalar[] }[],
  ): Scalar[][] | undefined {
    const { orderBy } = this.select;
    if (orderBy.length === 0) return rows.map((row) => row.out);
    const context = expressionContext(this.timeZone);
    const output = items.map((item) => ({
      id: freshColumnId(),
      name: item.name,
      type: item.expression.type,
      nullable: true,
    }));
    const known = new AttributeScope([...this.input.columns]);
    const named = new AttributeScope(output);
    const keys = orderBy.map((order) => {
      let e: TypedExpression;
      try {
        e = bindExpression(order.child, named, context);
      } catch {
        e = bindExpression(order.child, known, context);
      }
      const read = this.compile(e, [...output, ...this.input.columns]);
      return { read, compare: compareScalars(e.type), order };
    });
    const withKeys = rows.map((row) => ({
      out: row.out,
      keys: keys.map((key) => key.read([...row.out, ...row.from])),
    }));
    withKeys.sort((a, b) => {
      for (let i = 0; i < keys.length; i++) {
        const { order, compare } = keys[i]!;
        const [x, y] = [a.keys[i], b.keys[i]];
        if (x === null && y === null) continue;
        if (x === null || y === null) return (x === null) === order.nullsFirst ? -1 : 1;
        const c = compare(x, y);
        if (c !== 0) return order.descending ? -c : c;
      }
      return 0;
    });
    return withKeys.map((row) => row.out);
  }

  private generate(items: readonly NamedExpression[], rows: readonly (readonly Scalar[])[]): QueryResult {
    const at = items.findIndex((item) => item.expression.node === 'generator');
    const generator = items[at]!.expression as TypedExpression & { node: 'generator' };
    const { output, outer, rows: make } = generator.code;
    const args = generator.args.map((arg) => this.compile(arg));
    const others = items.map((item, i) => (i === at ? undefined : this.compile(item.expression)));
    const made: Scalar[][] = [];
    for (const row of rows) {
      const values = args.map((f) => f(row));
      const produced = [...(make as (...v: Scalar[]) => Iterable<readonly Scalar[]>)(...values)];
      if (produced.length === 0 && outer) produced.push(output.map(() => null));
      for (const out of produced) made.push(others.flatMap((f) => (f === undefined ? [...out] : [f(row)])));
    }
    const names = items[at]!.names ?? output.map((f) => f.name);
    if (names.length !== output.length) {
      throw new AnalysisError({
        condition: 'UDTF_ALIAS_NUMBER_MISMATCH',
        sqlState: '42802',
        message: 'The number of aliases does not match.',
      });
    }
    const named = items.flatMap((item, i) =>
      i === at
        ? output.map((f, j) => ({ name: names[j]!, type: f.type }))
        : [{ name: item.name, type: item.expression.type }],
    );
    return encode(named, made);
  }

  private aggregate(items: readonly NamedExpression[], rows: readonly (readonly Scalar[])[]): QueryResult | undefined {
    const context = expressionContext(this.timeZone);
    const keys = (this.select.groupBy ?? []).map((e) => {
      if (e.kind === 'literal' && e.type.kind === 'integer') return items[Number(e.value) - 1]!.expression;
      const alias = e.kind === 'attribute' ? items.find((item) => item.name === e.name) : undefined;
      try {
        return bindExpression(e, this.scope, context);
      } catch (error) {
        if (alias === undefined) throw error;
        return alias.expression;
      }
    });
    const aggregates: AggregateExpression[] = [];
    const columns: Attribute[] = [];
    const columnFor = (e: TypedExpression): TypedExpression => {
      const id = freshColumnId();
      columns.push({ id, name: 'x', type: e.type, nullable: true });
      return { node: 'column', id, name: 'x', type: e.type, nullable: e.nullable };
    };
    const keyColumns = keys.map((key) => ({ text: shape(key), column: columnFor(key) }));
    const finals = items.map((item) => replaced(item.expression, keyColumns, aggregates, columnFor));
    if (finals.some((e) => someExpression(e, (p) => p.node === 'column' && !columns.some((c) => c.id === p.id)))) {
      const condition = this.select.groupBy === undefined ? 'MISSING_GROUP_BY' : 'MISSING_AGGREGATION';
      throw new AnalysisError({ condition, sqlState: '42803', message: 'A column is neither grouped nor aggregated.' });
    }
    const groups = new Map<string, { key: Scalar[]; buffers: Scalar[][] }>();
    const keyReaders = keys.map((key) => this.compile(key));
    const keyTexts = keys.map((key) => scalarKey(key.type));
    const runs = aggregates.map((aggregate) => this.updater(aggregate));
    const group = (key: Scalar[]): { key: Scalar[]; buffers: Scalar[][] } => {
      const text = key.map((value, i) => keyTexts[i]!(value)).join('\u0001');
      let found = groups.get(text);
      if (found === undefined) {
        found = { key, buffers: aggregates.map((a) => a.code.buffer.map((slot) => slot.initial)) };
        groups.set(text, found);
      }
      return found;
    };
    if (keys.length === 0) group([]);
    for (const row of rows) {
      const { buffers } = group(keyReaders.map((read) => withoutNegativeZero(read(row))));
      runs.forEach((run, i) => run(row, buffers[i]!));
    }
    const compute = finals.map((e) => this.compile(e, columns));
    const made = [...groups.values()].map(({ key, buffers }) => {
      const values = new Map<number, Scalar>();
      const row = [...key, ...aggregates.map((a, i) => a.code.result(buffers[i]!))];
      void values;
      return compute.map((f) => f(row));
    });
    const sorted = this.sorted(
      items,
      made.map((out) => ({ from: this.input.columns.map(() => null), out })),
    );
    return sorted === undefined ? undefined : result(items, sorted);
  }

  /** The aggregate's update over one row, generated as in an operator. */
  private updater(aggregate: AggregateExpression): (row: readonly Scalar[], buffer: Scalar[]) => void {
    const g = new CodeContext(generateExpression);
    this.input.columns.forEach((c, i) => g.define(c.id, { code: '', isNull: `(R[${i}] === null)`, value: `R[${i}]` }));
    const parts = aggregate.args.map((arg) => g.expression(arg));
    const slots = aggregate.code.buffer.map((_, i) => ({ get: `B[${i}]`, set: (js: string) => `B[${i}] = ${js};` }));
    const body = aggregate.code.update(slots, parts, g);
    const filter = aggregate.filter === null ? undefined : this.compile(aggregate.filter);
    const make = new Function('K', 'I', 'X', `'use strict';\n${g.prologueText()}\nreturn (R, B) => {\n${body}\n};`);
    const update = make(g.constants, new Interner(16), { nowMicros: NOW, random: () => 0.5 }) as (
      row: readonly Scalar[],
      buffer: Scalar[],
    ) => void;
    return (row, buffer) => {
      if (filter === undefined || filter(row) === true) update(row, buffer);
    };
  }
}

/** A text that equal expressions share. */
const shape = (e: TypedExpression): string =>
  JSON.stringify(e, function (this: { node?: string }, key, value: unknown) {
    if (key === 'code' || key === 'pretty' || (key === 'name' && this.node !== 'call')) return undefined;
    return typeof value === 'bigint' ? `${value}n` : value;
  });

function replaced(
  e: TypedExpression,
  keys: readonly { text: string; column: TypedExpression }[],
  aggregates: AggregateExpression[],
  columnFor: (e: TypedExpression) => TypedExpression,
): TypedExpression {
  const text = shape(e);
  const key = keys.find((k) => k.text === text);
  if (key !== undefined) return key.column;
  if (e.node === 'aggregate') {
    aggregates.push(e);
    return columnFor(e);
  }
  if (e.node === 'literal' || e.node === 'column') return e;
  let same = e;
  const parts =
    e.node === 'call' || e.node === 'generator' ? e.args : e.node === 'cast' || e.node === 'field' ? [e.child] : [];
  const made = parts.map((part) => replaced(part, keys, aggregates, columnFor));
  if (e.node === 'call') same = { ...e, args: made };
  else if (e.node === 'cast' || e.node === 'field') same = { ...e, child: made[0]! };
  return same;
}

function result(items: readonly NamedExpression[], rows: readonly (readonly Scalar[])[]): QueryResult {
  return encode(
    items.map((item) => ({ name: item.name, type: item.expression.type })),
    rows,
  );
}

function encode(
  columns: readonly { name: string; type: Attribute['type'] }[],
  rows: readonly (readonly Scalar[])[],
): QueryResult {
  return {
    schema: columns.map(({ name, type }) => [name, withoutNullability(sqlName(type))] as const),
    rows: rows.map((row) => columns.map(({ type }, i) => toJsonValue(row[i], type))),
  };
}

const withoutNullability = (name: string): string => name.replaceAll(' NOT NULL', '');

const withoutNegativeZero = (value: Scalar): Scalar => (Object.is(value, -0) ? 0 : value);
