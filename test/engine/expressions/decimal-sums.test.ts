import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { scalarRows } from '../../../engine/columnar/vector.ts';
import { divideHalfUp } from '../../../engine/types/decimal.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import type { MillraceSession } from '../../../index.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => void ({ session } = await inlineSession()));
afterAll(() => session.stop());

const schema = parseSchema('k INT, x DECIMAL(18,2)');
const MOST = 10n ** 18n - 1n;
const value = fc.oneof(
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.bigInt({ min: -MOST, max: MOST }),
  fc.constantFrom(2n ** 52n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, MOST, -MOST),
);
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.option(value)), { maxLength: 60 });

test('sums and averages of decimals by group are those of bigints', async () => {
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const table = session.localDataFrame(schema, [batchOf(schema, given)]);
      const found = new Map<unknown, unknown>();
      for await (const batch of table
        .groupBy('k')
        .agg({ x: 'sum' })
        .join(table.groupBy('k').agg({ x: 'avg' }), 'k')
        .batches())
        for (const [k, sum, average] of scalarRows(batch)) found.set(k, [sum, average]);
      const expected = new Map<unknown, unknown>();
      for (const [k] of given) {
        const present = given.flatMap(([of, x]) => (of === k && x !== null ? [x] : []));
        const sum = present.reduce((a, b) => a + b, 0n);
        const average = present.length === 0 ? null : divideHalfUp(sum * 10_000n, BigInt(present.length));
        expected.set(k, present.length === 0 ? [null, null] : [sum, average]);
      }
      expect(found).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
