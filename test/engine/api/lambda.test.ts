import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as F from '../../../engine/api/functions.ts';
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

/** Records a lambda as the notebook's compiler does; `names` are those that are visible around it. */
function recorded(source: string, captures: () => Record<string, unknown>, names: readonly string[] = []): RowFunction {
  const key = Symbol.for('millrace.lambdas');
  const all = ((globalThis as Record<symbol, unknown>)[key] ??= new WeakMap()) as WeakMap<object, unknown>;
  const f = (): never => {
    throw new Error('a lambda is never called');
  };
  all.set(f, { source, captures, names: () => names });
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

const functions = F as Record<string, unknown>;

/** What stands around the lambdas below, as a cell would have it. */
class Money {
  amount = 1;
}
const circle: unknown[] = [];
circle.push(circle);
const AROUND: Record<string, unknown> = {
  limit: 5,
  nothing: undefined,
  empty: null,
  cfg: { min: 1, deep: { none: undefined, list: [1, 2] }, key: 'min' },
  missing: 'minn',
  list: [1, undefined],
  call: () => 1,
  mark: Symbol('m'),
  money: new Money(),
  set: new Set([1]),
  promise: Promise.resolve(1),
  huge: 2n ** 70n,
  never: new Date(NaN),
  circle,
  lazy: {
    get bad() {
      throw new Error('boom');
    },
  },
  trap: new Proxy(
    {},
    {
      get: () => {
        throw new Error('trapped');
      },
    },
  ),
  shut: new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('shut');
      },
    },
  ),
};

/** A lambda of a cell: names of `AROUND` are known, `later` is declared but not initialised, everything else is not there. */
function inCell(source: string): RowFunction {
  const captured: Record<string, unknown> = {};
  for (const [name] of source.matchAll(/(?<![.\w'"])[a-zA-Z]\w*/g)) {
    const get = (): unknown => {
      if (name === 'later') throw new ReferenceError("Cannot access 'later' before initialization");
      return Object.hasOwn(functions, name) ? functions[name] : AROUND[name];
    };
    if (!(name in globalThis)) Object.defineProperty(captured, name, { get, enumerable: true, configurable: true });
  }
  return recorded(source, () => captured, [...Object.keys(AROUND), 'later']);
}

const UNKNOWN: readonly (readonly [lambda: string, says: RegExp])[] = [
  ['o => o.id > limti', /there is no limti[^]*limit/],
  ['o => limti', /there is no limti/],
  ['o => -limti > 1', /there is no limti/],
  ['o => `${o.id}-${limti}` === "a"', /there is no limti/],
  ['o => o.id > 1 ? limti : 0', /there is no limti/],
  ['o => o.id > 1 ? 0 : (limti ? 1 : 2)', /there is no limti/],
  ['o => o.id === limti', /there is no limti/],
  ['o => o.id !== limti', /there is no limti/],
  ['o => o.amount ?? limti', /there is no limti/],
  ['o => limti ?? 5', /there is no limti/],
  ['o => limti === undefined', /there is no limti/],
  ['o => o.id > limti.min', /there is no limti/],
  ['o => o.id > limti?.min', /there is no limti/],
  ['o => o.id > cfg[limti]', /there is no limti/],
  ['o => o[limti]', /there is no limti/],
  ['o => [1, limti].includes(o.id)', /there is no limti/],
  ['o => [limti]', /there is no limti/],
  ['o => ({ a: limti })', /there is no limti/],
  ['o => ({ limti })', /there is no limti/],
  ['o => abs(limti)', /there is no limti/],
  ['o => Math.max(o.id, limti)', /there is no limti/],
  ['o => o.country.startsWith(limti)', /there is no limti/],
  ['o => { const half = limti / 2; return o.id > half; }', /there is no limti/],
  ['({ id }) => id > idd', /there is no idd/],
  ['({ id: limit }) => limit > limti', /there is no limti/],
  ['o => o.id > nothing', /nothing holds undefined[^]*nothing \?\? 0/],
  ['o => o.id === nothing', /nothing holds undefined/],
  ['o => -nothing', /nothing holds undefined/],
  ['o => o.id > nothing.min', /nothing holds undefined/],
  ['o => o.id > cfg.minn', /cfg has no minn[^]*min/],
  ['o => o.id > cfg?.minn', /cfg has no minn/],
  ['o => o.id > cfg["minn"]', /cfg has no minn/],
  ['o => o.id > cfg[missing]', /cfg has no minn/],
  ['o => o.id > cfg.deep.none', /cfg\.deep\.none holds undefined/],
  ['o => o.id > cfg.deep.non', /cfg\.deep has no non[^]*none/],
  ['o => o.id > cfg.deep.none.min', /cfg\.deep\.none holds undefined/],
  ['o => o.id > cfg.deep.list[7]', /cfg\.deep\.list has no 7[^]*2 of them/],
  ['o => o.id > empty.min', /empty is null and has no min/],
  ['o => o.id > empty?.min', /empty is null and has no min/],
  ['o => o.id > later', /later has no value yet[^]*further down/],
  ['o => o.id > later.min', /later has no value yet/],
  ['o => o.id > lazy.bad', /reading lazy\.bad fails \(boom\)/],
  ['o => o.id > trap.min', /reading trap\.min fails \(trapped\)/],
  ['o => o.id > shut', /reading shut fails \(shut\)/],
  ['o => list.includes(o.id)', /list\[1\] holds undefined/],
  ['o => o.id > call', /call is a function/],
  ['o => o.id > cfg.toString', /cfg\.toString is a function/],
  ['o => o.id > cfg.constructor', /cfg\.constructor is a function/],
  ['o => o.id > mark', /mark is a symbol/],
  ['o => o.id > money', /money is a Money/],
  ['o => o.id > set', /set is a Set[^]*\.\.\.values/],
  ['o => o.id > promise', /promise is a Promise[^]*[Aa]wait/],
  ['o => o.id > huge', /huge is \d+, beyond BIGINT/],
  ['o => o.id > never', /never is an invalid date/],
  ['o => o.tags === circle', /circle\[0\] holds itself/],
  ['o => o.n.toString()', /the method toString/],
  ['o => o.n.constructor()', /the method constructor/],
  ['o => o.n.hasOwnProperty("a")', /the method hasOwnProperty/],
  ['o => o.n.__proto__()', /the method __proto__/],
  ['o => Math.toString(o.n)', /the method Math\.toString/],
  ['o => Math.constructor(o.n)', /the method Math\.constructor/],
  ['o => F.constructor(o.n)', /the function F\.constructor/],
  ['o => constructor(o.n)', /the call of constructor/],
  ['o => toString(o.n)', /the call of toString/],
  ['o => constructor', /the name constructor/],
  ['o => Math', /the name Math/],
  ['o => this', /the name this|there is no this/],
];

test.each(UNKNOWN)('%s in a cell is an error', (source, says) => {
  const uses = [
    (f: RowFunction) => orders().filter(f),
    (f: RowFunction) => orders().where(f),
    (f: RowFunction) => orders().withColumn('x', f),
    (f: RowFunction) => orders().select(f),
  ];
  for (const use of uses) expect(() => use(inCell(source))).toThrow(says);
  expect(() => orders().filter(inCell(source))).toThrow(/at .*lambda\.test\.ts, line \d+/);
});

const KNOWN: readonly (readonly [lambda: string, ids: number[]])[] = [
  ['o => o.amount > limit', [1, 2]],
  ['o => o.amount > cfg.min', [1, 2]],
  ['o => o.amount > cfg[cfg.key]', [1, 2]],
  ['o => o.id > cfg?.deep?.list[0]', [2, 3]],
  ['o => o.id >= cfg.deep.list.length', [2, 3]],
  ['o => cfg.deep.list.includes(o.id)', [1, 2]],
  ['o => !cfg.deep.list.includes(o.id)', [3]],
  ['o => [].includes(o.amount)', []],
  ['o => ![].includes(o.amount)', [1, 2, 3]],
  ['o => o.id > (nothing ?? 1)', [2, 3]],
  ['o => o.id > (empty ?? 1)', [2, 3]],
  ['o => o.id > (cfg.minn ?? 2)', [3]],
  ['o => nothing === undefined && o.id > 1', [2, 3]],
  ['o => cfg.min !== null && o.id > 1', [2, 3]],
  ['o => o.amount === empty', [3]],
  ['o => o.id > -limit', [1, 2, 3]],
  ['(limit) => limit.amount > 15', [2]],
  ['({ amount: limit }) => limit > 15', [2]],
  ['o => { const limit = 15; return o.amount > limit; }', [2]],
  ['(o, limit) => o.amount > limit.least', [2]],
];

test.each(KNOWN)('%s in a cell reads what is there', async (source, expected) => {
  expect(await ids(inCell(source), { least: 15 })).toEqual(expected);
});

test.each([
  ['(o, p) => o.id > p.minn', /p has no minn[^]*min/],
  ['(o, p) => o.id > p.none', /p\.none holds undefined/],
  ['(o, p) => o.id > p.toString', /p\.toString is a function/],
  ['(o, { minn }) => o.id > minn', /has no minn[^]*min/],
  ['(o, { min: { deep } }) => o.id > deep', /"\{"/],
  ['o => o.id > minn', /the name minn[^]*\{ minn \}/],
  ['o => o.id > Math', /the name Math, which is JavaScript's own/],
])('%s in a program is an error', (source, says) => {
  expect(() => orders().filter(made(source), { min: 1, none: undefined })).toThrow(says);
});

test('parameters that were not given are an error', () => {
  expect(() => orders().filter(made('(o, p) => o.id > p.min'))).toThrow(/p has no min/);
});

test.each([() => orders().groupBy(((o: any) => o.id) as never), () => orders().orderBy(5 as never)])(
  'what is neither column nor name is refused',
  (use) =>
    expect(use).toThrow(
      /NOT_EXPECTED_TYPE\] Argument `columns` of (groupBy|orderBy) should be a Column or the name of one/,
    ),
);

const LEVELS = 40;
const nested = (start: string, around: (inner: string) => string): string =>
  Array.from({ length: LEVELS }).reduce<string>((inner) => around(inner), start);
const DEEP: readonly (readonly [what: string, body: string])[] = [
  ['+ of texts', nested('o.country', (s) => `(${s} + "a")`)],
  ['+ on the right', nested('o.country', (s) => `("a" + ${s})`)],
  ['+ of numbers', nested('o.amount', (s) => `(${s} + 1)`)],
  ['?:', nested('o.country', (s) => `(o.id > 1 ? ${s} : "a")`)],
  ['?: as a test', nested('o.country', (s) => `(${s} === "a" ? "b" : o.country)`)],
  ['??', nested('o.country', (s) => `(${s} ?? o.country)`)],
  ['template strings', nested('o.country', (s) => `\`\${${s}}x\``)],
  ['-', nested('o.amount', (s) => `-(${s})`)],
  ['!', nested('o.id > 1', (s) => `!(${s})`)],
  ['===', nested('o.id > 1', (s) => `(${s} === true)`)],
  ['=== null', nested('o.country', (s) => `((${s}) === null)`)],
  ['&&', nested('o.id > 1', (s) => `(${s} && o.id > 1)`)],
  ['includes', nested('o.id > 1', (s) => `[true].includes(${s})`)],
  ['members', nested('o.id', (s) => `({ a: ${s} }).a`)],
  ['items', nested('o.id', (s) => `[${s}][0]`)],
  ['functions', nested('o.id', (s) => `Math.max(${s}, 1)`)],
  ['methods', nested('o.country', (s) => `(${s}).trim()`)],
];

test.each(DEEP)(`${LEVELS} levels of %s take no time`, async (_, body) => {
  const rows = orders();
  await rows.withColumn('warm', made('o => o.country + "a"')).schema();
  const started = performance.now();
  await rows.withColumn('x', made(`o => ${body}`)).schema();
  expect(performance.now() - started).toBeLessThan(LEVELS * 10);
});

test('isin of no values is false, for null too, as in Spark', async () => {
  const values = orders().select(
    F.col('amount').isin().as('a'),
    F.col('amount').isin([]).as('b'),
    F.col('amount').isin().not().as('c'),
  );
  expect((await values.collect()).map((row) => Object.values(row))).toEqual(Array(3).fill([false, false, true]));
});
