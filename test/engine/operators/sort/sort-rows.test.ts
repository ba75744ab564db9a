import { expect, test } from 'vitest';
import { col, count } from '../../../../index.ts';
import { inlineSession } from '../../../stream/inline-session.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'reads its keys although nobody else does': {
    query: ({ orders }) => orders.orderBy('ts').select('id'),
    rows: [[1], [2], [3], [4]],
    plan: /Sort/,
  },
  'is a Sort to Spark Connect': {
    query: ({ orders }) => orders.orderBy(col('id').desc()),
    message: { sort: { isGlobal: true, order: [{ direction: 'SORT_DIRECTION_DESCENDING' }] } },
  },
});

test('puts rows in order, NULL where it is asked for', async () => {
  const { session } = await inlineSession();
  const df = session.createDataFrame([{ a: 2 }, { a: null }, { a: 3 }, { a: 1 }], 'a INT');
  const ordered = async (key: Parameters<typeof df.orderBy>[0]): Promise<unknown[]> =>
    (await df.orderBy(key).collect()).map((row) => row['a']);
  expect(await ordered('a')).toEqual([null, 1, 2, 3]);
  expect(await ordered(col('a').desc_nulls_first())).toEqual([null, 3, 2, 1]);
  await session.stop();
});

refuses({
  'a stream that never ends': {
    query: ({ orders }) => orders.orderBy('id'),
    mode: 'append',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'groups that come again and again': {
    query: ({ orders }) => orders.groupBy('country').agg(count('*').as('n')).orderBy('n'),
    mode: 'update',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
});
