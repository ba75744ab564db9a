import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodeContext } from '../../../engine/codegen/code-context.ts';
import { generateExpression } from '../../../engine/codegen/generate-expression.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { layoutOf, type Scalar } from '../../../engine/columnar/vector.ts';
import { AttributeScope, bindExpression } from '../../../engine/expressions/bind.ts';
import type { SlotCode } from '../../../engine/expressions/define-function.ts';
import { FUNCTIONS } from '../../../engine/expressions/functions/index.ts';
import { freshColumnId, type AggregateExpression, type Attribute } from '../../../engine/expressions/typed.ts';
import { expressionContext } from '../../../engine/sql/expression-context.ts';
import { parseExpression } from '../../../engine/sql/parse-expression.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { integerAt, setInteger, wordsOf } from '../../../engine/types/int128.ts';

const COLUMNS: readonly Attribute[] = parseSchema(
  'i INT, l BIGINT, d DOUBLE, e DOUBLE, s STRING, b BOOLEAN, c DECIMAL(10,2), w DECIMAL(30,4), y BINARY, m INTERVAL MONTH, p INTERVAL SECOND, t STRUCT<a: INT, x: STRING>, q DECIMAL(18,2)',
).fields.map((field) => ({ ...field, id: freshColumnId() }));

const small = fc.integer({ min: -4, max: 4 });
const big = fc.bigInt({ min: -5n, max: 5n });
const text = fc.constantFrom('', 'a', 'b', 'é', 'e\u0301');
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 4 });
/** Doubles are small whole numbers: their sums are exact in any order. */
const row: fc.Arbitrary<Scalar[]> = fc.tuple(
  maybe(small),
  maybe(fc.oneof(big, fc.constantFrom(2n ** 53n + 1n, -(2n ** 53n) - 1n))),
  maybe(small),
  maybe(small),
  maybe(text),
  maybe(fc.boolean()),
  maybe(big),
  maybe(fc.oneof(big, fc.bigInt({ min: 10n ** 25n, max: 10n ** 26n }))),
  maybe(fc.uint8Array({ maxLength: 2 })),
  maybe(small),
  maybe(big),
  maybe(fc.tuple(maybe(small), maybe(text))),
  maybe(fc.oneof(big, fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.constant(2n ** 52n))),
);

/** Calls of every aggregate, over every kind of argument that it takes. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  any_value: ['any_value(s)', 'any_value(w)', 'any_value(i, true)'],
  approx_count_distinct: ['approx_count_distinct(s)', 'approx_count_distinct(l, 0.1)'],
  avg: ['avg(i)', 'avg(d)', 'avg(c)', 'avg(q)', 'avg(w)', 'avg(m)', 'avg(p)', 'avg(DISTINCT i)'],
  bit_and: ['bit_and(i)', 'bit_and(l)'],
  bit_or: ['bit_or(i)'],
  bit_xor: ['bit_xor(l)'],
  bool_and: ['bool_and(b)'],
  bool_or: ['bool_or(b)'],
  collect_list: ['collect_list(s)', 'collect_list(t)', 'collect_list(DISTINCT i)'],
  collect_set: ['collect_set(s)', 'collect_set(t)', 'collect_set(d)'],
  corr: ['corr(d, e)'],
  count: ['count(*)', 'count(i)', 'count(i, s)', 'count(DISTINCT i)', 'count(DISTINCT s, b)'],
  count_distinct: ['count_distinct(t)'],
  count_if: ['count_if(b)'],
  covar_pop: ['covar_pop(d, e)'],
  covar_samp: ['covar_samp(d, e)'],
  first: ['first(s)', 'first(w)', 'first(w, true)', 'first(s, true)', 'first(t)'],
  kurtosis: ['kurtosis(d)'],
  last: ['last(s)', 'last(i, true)'],
  listagg: ["listagg(s, ',')", "listagg(s, ',') WITHIN GROUP (ORDER BY i)", 'listagg(y)'],
  max: ['max(i)', 'max(l)', 'max(d)', 'max(s)', 'max(c)', 'max(w)', 'max(y)', 'max(t)', 'max(b)'],
  max_by: ['max_by(s, i)', 'max_by(w, w)', 'max_by(i, s)', 'max_by(t, c)'],
  median: ['median(i)', 'median(c)'],
  min: ['min(i)', 'min(s)', 'min(w)', 'min(p)'],
  min_by: ['min_by(s, d)'],
  mode: ['mode(s, true)', 'mode(i)', 'mode() WITHIN GROUP (ORDER BY i)'],
  percentile: ['percentile(i, 0.3)', 'percentile(d, array(0.25, 0.75))', 'percentile(i, 0.5, 2)'],
  percentile_approx: ['percentile_approx(i, 0.5)'],
  percentile_cont: ['percentile_cont(0.25) WITHIN GROUP (ORDER BY d)'],
  percentile_disc: ['percentile_disc(0.25) WITHIN GROUP (ORDER BY i DESC)'],
  regr_avgx: ['regr_avgx(d, e)'],
  regr_avgy: ['regr_avgy(c, d)'],
  regr_count: ['regr_count(d, e)'],
  regr_intercept: ['regr_intercept(d, e)'],
  regr_r2: ['regr_r2(d, e)'],
  regr_slope: ['regr_slope(d, e)'],
  regr_sxx: ['regr_sxx(d, e)'],
  regr_sxy: ['regr_sxy(d, e)'],
  regr_syy: ['regr_syy(d, e)'],
  skewness: ['skewness(d)'],
  stddev: ['stddev(d)'],
  stddev_pop: ['stddev_pop(i)'],
  sum: ['sum(i)', 'sum(l)', 'sum(d)', 'sum(c)', 'sum(q)', 'sum(w)', 'sum(m)', 'sum(p)', 'sum(DISTINCT i)'],
  try_avg: ['try_avg(i)', 'try_avg(w)'],
  try_sum: ['try_sum(i)', 'try_sum(l)', 'try_sum(c)', 'try_sum(m)'],
  var_pop: ['var_pop(d)'],
  variance: ['variance(d)'],
};

const aggregates = FUNCTIONS.filter((f) => f.kind === 'aggregate');

test('every aggregate is tried', () => {
  expect(Object.keys(CALLS).sort()).toEqual(aggregates.map((f) => f.name).sort());
});

type Buffer = Scalar[];

/** The aggregate's code over buffers that are plain arrays: slots, and behind them a flag for each that may be null. */
class Run {
  readonly aggregate: AggregateExpression;
  readonly add: (row: readonly Scalar[], buffer: Buffer) => void;
  readonly remove: ((row: readonly Scalar[], buffer: Buffer) => void) | null;
  readonly merge: (into: Buffer, from: Buffer) => void;

  constructor(call: string) {
    const bound = bindExpression(parseExpression(call), new AttributeScope(COLUMNS), expressionContext('UTC'));
    this.aggregate = bound as AggregateExpression;
    const { code, args } = this.aggregate;
    const change = (make: typeof code.update): ((row: readonly Scalar[], buffer: Buffer) => void) =>
      compiled('R, B', (g) =>
        make(
          this.slots('B', g),
          args.map((arg) => g.expression(arg)),
          g,
        ),
      );
    this.add = change((...given) => code.update(...given));
    this.remove = code.remove === undefined ? null : change((...given) => code.remove!(...given));
    this.merge = compiled('B, F', (g) => code.merge(this.slots('B', g), this.slots('F', g), g));
  }

  private slots(name: string, g: CodeContext): SlotCode[] {
    const { buffer } = this.aggregate.code;
    return buffer.map(({ type }, i): SlotCode => {
      const place = `${name}[${i}]`;
      const assign = (js: string): string => `${place} = ${js};`;
      if (layoutOf(type) !== 'i128') return { get: place, set: assign, held: place, put: assign };
      const flag = `${name}[${buffer.length + i}]`;
      const held = `${g.constant(integerAt)}(${place}, 0)`;
      return {
        held,
        put: (js) => `${g.constant(setInteger)}(${place}, 0, ${js}); ${flag} = 1;`,
        get: `(${flag} === 0 ? null : ${held})`,
        set: (js) =>
          `{ const x = ${js}; ${flag} = x === null ? 0 : 1; if (x !== null) ${g.constant(setInteger)}(${place}, 0, x); }`,
        words: { array: place, at: '0' },
        flag,
      };
    });
  }

  over(rows: readonly (readonly Scalar[])[]): Buffer {
    const slots = this.aggregate.code.buffer;
    const initial = slots.map(({ type, initial: value }) => {
      return layoutOf(type) === 'i128' ? wordsOf((value ?? 0n) as bigint) : value;
    });
    const buffer = [...initial, ...slots.map((slot) => (slot.initial === null ? 0 : 1))];
    for (const one of rows) this.add(one, buffer);
    return buffer;
  }

  result(buffer: Buffer): Scalar {
    const slots = this.aggregate.code.buffer;
    const scalars = slots.map(({ type }, i) => {
      if (layoutOf(type) !== 'i128') return structuredClone(buffer[i]);
      return buffer[slots.length + i] === 0 ? null : integerAt(buffer[i] as Int32Array, 0);
    });
    return this.aggregate.code.result(scalars);
  }
}

function compiled<A, B>(parameters: string, make: (g: CodeContext) => string): (a: A, b: B) => void {
  const g = new CodeContext(generateExpression);
  COLUMNS.forEach((c, i) => g.define(c.id, { code: '', isNull: `(R[${i}] === null)`, value: `R[${i}]` }));
  const body = make(g);
  const source = `'use strict';\n${g.prologueText()}\nreturn (${parameters}) => {\n${g.rowText()}\n${body}\n};`;
  return new Function('K', 'I', 'X', source)(g.constants, new Interner(16), { nowMicros: 0n }) as (a: A, b: B) => void;
}

/** Results of floating point that depend on the order of addition in their last digits. */
const ROUNDED = /^(avg|corr|covar|kurtosis|regr|skewness|stddev|std|var|try_avg)/;

function expectSame(call: string, merged: Scalar, whole: Scalar): void {
  if (typeof whole !== 'number' || !ROUNDED.test(call) || Number.isNaN(whole)) expect(merged).toEqual(whole);
  else expect(Math.abs((merged as number) - whole)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(whole)));
}

const parts = fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 4 });

test.each(Object.values(CALLS).flat())('%s of parts, merged, is that of the whole', (call) => {
  const run = new Run(call);
  fc.assert(
    fc.property(parts, (split) => {
      const [first, ...others] = split.map((rows) => run.over(rows));
      const before = structuredClone(others);
      for (const other of others) run.merge(first!, other);
      expect(others).toEqual(before);
      expectSame(call, run.result(first!), run.result(run.over(split.flat())));
    }),
    { numRuns: 40 },
  );
});

test.each(Object.values(CALLS).flat())('%s merged twice shares nothing that a later row changes', (call) => {
  const run = new Run(call);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.array(row, { maxLength: 8 }), (pane, later) => {
      const from = run.over(pane);
      const [one, two] = [run.over([]), run.over([])];
      run.merge(one, from);
      run.merge(two, from);
      for (const next of later) run.add(next, one);
      expectSame(call, run.result(one), run.result(run.over([...pane, ...later])));
      expectSame(call, run.result(two), run.result(run.over(pane)));
    }),
    { numRuns: 30 },
  );
});

const removing = Object.values(CALLS)
  .flat()
  .filter((call) => new Run(call).remove !== null);

test('counts and exact averages can be undone', () => {
  for (const call of ['count(*)', 'count(i, s)', 'count_if(b)', 'regr_count(d, e)', 'avg(c)', 'avg(q)', 'avg(p)'])
    expect(removing).toContain(call);
  for (const call of ['avg(d)', 'max(i)', 'count(DISTINCT i)']) expect(removing).not.toContain(call);
});

test.each(removing)('%s without its first rows is that of the rest', (call) => {
  const run = new Run(call);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 10 }), fc.nat(10), (rows, gone) => {
      const buffer = run.over(rows);
      for (const one of rows.slice(0, gone)) run.remove!(one, buffer);
      expect(run.result(buffer)).toEqual(run.result(run.over(rows.slice(gone))));
    }),
    { numRuns: 40 },
  );
});
