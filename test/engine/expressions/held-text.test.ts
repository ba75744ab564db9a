import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expr } from '../../../index.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const text = fc.oneof(fc.constantFrom('', 'a', 'ab', 'é', '日本', '\u{1f600}', '\uffff'), fc.string({ maxLength: 3 }));
/** Blocks of rows, some without a text. */
const blocks = fc.array(fc.array(fc.option(text), { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

test('the first and last text of all blocks are those in the order of bytes, filtered and computed ones too', async () => {
  const aggregates = [
    'max(x) AS last',
    'min(x) AS first',
    "max(concat('-', x)) AS computed",
    "max(x) FILTER (WHERE x < 'b') AS below",
    'max(DISTINCT x) AS one',
  ];
  await fc.assert(
    fc.asyncProperty(blocks, async (given) => {
      const frames = given.map((rows) =>
        session.createDataFrame(
          rows.map((x) => [x]),
          'x STRING',
        ),
      );
      const all = frames.reduce((a, b) => a.unionAll(b));
      const [row] = await all.agg(...aggregates.map((sql) => expr(sql))).collect();
      const sorted = given
        .flat()
        .flatMap((x) => (x === null ? [] : [x]))
        .sort(byBytes);
      const last = sorted.at(-1) ?? null;
      const below = sorted.filter((x) => byBytes(x, 'b') < 0).at(-1) ?? null;
      const computed = last === null ? null : `-${last}`;
      expect(row).toEqual({ last, first: sorted[0] ?? null, computed, below, one: last });
    }),
  );
});
