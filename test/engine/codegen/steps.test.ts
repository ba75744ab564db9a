import { describe, expect, test } from 'vitest';
import { RowStage } from '../../../engine/codegen/row-stage.ts';
import { Stage } from '../../../engine/codegen/stage.ts';
import type { Step } from '../../../engine/codegen/step.ts';
import type { StageRuntime } from '../../../engine/codegen/generated-runtime.ts';
import type { WatermarkStats } from '../../../engine/codegen/watermark-stats.ts';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { scalarRows, type Scalar } from '../../../engine/columnar/vector.ts';
import { freshColumnId, type Attribute, type TypedExpression } from '../../../engine/expressions/typed.ts';
import { INTEGER, struct, TIMESTAMP, type DataType } from '../../../engine/types/data-type.ts';
import { stageRuntime } from '../operators/stage-runtime.ts';
import { bound, columnsOf } from '../expressions/sql-value.ts';

const columns = columnsOf('ts TIMESTAMP, n INT, tags ARRAY<STRING>');
const [ts, n] = columns as [Attribute, Attribute, Attribute];
const SECOND = 1_000_000n;
const row = (second: number | null, value: number | null, tags: readonly string[] | null = null): Scalar[] => [
  second === null ? null : BigInt(second) * SECOND,
  value,
  tags,
];

const attribute = (name: string, type: DataType): Attribute => ({ id: freshColumnId(), name, type, nullable: true });
const e = (sql: string, over: readonly Attribute[] = columns): TypedExpression => bound(sql, over);
const filter = (sql: string): Step => ({ step: 'filter', condition: e(sql) });
const window = (size: number, slide: number, start = 0): Step & { step: 'window' } => ({
  step: 'window',
  time: e('ts'),
  durations: { size: BigInt(size) * SECOND, slide: BigInt(slide) * SECOND, start: BigInt(start) * SECOND },
  output: attribute('window', struct([{ name: 'start', type: TIMESTAMP, nullable: true }, { name: 'end', type: TIMESTAMP, nullable: true }])),
}); // prettier-ignore

/** What comes out of the steps. */
function run(steps: readonly Step[], output: readonly Attribute[], rows: readonly Scalar[][], runtime: StageRuntime = stageRuntime()): Scalar[][] {
  return [...scalarRows(new RowStage(columns, steps, output).run(batchOf(struct(columns), rows), runtime))];
} // prettier-ignore

describe('a filter', () => {
  test('keeps rows for which it is true, not those for which it is NULL', () => {
    expect(run([filter('n > 1')], [n], [row(0, 1), row(0, 2), row(0, null)])).toEqual([[2]]);
  });

  test('runs where it stands: what fails behind it fails for no row that it took', () => {
    const inverse = e('10 div n');
    const made = attribute('q', inverse.type);
    const project: Step = { step: 'project', columns: [{ attribute: made, expression: inverse }] };
    const rows = [row(0, 0), row(0, 5)];
    expect(run([filter('n <> 0'), project], [made], rows)).toEqual([[2n]]);
    expect(() => run([project], [made], rows)).toThrow(/DIVIDE_BY_ZERO|by zero/);
  });
});

describe('a time window', () => {
  const starts = (steps: readonly Step[], output: Attribute, ...seconds: (number | null)[]): unknown[] =>
    run(steps, [output], seconds.map((s) => row(s, 0))).map(([w]) => Number((w as [bigint])[0] / SECOND)); // prettier-ignore

  test('holds its time to the microsecond, however far from 1970, whatever rows come before', () => {
    const far = [2n ** 52n, 2n ** 53n, 2n ** 57n, -(2n ** 53n), -(2n ** 55n)].map((t) => t - (t % (10n * SECOND)));
    const edges = [0n, 10n * SECOND, ...far].flatMap((t) => [t - 1n, t, t + 1n, t + 10n * SECOND - 1n]);
    for (const [size, slide, start] of [
      [10, 10, 0],
      [10, 10, 3],
      [20, 5, 0],
      [25, 10, 7],
    ] as const) {
      const step = window(size, slide, start);
      const [w, by, of] = [BigInt(size) * SECOND, BigInt(slide) * SECOND, BigInt(start) * SECOND];
      const rows = edges.toSorted((a, b) => Number((a * 7919n) % 1013n) - Number((b * 7919n) % 1013n));
      const expected = rows.flatMap((t) => {
        const past = (((t - of) % by) + by) % by;
        const all: (readonly [bigint, bigint])[] = [];
        for (let from = t - past; from + w > t; from -= by) all.push([from, from + w]);
        return all;
      });
      const given = run(
        [step],
        [step.output],
        rows.map((t) => [t, 0, null]),
      );
      expect(given.map(([span]) => span)).toEqual(expected);
    }
  });

  test.each([
    ['one a row, those before 1970 too', 10, 10, 0, [0, 9, 10, -1, -10], [0, 0, 10, -10, -10]],
    ['moved by its start', 10, 10, 3, [0, 3, 12, 13], [-7, 3, 3, 13]],
    ['none for a row without a time', 10, 10, 0, [null, 5], [0]],
    ['several a row, the latest first', 10, 5, 0, [7, 12], [5, 0, 10, 5]],
    ['with times in none of them', 2, 5, 0, [0, 1, 2, 4, 5], [0, 0, 5]],
  ] as const)('%s', (_, size, slide, start, seconds, expected) => {
    const step = window(size, slide, start);
    expect([...starts([step], step.output, ...seconds)].sort(numbers)).toEqual([...expected].sort(numbers));
  });
  const numbers = (a: unknown, b: unknown): number => Number(a) - Number(b);
});

describe('a watermark', () => {
  const example = attribute('example', INTEGER);
  const watch: Step = { step: 'watermark', column: ts, slot: 0, example };
  const stats = (): WatermarkStats => ({
    count: 0, min: Infinity, max: -Infinity, sum: 0, late: 0, examples: [], far: null,
  }); // prettier-ignore

  test('sees the times that reach it, and which of them are late', () => {
    const runtime = { ...stageRuntime(), lateMicros: 5e6, watermarks: [stats()] };
    const rows = [row(3, 1), row(null, 1), row(5, 1), row(9, 1), row(100, 0)];
    const places = run([filter('n > 0'), watch], [example], rows, runtime);
    expect(places).toEqual([[0], [-1], [1], [2]]);
    expect(runtime.watermarks).toEqual([
      { count: 3, min: 3e6, max: 9e6, sum: 17e6, late: 2, examples: [3e6, 5e6, 9e6], far: null },
    ]);
  });

  test('adds up over the batches of a run, and shows the row that is farthest ahead', () => {
    const runtime = { ...stageRuntime(), farMicros: 3e6, watermarks: [stats()] };
    for (const second of [4, 2, 6]) run([watch], [ts], [row(second, second)], runtime);
    const [seen] = runtime.watermarks;
    expect(seen).toMatchObject({ count: 3, min: 2e6, max: 6e6, sum: 12e6, late: 0 });
    expect(seen!.far).toMatchObject({ micros: 6e6, row: expect.stringContaining('"n":6') as string });
  });
});

describe('the functions that are generated', () => {
  const stage = (): RowStage => new RowStage(columns, [filter('n + 1 > 1')], [n]);
  const batch = (...values: (number | null)[]) => batchOf(struct(columns), values.map((v) => row(0, v, []))); // prettier-ignore

  test('are one for each set of columns with NULLs, made when the first such batch comes', () => {
    const made = stage();
    expect(made.sources()).toEqual(['// generated when the first batch arrives']);
    for (const values of [[1], [2, 3], [1, null], [null]]) made.run(batch(...values), stageRuntime());
    expect(made.sources().length).toBe(2);
  });

  test('hold no text of a literal: names and texts of others are constants', () => {
    const made = new RowStage(columns, [filter("array_contains(tags, 'x\"; evil()')")], [n]);
    made.run(batch(1), stageRuntime());
    expect(made.sources().join()).not.toContain('evil');
  });
});

test.each<[string, readonly Step[], boolean]>([
  ['a filter', [filter('n > 1')], false],
  ['windows side by side', [window(10, 10)], false],
  ['windows that overlap', [window(10, 5)], true],
])('%s: one row can become several', (_, steps, several) => expect(Stage.multiplies(steps)).toBe(several));
