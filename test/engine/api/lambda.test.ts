import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RowFunction } from '../../../engine/api/lambda/row-function.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

const LEAST = 10;

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const orders = () =>
  inline.session.createDataFrame(
    [
      { id: 1, country: 'PT', amount: 12.5 },
      { id: 2, country: 'BR', amount: 20 },
      { id: 3, country: null, amount: null },
    ],
    'id BIGINT, country STRING, amount DOUBLE',
  );

/** A function as a tool hands it on: its text is all that is left of the source. */
const made = (text: string): RowFunction => new Function(`return ${text}`)() as RowFunction;

/** Records a lambda as the notebook's compiler does. */
function recorded(source: string, captures: () => Record<string, unknown>): RowFunction {
  const key = Symbol.for('millrace.lambdas');
  const all = ((globalThis as Record<symbol, unknown>)[key] ??= new WeakMap()) as WeakMap<object, unknown>;
  const f = (): never => {
    throw new Error('a lambda is never called');
  };
  all.set(f, { source, captures });
  return f;
}

const ids = async (f: RowFunction, parameters?: Record<string, unknown>): Promise<number[]> =>
  (await orders().filter(f, parameters).collect()).map((row) => row['id'] as number);

describe('values from outside', () => {
  test('a loop local, a function local and an imported constant, passed beside the lambda', async () => {
    for (const least of [12, 15]) {
      const lower = least;
      expect(await ids((o: { amount: number }, p: { lower: number }) => o.amount > p.lower, { lower })).toEqual(
        least === 12 ? [1, 2] : [2],
      );
    }
    expect(await ids((o: { amount: number }, p: { LEAST: number }) => o.amount > p.LEAST, { LEAST })).toEqual([1, 2]);
  });

  test('captured values are read when the method is called', async () => {
    let least = 15;
    const f = recorded('o => o.amount > least', () => ({ least }));
    expect(await ids(f)).toEqual([2]);
    least = 10;
    expect(await ids(f)).toEqual([1, 2]);
    const limits = recorded('o => o.amount > limits.least', () => ({ limits: { least: 15 } }));
    expect(await ids(limits)).toEqual([2]);
  });

  test('a name that cannot be seen is an error with the cure', async () => {
    expect(() => orders().filter(made('(o) => o.amount > hidden'))).toThrow(/hidden[^]*\{ hidden \}/);
  });
});

describe('what tools make of a source', () => {
  test('statement and branch counters of coverage tools mean nothing', async () => {
    const counted = made(
      '(o) => { cov_1x().f[0]++; cov_1x().s[1]++; return (cov_1x().b[0][0]++, o.amount > 10) && (cov_1x().b[0][1]++, o.id < 2); }',
    );
    expect(await ids(counted)).toEqual([1]);
  });

  test('types and assertions mean nothing', async () => {
    const typed = recorded('(o: Order): boolean => (o.amount as number)! > 10 && o.country !== null', () => ({}));
    expect(await ids(typed)).toEqual([1, 2]);
  });
});

test('nulls follow SQL: a comparison with null keeps no row', async () => {
  expect(await ids((o: { amount: number }) => !(o.amount > 15))).toEqual([1]);
  expect(await ids((o: { amount: number | null }) => o.amount === null)).toEqual([3]);
});

test('whole numbers are INT or BIGINT by size, others DOUBLE', async () => {
  const df = orders().select(() => ({ small: 1, large: 5_000_000_000, half: 0.5 }));
  expect((await df.schema()).fields.map((f) => f.type.kind)).toEqual(['integer', 'long', 'double']);
});

test.each([
  ['a callback', '(o) => [1].map(x => x + o.id)', /map/],
  ['await', 'async (o) => o.id', /async/],
  ['an assignment', '(o) => { let n = 1; n += o.id; return n; }', /\+=|n/],
  ['an unknown method', '(o) => o.country.localeCompare("PT")', /localeCompare/],
])('%s is refused by name', (_, source, pattern) => {
  expect(() => orders().filter(made(source))).toThrow(pattern);
});
