import { col, desc, expr } from '../../../index.ts';
import type { Operation, TableName } from './operation.ts';

/** Sums of doubles depend on the order, so that no optimizer may drop the sort. */
const sorted = (name: string, from: TableName, keys: readonly string[]): Operation => ({
  name,
  kind: 'sort',
  ours: ({ table }) =>
    table(from)
      .orderBy(...keys)
      .agg(expr('count(*)'), expr('sum(price)'), expr('first(qty)')),
  sql: `SELECT count(*), sum(price), first(qty) FROM (SELECT * FROM ${from} ORDER BY ${keys.join(', ')}) AS t`,
  duckdb: `SELECT count(*), sum(price), first(qty) FROM (SELECT * FROM ${from} ORDER BY ${keys.join(', ')}) AS t`,
  duckdbDiffers: 'its first() is that of any thread',
});

const top = (name: string, from: TableName, key: string): Operation => {
  const sql = `SELECT sum(id), max(${key}) FROM (SELECT id, ${key} FROM ${from} ORDER BY ${key} DESC, id LIMIT 100) AS t`;
  return {
    name,
    kind: 'top-k',
    ours: ({ table }) =>
      table(from)
        .select('id', key)
        .orderBy(desc(key), col('id'))
        .limit(100)
        .agg(expr('sum(id)'), expr(`max(${key})`)),
    sql,
    duckdb: sql,
  };
};

export const sortAndLimit: readonly Operation[] = [
  sorted('sort by a number', 'events', ['price', 'id']),
  sorted('sort by a bigint', 'events', ['k1m', 'id']),
  sorted('sort by a text', 'people', ['name', 'id']),
  top('top 100 by a number', 'events', 'price'),
  top('top 100 by a text', 'codes', 'code'),
];
