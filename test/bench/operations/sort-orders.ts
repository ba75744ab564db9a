import { expr, type Column } from '../../../index.ts';
import { same, type Operation, type TableName } from './operation.ts';

const ANSWER = ['count(*)', 'sum(price)', 'first(id)'];

/** Sums of doubles depend on the order, so that no optimizer may drop the sort. */
const sorted = (name: string, from: TableName, keys: readonly (readonly [string, Column])[]): Operation => {
  const order = keys.map(([sql]) => sql).join(', ');
  const operation = same(
    name,
    'sort',
    `SELECT ${ANSWER.join(', ')} FROM (SELECT * FROM ${from} ORDER BY ${order}) AS t`,
    ({ table }) =>
      table(from)
        .orderBy(...keys.map(([, column]) => column))
        .agg(...ANSWER.map((text) => expr(text))),
  );
  return { ...operation, duckdbDiffers: 'its first() is that of any thread' };
};

const asc = (key: string): readonly [string, Column] => [key, expr(key).asc()];
const desc = (key: string): readonly [string, Column] => [`${key} DESC`, expr(key).desc()];
const descNullsLast = (key: string): readonly [string, Column] => [
  `${key} DESC NULLS LAST`,
  expr(key).desc_nulls_last(),
];

export const sortOrders: readonly Operation[] = [
  sorted('sort by number and text', 'people', [asc('k4'), asc('name'), asc('id')]),
  sorted('sort descending with nulls last', 'events', [descNullsLast('nullif(k100k, 7)'), asc('id')]),
  sorted('sort by a double descending', 'events', [desc('price'), desc('id')]),
  sorted('sort by a decimal', 'events', [asc('CAST(price AS DECIMAL(12,2))'), asc('id')]),
  sorted('sort by a wide decimal', 'events', [asc('CAST(price AS DECIMAL(28,10)) * 10000000000'), asc('id')]),
  sorted('sort by a time', 'events', [desc('ts')]),
  sorted('sort by two texts', 'people', [asc('city'), desc('name'), asc('id')]),
  sorted('sort by an expression', 'events', [asc('k1m % 1000'), asc('id')]),
  same(
    'limit with offset over a sort',
    'top-k',
    'SELECT sum(id), count(*) FROM (SELECT id FROM events ORDER BY price, id LIMIT 100 OFFSET 500) AS t',
    ({ table }) =>
      table('events')
        .select('id', 'price')
        .orderBy('price', 'id')
        .offset(500)
        .limit(100)
        .agg(expr('sum(id)'), expr('count(*)')),
  ),
];
