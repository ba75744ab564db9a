import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scalarRows, type Scalar } from '../../../../engine/columnar/vector.ts';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import { AttributeScope, bindExpression } from '../../../../engine/expressions/bind.ts';
import { scalarKey } from '../../../../engine/expressions/scalar-key.ts';
import {
  freshColumnId,
  reference,
  type AggregateExpression,
  type Attribute,
} from '../../../../engine/expressions/typed.ts';
import { AggregateOperator } from '../../../../engine/operators/aggregate/aggregate.ts';
import type { AggregateColumn } from '../../../../engine/operators/aggregate/plan.ts';
import type { BatchContext, OperatorMetrics, OutputMode } from '../../../../engine/operators/batch-context.ts';
import { expressionContext } from '../../../../engine/sql/expression-context.ts';
import { parseExpression } from '../../../../engine/sql/parse-expression.ts';
import { DOUBLE, INTEGER, STRING, struct, TIMESTAMP } from '../../../../engine/types/data-type.ts';
import { equalScalars } from '../../../../engine/types/compare.ts';
import { KEYS, type KeyValues } from '../key-values.ts';
import { schemaOf } from '../schema-of.ts';
import { columnOf, noUser, stageRuntime } from '../stage-runtime.ts';

function aggregatesOf(input: readonly Attribute[], ...calls: string[]): AggregateColumn[] {
  const scope = new AttributeScope(input);
  return calls.map((call) => {
    const expression = bindExpression(parseExpression(call), scope, expressionContext('UTC')) as AggregateExpression;
    const { type, nullable } = expression;
    return { attribute: { id: freshColumnId(), name: call, type, nullable }, expression };
  });
}

interface Rules {
  readonly streaming: boolean;
  readonly mode: OutputMode;
  readonly lateMicros?: number;
  readonly evictMicros?: number;
}

/** Runs batch after batch; each gives rows and figures. */
function outcomes(
  operator: AggregateOperator,
  input: readonly Attribute[],
  batches: readonly (readonly (readonly Scalar[])[])[],
  rules: (batch: number) => Rules,
  block = 5,
): { readonly rows: readonly Scalar[][]; readonly metrics: OperatorMetrics }[] {
  const schema = schemaOf(input.map((a) => a.type));
  const runtime = stageRuntime();
  return batches.map((rows, i) => {
    const context: BatchContext = {
      runtime,
      lateMicros: -Infinity,
      evictMicros: -Infinity,
      isFirstBatch: i === 0,
      checkpoint: () => undefined,
      callUser: noUser,
      ...rules(i),
    };
    operator.beginBatch(context);
    for (let at = 0; at < rows.length; at += block) operator.add(batchOf(schema, rows.slice(at, at + block)), context);
    return { rows: [...scalarRows(operator.finishBatch(context))], metrics: operator.metrics() };
  });
}

describe('groups', () => {
  /** Count, sum and average of the numbers beside each key, in the order in which keys come. */
  function plainly(keys: readonly KeyValues[], rows: readonly (readonly Scalar[])[]): unknown[][] {
    const same = keys.map((key) => equalScalars(key.type));
    const groups: { key: readonly Scalar[]; numbers: number[] }[] = [];
    for (const row of rows) {
      const key = row.slice(0, keys.length);
      let group = groups.find((g) => same.every((equal, k) => equal(g.key[k], key[k])));
      if (group === undefined) groups.push((group = { key, numbers: [] }));
      group.numbers.push(row[keys.length] as number);
    }
    return groups.map(({ numbers }) => {
      const sum = numbers.reduce((a, b) => a + b, 0);
      return [BigInt(numbers.length), BigInt(sum), sum / numbers.length, Math.max(...numbers)];
    });
  }

  function grouped(keys: readonly KeyValues[], rows: readonly (readonly Scalar[])[], streaming: boolean): Scalar[][] {
    const input = [...keys.map((key) => columnOf(key.type)), { ...columnOf(INTEGER), name: 'v' }];
    const aggregates = aggregatesOf([input.at(-1)!], 'count(*)', 'sum(v)', 'avg(v)', 'max(v)');
    const operator = new AggregateOperator(input, [], input.slice(0, keys.length), aggregates, streaming);
    return outcomes(operator, input, [rows], () => ({ streaming, mode: 'complete' }))[0]!.rows as Scalar[][];
  }

  function check(keys: readonly KeyValues[], rows: readonly (readonly Scalar[])[]): void {
    const text = keys.map((key) => scalarKey(key.type));
    for (const streaming of [false, true]) {
      const found = grouped(keys, rows, streaming);
      expect(found.map((row) => row.slice(keys.length))).toEqual(plainly(keys, rows));
      // Each key stands for a row of the input and for no other group.
      const texts = found.map((row) => text.map((of, k) => of(row[k]!)).join());
      expect(new Set(texts)).toEqual(new Set(rows.map((row) => text.map((of, k) => of(row[k]!)).join())));
      expect(texts.length).toBe(new Set(texts).size);
    }
  }

  const number = fc.integer({ min: -9, max: 9 });

  test.each([...KEYS])('of %s are those of a plain recomputation', (_, key) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key.values, number), { maxLength: 50 }), (rows) => check([key], rows)),
      { numRuns: 100 },
    );
  });

  test('of several keys are those of a plain recomputation', () => {
    const table = fc
      .uniqueArray(fc.constantFrom(...KEYS.values()), { minLength: 2, maxLength: 3 })
      .chain((keys) =>
        fc.tuple(fc.constant(keys), fc.array(fc.tuple(...keys.map((k) => k.values), number), { maxLength: 40 })),
      );
    fc.assert(
      fc.property(table, ([keys, rows]) => check(keys, rows)),
      { numRuns: 150 },
    );
  });

  test.each([
    ['one after the other', (i: number) => BigInt(i)],
    ['far apart', (i: number) => BigInt(i) * 2n ** 40n - 2n ** 60n],
    ['powers of two apart', (i: number) => BigInt(i) * 65536n],
  ])('of 30,000 numbers %s', (_, key) => {
    const rows = Array.from({ length: 60_000 }, (__, i) => [key((i * 7) % 30_000), 1]);
    const found = grouped([KEYS.get('BIGINT')!], rows, false);
    expect(found.length).toBe(30_000);
    expect(found.every((row) => row[1] === 2n)).toBe(true);
  });
});

test('a value that blocks with and without NULLs bring counts once with DISTINCT', () => {
  const input = [{ ...columnOf(INTEGER), name: 'v' }];
  const operator = new AggregateOperator(input, [], [], aggregatesOf(input, 'count(DISTINCT v)'), false);
  const rows = [[1], [2], [null], [3], [3], [4]];
  const [batch] = outcomes(operator, input, [rows], () => ({ streaming: false, mode: 'complete' }), 2);
  expect(batch!.rows).toEqual([[4n]]);
});

describe('panes of sliding windows', () => {
  const SECOND = 1_000_000;
  const windows = (size: number, slide: number, start: number) => ({
    size: BigInt(size * SECOND),
    slide: BigInt(slide * SECOND),
    start: BigInt(start * SECOND),
  });

  /** @param calls an aggregate that depends on the order of rows makes every row go into each of its windows */
  function sliding(durations: ReturnType<typeof windows>, streaming: boolean, ...calls: string[]) {
    const input = [
      { ...columnOf(TIMESTAMP), name: 'ts' },
      { ...columnOf(STRING), name: 'k' },
      { ...columnOf(INTEGER), name: 'v' },
      { ...columnOf(DOUBLE), name: 'd' },
    ];
    const bounds = ['start', 'end'].map((name) => ({ name, type: TIMESTAMP, nullable: false }));
    const output: Attribute = {
      id: freshColumnId(),
      name: 'window',
      type: struct(bounds),
      nullable: false,
      timeWindow: true,
      watermarkDelay: 0n,
    };
    const operator = new AggregateOperator(
      input,
      [{ step: 'window', time: reference(input[0]!), durations, output }],
      [output, input[1]!],
      aggregatesOf(input, ...calls),
      streaming,
    );
    return { operator, input };
  }

  const row = fc.tuple(
    fc.option(fc.integer({ min: -40, max: 200 }).map((s) => BigInt(s * SECOND))),
    fc.option(fc.constantFrom('a', 'b', 'c')),
    fc.option(fc.integer({ min: -5, max: 5 })),
    fc.option(fc.integer({ min: -5, max: 5 })),
  );
  const cases = fc.record({
    batches: fc.array(fc.array(row, { maxLength: 20 }), { minLength: 1, maxLength: 4 }),
    durations: fc.constantFrom(windows(60, 5, 0), windows(10, 5, 3), windows(7, 2, 0), windows(12, 5, -4)),
    mode: fc.constantFrom<OutputMode>('append', 'update', 'complete'),
    streaming: fc.boolean(),
    late: fc.integer({ min: 0, max: 60 }),
  });
  const CALLS = ['count(*)', 'sum(v)', 'sum(d)', 'avg(v)', 'min(k)', 'count(DISTINCT v)'];

  test('give what each row in each of its windows gives, in every mode, with the same figures', () => {
    fc.assert(
      fc.property(cases, ({ batches, durations, mode, streaming, late }) => {
        const rules = (batch: number): Rules => ({
          streaming,
          mode,
          ...(streaming ? { lateMicros: batch * late * SECOND, evictMicros: (batch + 1) * late * SECOND } : {}),
        });
        const [byPane, byRow] = [CALLS, [...CALLS, 'first(v)']].map((calls) => {
          const { operator, input } = sliding(durations, streaming, ...calls);
          return outcomes(operator, input, batches, rules).map(({ rows, metrics }) => ({
            rows: rows.map((r) => String(r.slice(0, 2 + CALLS.length))).sort(),
            metrics: { ...metrics, memoryBytes: 0 },
          }));
        });
        expect(byPane).toEqual(byRow);
      }),
      { numRuns: 200 },
    );
  });

  test('are taken where the answer allows it', () => {
    const uses = (size: number, slide: number, ...calls: string[]): boolean => {
      const { operator, input } = sliding(windows(size, slide, 0), false, ...calls);
      outcomes(operator, input, [[[0n, 'a', 1, 1]]], () => ({ streaming: false, mode: 'complete' }));
      return operator.sources().length === 2;
    };
    expect(uses(60, 5, 'count(*)', 'avg(d)', 'max(k)')).toBe(true);
    expect(uses(60, 60, 'count(*)')).toBe(false);
    expect(uses(15, 10, 'count(*)')).toBe(false);
    expect(uses(60, 5, 'count(*)', 'collect_list(v)')).toBe(false);
    expect(uses(60, 5, 'last(v)')).toBe(false);
  });
});
