/**
 * What an expression allocates a row beside its column: `npm run bench -- allocations [--rows N]`. Integers of 64 and 128 bits
 * are to be no objects; a bigint takes 24 bytes and more.
 */
import { Session } from 'node:inspector/promises';
import { parseArgs } from 'node:util';
import { expr, type DataFrame } from '../../index.ts';
import { inlineSession } from '../stream/inline-session.ts';

const { values } = parseArgs({ allowPositionals: true, options: { rows: { type: 'string', default: '300000' } } });
const rows = Number(values.rows);

/** Over BIGINT b, DECIMAL(12,2) d, DECIMAL(30,3) w, TIMESTAMP t, INTERVAL DAY TO SECOND i, INT n and STRING s. */
const COLUMNS = [
  'id * 7919 % 1000003 AS b',
  'int(id % 100) AS n',
  'CAST(id % 9973 AS DECIMAL(12,2)) / 1 AS q',
  'CAST(id % 9973 AS DECIMAL(12,2)) AS d',
  'CAST(id * 7919 AS DECIMAL(30,3)) AS w',
  'timestamp_millis(id * 31 % 5000000000) AS t',
  'make_dt_interval(0, 0, 0, id % 99999) AS i',
  'string(id * 7919 % 1000003) AS s',
];
const SCALARS: Readonly<Record<string, readonly string[]>> = {
  BIGINT: ['b + 1', 'b * n', 'b % 7', 'b div 7', 'abs(-b)', 'b div -7', 'b BETWEEN -5 AND n', 'b & 255', 'shiftleft(b, 3)', 'CAST(b AS STRING)', 'CAST(s AS BIGINT)', 'hex(b)', 'greatest(b, n)', 'if(b > 5, b, 0)', 'xxhash64(b)', 'hash(struct(b, n))', 'bit_count(b)'],
  DECIMAL: ['d + d', 'd * d', 'd / 7', 'd % 7', 'w + w', 'w * 2', 'w / 7', 'w % 7', 'round(w, 1)', 'CAST(w AS STRING)', 'CAST(s AS DECIMAL(30,3))', 'CAST(w AS DOUBLE)', 'CAST(n AS DECIMAL(30,3))', 'coalesce(w, 0)'],
  TIMESTAMP: ['t + INTERVAL 1 HOUR', "date_trunc('hour', t)", 'unix_micros(t)', 'date_add(t, 3)', 'hour(t)', 'timestampadd(MINUTE, n, t)', 'CAST(t AS STRING)', 'CAST(t AS DATE)', 'timestamp_micros(b)', "from_utc_timestamp(t, 'Europe/Lisbon')", 't - t'],
  INTERVAL: ['i + i', 'i * 3', 'i / 3', 'CAST(i AS STRING)', 'extract(MINUTE FROM i)'],
  'in lists': ['size(array(b, n))', 'array(b, n)[1]', 'array_max(array(b, n))', 'element_at(map(n, b), n)', "named_struct('b', b).b"],
}; // prettier-ignore
const AGGREGATES: readonly string[] = ['sum(b)', 'avg(d)', 'sum(w)', 'max(t)', 'max(w)', 'first(b)', 'size(collect_list(b))', 'size(collect_list(w))', 'count(DISTINCT b)', 'count(DISTINCT w)', 'median(b)', 'mode(b)', 'max_by(b, t)', 'stddev(d)', 'approx_count_distinct(b)', 'percentile_approx(t, 0.5)']; // prettier-ignore

const { session } = await inlineSession();
const profiler = new Session();
profiler.connect();

/** Bytes of objects that a query makes a row. */
async function allocated(df: DataFrame): Promise<number> {
  for (let warm = 0; warm < 3; warm++) await df.collect();
  await profiler.post('HeapProfiler.startSampling', {
    samplingInterval: 16_384,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await df.collect();
  const { profile } = await profiler.post('HeapProfiler.stopSampling');
  type Node = (typeof profile)['head'];
  const sizeOf = (node: Node): number => node.children.reduce((sum, child) => sum + sizeOf(child), node.selfSize);
  return sizeOf(profile.head) / rows;
}

const table = session.range(rows).selectExpr(...COLUMNS);
const plain = await allocated(table.selectExpr('count(b)', 'count(d)', 'count(w)', 'count(t)', 'count(i)', 'count(s)'));
const figures: { readonly kind: string; readonly expression: string; readonly bytes: number }[] = [];
const measure = async (kind: string, expression: string, df: DataFrame): Promise<void> => {
  const bytes = Math.max(0, Math.round(((await allocated(df)) - plain) * 10) / 10);
  figures.push({ kind, expression, bytes });
  console.log(`| ${kind} | ${expression} | ${bytes} |`);
};
console.log('| kind | expression | bytes a row |\n| --- | --- | --- |');
for (const [kind, expressions] of Object.entries(SCALARS)) {
  for (const e of expressions) await measure(kind, e, table.selectExpr(`count(${e})`));
}
for (const e of AGGREGATES)
  await measure('aggregate', e, table.groupBy('n').agg(expr(e).as('x')).selectExpr('count(x)'));
await session.stop();

const sorted = figures.toSorted((a, b) => b.bytes - a.bytes);
console.log(
  JSON.stringify({
    name: 'allocations',
    unit: 'bytes of objects a row',
    rows,
    value: sorted[sorted.length >> 1]!.bytes,
    worst: sorted.slice(0, 5),
    above24: sorted.filter(({ bytes }) => bytes >= 24).length,
    expressions: figures.length,
  }),
);
