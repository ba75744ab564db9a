import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import * as F from '../../../engine/api/functions.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { childPlans, type PlanNode } from '../../../engine/plan/plan-node.ts';
import { cutOf, isRowWise, isWork, leafOf, mergingOf } from '../../../engine/tasks/cuttable.ts';
import { nodeAt } from '../../../engine/tasks/plan-path.ts';
import { inlineSession } from '../../stream/inline-session.ts';
import { planOf } from '../plan/rules/plan-text.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const range = (): DataFrame => session.range(10);
const held = (): DataFrame => session.createDataFrame([], 'id BIGINT, name STRING');
const stream = (): DataFrame => session.readStream.format('any').load();

/** A cut in short: what its leaves are and where, and the places of what each part needs as a whole. */
function cutText(plan: PlanNode): string {
  const cut = cutOf(plan);
  if (cut === null) return 'no';
  for (const { path, rows } of cut.leaves) expect(leafOf(nodeAt(plan, path))).toEqual(rows);
  for (const { path, node } of cut.built) expect(nodeAt(plan, path)).toBe(node);
  const leaves = cut.leaves.map(({ path, rows }) => `${rows.kind} at ${path.join('.')}`);
  return [...leaves, ...cut.built.map(({ path }) => `whole at ${path.join('.')}`)].join(', ');
}

const CUTS: readonly (readonly [what: string, df: () => DataFrame, cut: string])[] = [
  ['numbers', range, 'range at '],
  ['rows at hand', held, 'at hand at '],
  ['steps that look at one row', () => range().filter('id > 1').selectExpr('id + 1 AS x'), 'range at 0.0'],
  ['rows out of each row', () => range().selectExpr('explode(array(id, 1)) AS x').filter('x > 0'), 'range at 0.0.0'],
  ['a union, one part after another', () => range().union(held().select('id')).filter('id > 1'), 'range at 0.0, at hand at 0.1.0'], // prettier-ignore
  ['the passing side of a join, with the other as a whole', () => range().filter('id > 1').join(held(), 'id', 'left').select('name'), 'range at 0.0.0.0, whole at 0.0.1'], // prettier-ignore
  ['joins of joins', () => range().join(held(), 'id', 'semi').join(held(), 'id', 'anti'), 'range at 0.0.0.0, whole at 0.0.0.1, whole at 0.1'], // prettier-ignore
  ['a join that keeps rows of its other side', () => range().join(held(), 'id', 'full'), 'no'],
  ['a right join', () => range().join(held(), 'id', 'right'), 'no'],
  ['a source that cannot be cut', () => session.read.format('any').load(), 'no'],
  ['a stream', stream, 'no'],
  ['a step that chance decides', () => range().filter('rand() < 0.5'), 'no'],
  ['a join that chance decides', () => range().join(held().withColumnRenamed('id', 'i'), F.expr('id = i AND rand() < 2')), 'no'], // prettier-ignore
  ['a part below chance', () => range().selectExpr('id', 'rand() AS r').filter('id > 1'), 'no'],
  ['a sort, a group, a limit: a row depends on others', () => range().orderBy('id').filter('id > 1'), 'no'],
  ['groups', () => range().groupBy('id').count().filter('id > 1'), 'no'],
  ['a limit', () => range().limit(3).filter('id > 1'), 'no'],
];

describe('how rows are made in parts', () => {
  test.each(CUTS)('%s', async (_, df, cut) => {
    expect(cutText(await planOf(df()))).toBe(cut);
  });
});

test('work is what is computed or read, not columns that are passed on', async () => {
  const works = async (df: DataFrame): Promise<boolean> => isWork(await planOf(df));
  expect(await works(held().select('name'))).toBe(false);
  expect(await works(range().union(range()))).toBe(false);
  expect(await works(held().selectExpr('upper(name)'))).toBe(true);
  expect(await works(held().filter('id > 1').select('name'))).toBe(true);
  expect(await works(session.read.format('any').load())).toBe(true);
});

test('steps of a stream go up to what watches event times', async () => {
  const plan = await planOf(stream().filter('v > 1').withWatermark('ts', '1 minute').selectExpr('v + 1 AS x'));
  const steps: (readonly [string, boolean])[] = [];
  for (let at: PlanNode | undefined = plan; at !== undefined; at = childPlans(at)[0]) steps.push([at.node, isRowWise(at)]); // prettier-ignore
  expect(steps).toEqual([
    ['project', true],
    ['watermark', false],
    ['filter', true],
    ['stream_scan', false],
  ]);
});

test('what becomes of parts: states that are merged, the same again, ranges in order, the first rows in an order', async () => {
  const merging = async (df: DataFrame): Promise<object | null> => mergingOf(await planOf(df));
  expect(await merging(held().groupBy('name').agg(F.expr('sum(id)')))).toMatchObject({ as: 'states', anyOrder: true, moves: true }); // prettier-ignore
  expect(await merging(held().groupBy('name').agg(F.expr('first(id)')))).toMatchObject({ as: 'states', anyOrder: false, moves: true }); // prettier-ignore
  expect(await merging(held().groupBy('name').agg(F.expr('collect_list(id)')))).toMatchObject({ moves: false });
  expect(await merging(held().dropDuplicates(['name']))).toMatchObject({ as: 'rows again', keys: [{ name: 'name' }] });
  expect(await merging(held().orderBy('name'))).toMatchObject({ as: 'ranges' });
  expect(await merging(held().orderBy('name').limit(3))).toEqual({ as: 'first', rows: 3, path: [0] });
  expect(await merging(held().orderBy('name').selectExpr('id + 1').limit(3))).toEqual({ as: 'first', rows: 3, path: [0, 0] }); // prettier-ignore
  expect(await merging(held().orderBy('name').filter('id > 1').limit(3))).toBeNull();
  expect(await merging(held().orderBy('name').limit(0))).toBeNull();
  expect(await merging(held().limit(3))).toBeNull();
  expect(await merging(held().filter('id > 1'))).toBeNull();
});
