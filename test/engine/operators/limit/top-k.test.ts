import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as F from '../../../../engine/api/functions.ts';
import { scalarRows, type Scalar } from '../../../../engine/columnar/vector.ts';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import { reference } from '../../../../engine/expressions/typed.ts';
import { SortOperator } from '../../../../engine/operators/sort/sort.ts';
import { TopOperator } from '../../../../engine/operators/limit/top-k.ts';
import { INTEGER } from '../../../../engine/types/data-type.ts';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';
import { KEYS } from '../key-values.ts';
import { schemaOf } from '../schema-of.ts';
import { columnOf, stageRuntime } from '../stage-runtime.ts';

const runtime = stageRuntime();
const direction = fc.record({ descending: fc.boolean(), nullsFirst: fc.boolean() });

test.each([...KEYS])('the first by %s are the first of all sorted', (_, { type, values }) => {
  const rows = fc.array(fc.tuple(values, fc.integer({ min: 0, max: 2 })), { maxLength: 60 });
  const cases = fc.record({
    rows,
    blocks: fc.integer({ min: 1, max: 12 }),
    first: direction,
    second: fc.option(direction),
    count: fc.integer({ min: 1, max: 12 }),
    offset: fc.integer({ min: 0, max: 5 }),
  });
  fc.assert(
    fc.property(cases, ({ rows: given, blocks, first, second, count, offset }) => {
      const input = [columnOf(type), columnOf(INTEGER), columnOf(INTEGER)];
      const keys = [first, ...(second === null ? [] : [second])].map((order, i) => ({
        expression: reference(input[i]!),
        ...order,
      }));
      const numbered: Scalar[][] = given.map((row, i) => [...row, i]);
      const schema = schemaOf(input.map((a) => a.type));
      const top = new TopOperator(input, keys, count + offset);
      top.begin();
      for (let at = 0; at < numbered.length; at += blocks)
        top.add(batchOf(schema, numbered.slice(at, at + blocks)), runtime);
      const all = new SortOperator(input, keys).sort([batchOf(schema, numbered)], runtime)!;
      const found = top.finish(offset);
      expect(found === null ? [] : [...scalarRows(found)]).toEqual([...scalarRows(all)].slice(offset, offset + count));
    }),
    { numRuns: 150 },
  );
});

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

test('a limit on a sort is one step of the plan, a large one is two', async () => {
  const sorted = inline.session.range(30_000).orderBy('id');
  expect(await sorted.limit(10).explainString()).toMatch(/TakeOrdered \(limit=10\)\n *\W*Range/);
  expect(await sorted.selectExpr('id * 2 AS twice').limit(10).explainString()).toMatch(
    /Stage \(project\)[^]*TakeOrdered \(limit=10\)/,
  );
  expect(await sorted.limit(10_001).explainString()).toMatch(/Limit[^]*Sort[^]*Range/);
});

test('limit and offset on a sort give the same rows, few or many', async () => {
  const sorted = inline.session.range(20_000).selectExpr('id', 'id % 7 AS k').orderBy('k');
  const ids = async (n: number): Promise<unknown[]> => (await sorted.limit(n).collect()).map((row) => row['id']);
  const all = await ids(20_000);
  expect(await ids(25)).toEqual(all.slice(0, 25));
  expect(await ids(10_000)).toEqual(all.slice(0, 10_000));
  expect(await ids(0)).toEqual([]);
  const part = sorted.offset(5).limit(3);
  expect((await part.collect()).map((row) => row['id'])).toEqual(all.slice(5, 8));
  expect(await part.explainString()).toContain('TakeOrdered (limit=3, offset=5)');
});

test('the first rows in a random order of a seed are the first of all in that order', async () => {
  const shuffled = inline.session.range(30_000).orderBy(F.rand(7), F.col('id'));
  const all = await shuffled.collect();
  expect(await shuffled.limit(100).collect()).toEqual(all.slice(0, 100));
});
