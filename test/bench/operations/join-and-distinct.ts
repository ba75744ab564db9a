import { expr } from '../../../index.ts';
import { same, type Operation, type TableName } from './operation.ts';

interface Joining {
  readonly name: string;
  readonly left: TableName;
  readonly right: TableName;
  readonly key: string;
  readonly how: string;
  readonly answer: readonly string[];
}

const joining = ({ name, left, right, key, how, answer }: Joining): Operation => {
  const sql = (type: string): string => `SELECT ${answer.join(', ')} FROM ${left} ${type} JOIN ${right} USING (${key})`;
  return {
    name,
    kind: 'join',
    ours: ({ table }) =>
      table(left)
        .join(table(right), key, how)
        .agg(...answer.map((text) => expr(text))),
    sql: sql(`LEFT ${how}`.replace('LEFT inner', 'INNER').replace('LEFT left', 'LEFT')),
    duckdb: sql(how.toUpperCase()),
  };
};

const COUNT = expr('count(*)');
const MANY = [
  'id',
  'k4',
  'k100k',
  'k1m',
  'price',
  'qty',
  'ts',
  'id + 1 AS id1',
  'price * 2 AS price2',
  'qty + 1 AS qty1',
];

export const joinAndDistinct: readonly Operation[] = [
  ...[
    {
      name: 'join with 100k rows by a number',
      left: 'events',
      right: 'd100k',
      key: 'k100k',
      how: 'inner',
      answer: ['count(*)', 'sum(weight)'],
    },
    {
      name: 'join with 100k rows by a text',
      left: 'people',
      right: 'd100k',
      key: 'name',
      how: 'inner',
      answer: ['count(*)', 'sum(weight)'],
    },
    {
      name: 'join with 1M rows by a number',
      left: 'events',
      right: 'd1m',
      key: 'k1m',
      how: 'inner',
      answer: ['count(*)', 'sum(weight)'],
    },
    {
      name: 'left join with 100k rows',
      left: 'events',
      right: 'd100k',
      key: 'k100k',
      how: 'left',
      answer: ['count(*)', 'sum(weight)'],
    },
    {
      name: 'semi join with 100k rows',
      left: 'events',
      right: 'd100k',
      key: 'k100k',
      how: 'semi',
      answer: ['count(*)', 'sum(price)'],
    },
    {
      name: 'anti join with 100k rows',
      left: 'events',
      right: 'd100k',
      key: 'k100k',
      how: 'anti',
      answer: ['count(*)', 'sum(price)'],
    },
  ].map((each) => joining(each as Joining)),
  same('distinct of few', 'distinct', 'SELECT count(*) FROM (SELECT DISTINCT city, k4 FROM people) AS t', ({ table }) =>
    table('people').select('city', 'k4').distinct().agg(COUNT),
  ),
  same('distinct of 100k', 'distinct', 'SELECT count(*) FROM (SELECT DISTINCT k100k FROM events) AS t', ({ table }) =>
    table('events').select('k100k').distinct().agg(COUNT),
  ),
  same('distinct of 1M', 'distinct', 'SELECT count(*) FROM (SELECT DISTINCT k1m FROM events) AS t', ({ table }) =>
    table('events').select('k1m').distinct().agg(COUNT),
  ),
  same(
    'dropDuplicates by a text',
    'distinct',
    'SELECT count(*), max(name) FROM (SELECT name, first(id) AS id, first(qty) AS qty FROM people GROUP BY name) AS t',
    ({ table }) => table('people').select('id', 'name', 'qty').dropDuplicates(['name']).agg(COUNT, expr('max(name)')),
  ),
  same(
    'union below an aggregate',
    'union',
    `SELECT count(*), sum(s) FROM (SELECT k4, sum(price) AS s FROM (SELECT ${MANY.join(', ')} FROM events UNION ALL SELECT ${MANY.join(', ')} FROM events) AS u GROUP BY k4) AS t`,
    ({ table }) => {
      const rows = table('events').selectExpr(...MANY);
      return rows
        .union(table('events').selectExpr(...MANY))
        .groupBy('k4')
        .agg(expr('sum(price)').as('s'))
        .agg(COUNT, expr('sum(s)'));
    },
  ),
  same(
    'explode of an array',
    'explode',
    'SELECT count(*), sum(v) FROM (SELECT explode(array(id, k100k, k1m)) AS v FROM events) AS t',
    ({ table }) => table('events').selectExpr('explode(array(id, k100k, k1m)) AS v').agg(COUNT, expr('sum(v)')),
    'SELECT count(*), sum(v) FROM (SELECT unnest([id, k100k, k1m]) AS v FROM events) AS t',
  ),
  same(
    'explode of split',
    'explode',
    "SELECT count(*), sum(length(v)) FROM (SELECT explode(split(tags, ',')) AS v FROM records) AS t",
    ({ table }) => table('records').selectExpr("explode(split(tags, ',')) AS v").agg(COUNT, expr('sum(length(v))')),
    "SELECT count(*), sum(length(v)) FROM (SELECT unnest(string_split(tags, ',')) AS v FROM records) AS t",
  ),
];
