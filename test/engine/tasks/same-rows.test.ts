import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { col, desc, expr, type DataFrame, type MillraceSession } from '../../../index.ts';
import { threadedSessions } from './threaded-sessions.ts';

const directory = mkdtempSync(join(tmpdir(), 'threads-'));
let sessions: MillraceSession[];

const NAMES = ['ana', 'bo', 'çelik', 'ana', 'du', 'ana', 'bo', 'eva', 'du', 'ana'];

/** What each plan reads, in each session. */
interface Inputs {
  readonly held: DataFrame;
  readonly few: DataFrame;
  readonly range: DataFrame;
  readonly many: DataFrame;
  readonly json: DataFrame;
  readonly csv: DataFrame;
  readonly text: DataFrame;
}

function inputs(session: MillraceSession): Inputs {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: i,
    name: i % 13 === 0 ? null : NAMES[i % NAMES.length]!,
    amount: i % 7 === 0 ? null : i * 0.25,
    at: new Date(1_700_000_000_000 + i * 7_000),
  }));
  const people = [...new Set(NAMES)].slice(1).map((name, i) => ({ name, age: 20 + i }));
  const schema = 'id BIGINT, name STRING, amount DOUBLE';
  return {
    held: session.createDataFrame(rows, 'id BIGINT, name STRING, amount DOUBLE, at TIMESTAMP'),
    few: session.createDataFrame(people, 'name STRING, age INT'),
    range: session.range(3, 200, 2),
    many: session.range(0, 20_000),
    json: session.read.schema(schema).json(join(directory, 'json')),
    csv: session.read.schema(schema).option('header', 'true').csv(join(directory, 'rows.csv')),
    text: session.read.text(join(directory, 'rows.csv')),
  };
}

const PLANS: Readonly<Record<string, (i: Inputs) => DataFrame>> = {
  'a filter and a projection': ({ held }) =>
    held.filter('amount > 2').selectExpr('upper(name) AS n', 'amount * 2 AS a'),
  'computed numbers of a range': ({ range }) => range.selectExpr('id * 2 AS x', "concat('r', CAST(id AS STRING)) AS t"),
  'groups in the order in which they are met': ({ held }) =>
    held.groupBy('name').agg(expr('count(*)').as('n'), expr('sum(amount)').as('s'), expr('min(at)').as('first')),
  'groups by a computed key': ({ held }) => held.groupBy(expr('id % 5')).agg(expr('collect_list(name)').as('names')),
  'first and last depend on the order': ({ held }) =>
    held.groupBy(expr('id % 3')).agg(expr('first(name)'), expr('last(name)'), expr('max(length(name))')),
  'groups by a struct': ({ held }) => held.groupBy(expr('struct(id % 2 AS odd, name)').as('key')).agg(expr('count(*)')),
  'totals without a key': ({ held }) => held.agg(expr('count(*)'), expr('sum(amount)'), expr('count(DISTINCT name)')),
  'totals of no row': ({ held }) => held.filter('id < 0').agg(expr('count(*)'), expr('sum(amount)')),
  'tumbling windows': ({ held }) => held.groupBy(expr("window(at, '30 seconds')"), 'name').agg(expr('count(*)')),
  'sliding windows': ({ held }) =>
    held.groupBy(expr("window(at, '60 seconds', '10 seconds')"), 'name').agg(expr('count(*)'), expr('sum(id)')),
  'a union of two inputs': ({ held, range }) =>
    held.select('id').union(range).groupBy(expr('id % 4')).agg(expr('count(*)'), expr('first(id)')),
  'an exploded array': ({ held }) =>
    held.selectExpr('explode(array(id, id + 1)) AS v').groupBy('v').agg(expr('count(*)')),
  'a join': ({ held, few }) => held.join(few, 'name').selectExpr('id', 'age + 1 AS next'),
  'groups of a left join': ({ held, few }) =>
    held.join(few, 'name', 'left').groupBy('age').agg(expr('count(*)'), expr('first(id)')),
  'a semi join': ({ held, few }) => held.join(few, 'name', 'semi').selectExpr('id + 0 AS id'),
  'a join with groups': ({ held }) =>
    held.join(held.groupBy('name').agg(expr('count(*)').as('n')), 'name').agg(expr('sum(n)'), expr('first(id)')),
  'a join of few with many': ({ few, many }) => few.join(many, expr('age = id')).selectExpr('name', 'id + 1 AS next'),
  'a full join': ({ held, few }) => held.join(few, 'name', 'full').groupBy('age').agg(expr('count(*)')),
  'a sort': ({ held }) => held.orderBy(desc('amount'), col('id')).selectExpr('id', 'name'),
  'the first rows in order': ({ held }) => held.orderBy(desc('amount')).limit(5),
  'distinct rows': ({ held }) => held.select('name').distinct(),
  'the first of each key': ({ held }) => held.filter('id > 3').dropDuplicates(['name']),
  'totals of many groups': ({ held }) =>
    held.groupBy('id', 'name').agg(expr('count(*)').as('n')).agg(expr('count(*)'), expr('sum(n)'), expr('max(id)')),
  'totals of many texts': ({ text }) => text.groupBy('value').agg(expr('count(*)').as('n')).agg(expr('count(n)')),
  'totals of many groups that chance has gone over': ({ held }) =>
    held.groupBy('id', 'name').agg(expr('count(*)').as('n')).filter('rand() < 2').agg(expr('count(*)'), expr('sum(n)')),
  'totals of rows made of many groups': ({ held }) =>
    held
      .groupBy('id', 'name')
      .agg(expr('count(*)').as('n'))
      .selectExpr('explode(array(n, 2)) AS v')
      .agg(expr('sum(v)')),
  'distinct numbers, counted': ({ range }) => range.selectExpr('id % 70 AS k').agg(expr('count(DISTINCT k)')),
  'distinct rows, counted': ({ held }) => held.select('id', 'at').distinct().agg(expr('count(*)')),
  'a sort with nulls first': ({ held }) =>
    held.orderBy(expr('name').asc_nulls_first(), desc('id')).select('name', 'id'),
  'a sort with nulls last': ({ held }) => held.orderBy(expr('amount').desc_nulls_last(), 'id').select('id', 'amount'),
  'a sort of equal keys keeps their order': ({ held }) => held.orderBy(expr('id % 2')).select('id'),
  'a sort of files': ({ json }) => json.orderBy('name', desc('id')),
  'rows by number': ({ held }) => held.selectExpr('monotonically_increasing_id() AS i', 'name'),
  'a limit': ({ held }) => held.filter('id > 3').limit(7),
  'json files': ({ json }) => json.groupBy('name').agg(expr('count(*)'), expr('sum(amount)')),
  'rows of json files': ({ json }) => json.filter('amount IS NOT NULL'),
  'csv files': ({ csv }) => csv.groupBy('name').agg(expr('count(*)'), expr('sum(amount)'), expr('first(id)')),
  'text files': ({ text }) => text.selectExpr('length(value) AS l', 'value'),
};

beforeAll(async () => {
  const line = (i: number): string => JSON.stringify({ id: i, name: NAMES[i % NAMES.length], amount: i * 0.5 });
  mkdirSync(join(directory, 'json'));
  for (const part of [0, 1]) {
    const lines = Array.from({ length: 90 }, (_, i) => line(i * 2 + part));
    writeFileSync(join(directory, 'json', `part-${part}.json`), `${lines.join('\n')}\n`);
  }
  const records = Array.from({ length: 150 }, (_, i) => `${i},${NAMES[i % NAMES.length]!},${i / 4}`);
  writeFileSync(join(directory, 'rows.csv'), `id,name,amount\n${records.join('\n')}`);
  sessions = await threadedSessions();
}, 60_000);

afterAll(async () => {
  await Promise.all(sessions.map((session) => session.stop()));
  rmSync(directory, { recursive: true });
});

describe('rows are the same for 1, 2 and 4 threads', () => {
  test.each(Object.entries(PLANS))('%s', async (_, plan) => {
    const [alone, ...others] = await Promise.all(sessions.map((session) => plan(inputs(session)).collect()));
    expect(alone!.length).toBeGreaterThan(0);
    for (const rows of others) expect(rows).toEqual(alone);
  });
});
