import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowCost } from '../../../engine/tasks/row-cost.ts';
import * as F from '../../../engine/api/functions.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';
import { planOf } from '../plan/rules/plan-text.ts';

let session: MillraceSession;
beforeAll(async () => void ({ session } = await inlineSession()));
afterAll(() => session.stop());

const costOf = async (...items: readonly string[]): Promise<number> =>
  rowCost(
    await planOf(
      session
        .range(3)
        .selectExpr('id', 'CAST(id AS STRING) AS s')
        .selectExpr(...items),
    ),
  );

test('a row costs more where texts are made, and more where they become JavaScript strings', async () => {
  const passed = await costOf('id', 's');
  const [sum, upper, matched] = [
    await costOf('id + 1.5D'),
    await costOf('upper(s)'),
    await costOf("regexp_count(s, '1')"),
  ];
  expect(sum - passed).toBeLessThan(0.5);
  expect(upper - passed).toBeGreaterThan(0.5);
  expect(matched).toBeGreaterThan(upper);
  expect(await costOf('upper(s)', 'lower(s)')).toBeCloseTo(2 * upper - passed);
});

test('what is aggregated, filtered and sorted by counts too', async () => {
  const rows = session.range(3).selectExpr('CAST(id AS STRING) AS s');
  const passed = rowCost(await planOf(rows));
  for (const made of [
    rows.filter('upper(s) > s'),
    rows.agg(F.max(F.expr('upper(s)'))),
    rows.orderBy(F.expr('upper(s)')),
  ])
    expect(rowCost(await planOf(made))).toBeGreaterThan(passed);
});
