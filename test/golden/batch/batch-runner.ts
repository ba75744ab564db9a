import { join } from 'node:path';
import { scalarRows } from '../../../engine/columnar/vector.ts';
import { Column } from '../../../engine/api/column.ts';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import type { Expression } from '../../../engine/expressions/expression.ts';
import { splitSelect, type SimpleSelect } from '../../../engine/sql/split-select.ts';
import { sqlName, struct } from '../../../engine/types/data-type.ts';
import { toJsonRow } from '../../../engine/types/json-value.ts';
import { toUserValue } from '../../../engine/types/to-user-value.ts';
import type { BatchCase } from './batch-case.ts';
import { compareAnswers } from './compare-answers.ts';
import { loadTables, timeZoneOf, usesVariant, verdictOnError, type Tables } from './run-batch-cases.ts';
import { relationOf, type QueryResult } from './simple-query.ts';

type Verdict =
  | { readonly verdict: 'equal' }
  | { readonly verdict: 'different'; readonly expected: unknown; readonly got: unknown }
  | { readonly verdict: 'unsupported'; readonly why: string };

/** Runs recorded batch cases through the public API, as far as they are one SELECT over one table. */
export function batchRunner(
  session: MillraceSession,
  folder: string,
  _file: string,
): (line: string) => Promise<Verdict> {
  const tables = loadTables(join(folder, 'tables.json'));
  return async (line) => {
    const batchCase = JSON.parse(line) as BatchCase;
    if (usesVariant(batchCase)) return { verdict: 'unsupported', why: 'type VARIANT' };
    await session.conf.set('spark.sql.session.timeZone', timeZoneOf(batchCase));
    let judged;
    try {
      const result = await run(session, batchCase, tables);
      if (result === undefined) return { verdict: 'unsupported', why: 'statement' };
      judged = compareAnswers(batchCase, result);
    } catch (error) {
      judged = verdictOnError(batchCase, error);
    }
    if (judged.result === 'equal') return { verdict: 'equal' };
    if (judged.result === 'unsupported') return { verdict: 'unsupported', why: judged.detail ?? '' };
    return { verdict: 'different', expected: batchCase.error ?? batchCase.rows, got: judged.detail };
  };
}

async function run(session: MillraceSession, batchCase: BatchCase, tables: Tables): Promise<QueryResult | undefined> {
  const zone = timeZoneOf(batchCase);
  const select = splitSelect(batchCase.sql, { timeZone: zone });
  if (select === undefined || select.having !== undefined || select.limit !== undefined) {
    return undefined;
  }
  let df = input(session, select, tables, zone);
  if (select.where !== undefined) df = df.filter(new Column(select.where));
  const names = select.items.map(nameOf);
  if (select.groupBy !== undefined) {
    const grouped = await aggregated(df, select, select.groupBy);
    return grouped === undefined ? undefined : encoded(grouped);
  }
  const later = select.orderBy.filter((order) => names.includes(nameOf(order.child)));
  if (later.length < select.orderBy.length) df = df.orderBy(...select.orderBy.map((order) => new Column(order)));
  df = df.select(...select.items.map((item) => new Column(item)));
  if (later.length > 0 && later.length === select.orderBy.length)
    df = df.orderBy(...later.map((order) => new Column(order)));
  if (select.distinct) df = df.distinct();
  return encoded(df);
}

async function encoded(df: DataFrame): Promise<QueryResult> {
  const { fields } = await df.schema();
  const types = fields.map((f) => f.type);
  const rows: unknown[][] = [];
  for await (const batch of df.batches(null)) for (const row of scalarRows(batch)) rows.push(toJsonRow(row, types));
  return { schema: fields.map((f) => [f.name, sqlName(f.type).replaceAll(' NOT NULL', '')] as const), rows };
}

/** GROUP BY by the API's `groupBy().agg()`, whose key columns come first and are taken off again. */
async function aggregated(
  df: DataFrame,
  select: SimpleSelect,
  keys: readonly Expression[],
): Promise<DataFrame | undefined> {
  const plain = keys.every(
    (key) => key.kind !== 'literal' && !(key.kind === 'attribute' && key.name.toLowerCase() === 'all'),
  );
  const known = select.orderBy.every((order) =>
    select.items.some((item) => nameOf(item) === nameOf(order.child) && nameOf(item) !== undefined),
  );
  const special = keys.some(
    (key) => key.kind === 'function' && /^(?:rollup|cube|grouping|session_window)$/i.test(key.name),
  );
  const aliases = keys.some(
    (key) =>
      key.kind === 'attribute' && select.items.some((item) => item.kind === 'alias' && item.names[0] === key.name),
  );
  if (!plain || !known || special || aliases) return undefined;
  const made = df.groupBy(...keys.map((key) => new Column(key))).agg(...select.items.map((item) => new Column(item)));
  const { fields } = await made.schema();
  const kept = fields.slice(-select.items.length);
  const numbered = made.toDF(...fields.map((_, i) => `_${i}`));
  const first = fields.length - kept.length;
  let result = numbered.select(
    ...kept.map(
      (f, i) => new Column({ kind: 'alias', child: { kind: 'attribute', name: `_${first + i}` }, names: [f.name] }),
    ),
  );
  if (select.orderBy.length > 0) result = result.orderBy(...select.orderBy.map((order) => new Column(order)));
  return select.distinct ? result.distinct() : result;
}

function input(session: MillraceSession, select: SimpleSelect, tables: Tables, zone: string): DataFrame {
  const { columns, rows } = relationOf(select.from, tables, zone);
  const schema = struct(columns.map(({ name, type, nullable }) => ({ name, type, nullable })));
  const convert = columns.map((column) => toUserValue(column.type, { bigint: true }));
  const made = session.createDataFrame(
    rows.map((row) => convert.map((f, i) => f(row[i]))),
    schema,
  );
  const name =
    select.from === undefined
      ? undefined
      : (select.from.alias ?? (select.from.kind === 'table' ? select.from.name : undefined));
  return name === undefined ? made : made.alias(name);
}

function nameOf(e: Expression): string | undefined {
  if (e.kind === 'alias') return e.names[0];
  return e.kind === 'attribute' ? e.name : undefined;
}
