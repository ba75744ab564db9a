import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { avg, col, count, max, MillraceSession, sum, type DataFrame } from '../../../../index.ts';

const ROWS = 160_000;
const DISTINCT = 80_000;

/** The key of a row, and a number of it. */
const keyOf = (id: number): string | null => (id % 11 === 0 ? null : `clé-${(id * 7919) % DISTINCT}`);
const KEY = `CASE WHEN id % 11 = 0 THEN NULL ELSE concat('clé-', id * 7919 % ${DISTINCT}) END`;

let session: MillraceSession;
beforeAll(async () => (session = await MillraceSession.builder.config('millrace.threads', '1').create()));
afterAll(async () => session.stop());

const rows = (): DataFrame => session.range(ROWS).selectExpr(`${KEY} AS k`, 'id', 'id % 3 AS m');

/** The groups in the order of their first rows, folded by a Map. */
function folded(keysOf: (id: number) => unknown[], keeps: (id: number) => boolean = () => true): string[] {
  const groups = new Map<string, { keys: unknown[]; n: number; sum: number; max: number }>();
  for (let id = 0; id < ROWS; id++) {
    if (!keeps(id)) continue;
    const keys = keysOf(id);
    const name = JSON.stringify(keys);
    let group = groups.get(name);
    if (group === undefined) groups.set(name, (group = { keys, n: 0, sum: 0, max: 0 }));
    group.n++;
    group.sum += id;
    group.max = id;
  }
  return [...groups.values()].map(({ keys, n, sum, max }) => [...keys, n, sum, sum / n, max].join());
}

const FOLDS = [count('*').as('n'), sum('id').as('s'), avg('id').as('a'), max('id').as('x')] as const;
const of = async (df: DataFrame): Promise<string[]> => (await df.collect()).map((row) => Object.values(row).join());

describe('groups by more texts than a cache holds are those of a Map, in the same order', () => {
  test('by a computed text', async () => {
    expect(
      await of(
        rows()
          .groupBy('k')
          .agg(...FOLDS),
      ),
    ).toEqual(folded((id) => [keyOf(id)]));
  });

  test('by a text and a number, of the rows that a filter leaves', async () => {
    const groups = rows()
      .filter(col('id').mod(50).notEqual(0))
      .groupBy('k', 'm')
      .agg(...FOLDS);
    expect(await of(groups)).toEqual(folded((id) => [keyOf(id), id % 3], (id) => id % 50 !== 0)); // prettier-ignore
  });

  test('by two texts, one of few values', async () => {
    const groups = rows()
      .selectExpr('k', "concat('m', m) AS few", 'id')
      .groupBy('k', 'few')
      .agg(...FOLDS);
    expect(await of(groups)).toEqual(folded((id) => [keyOf(id), `m${id % 3}`]));
  });

  test('by a text, of distinct rows', async () => {
    const known = rows().selectExpr('k', 'id').filter('k IS NOT NULL');
    expect(await of(known.distinct().groupBy('k').agg(...FOLDS))).toEqual(
      folded((id) => [keyOf(id)], (id) => keyOf(id) !== null),
    ); // prettier-ignore
  });
});
