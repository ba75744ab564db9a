import { expect, test } from 'vitest';
import { inlineSession } from '../../../stream/inline-session.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'takes the rows whose random number of the seed is below the fraction': {
    query: ({ session }) => session.range(20).sample(0.5, 1).exceptAll(session.range(20).filter('rand(1) < 0.5')),
    rows: [],
  },
  'takes none, and all': {
    query: ({ orders }) => orders.sample(0).union(orders.sample(1)).selectExpr('count(*)'),
    rows: [[4]],
  },
  'is a Sample to Spark Connect': {
    query: ({ orders }) => orders.sample(0.5, 3),
    message: { sample: { upperBound: 0.5, withReplacement: false, seed: '3' } },
  },
});

refuses({
  'a stream': { query: ({ orders }) => orders.sample(0.5), mode: 'append', condition: '_LEGACY_ERROR_TEMP_3102' },
});

/** Spark 4.3 of `spark.range(0, 20, 1, 1).sample(0.5, seed)`, one partition. */
test.each([
  [1, [2, 3, 6, 7, 8, 11, 12, 18]],
  [42, [3, 7, 10, 12, 16, 18]],
])('chooses the rows that Spark chooses by seed %d', async (seed, ids) => {
  const { session } = await inlineSession();
  const rows = await session.range(20).sample(0.5, seed).collect();
  expect(rows.map((row) => Number(row['id']))).toEqual(ids);
  await session.stop();
});
