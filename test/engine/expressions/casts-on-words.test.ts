import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInteger } from '../../../engine/columnar/vector.ts';
import { canCast } from '../../../engine/expressions/casts/can-cast.ts';
import { castCode, castKernel } from '../../../engine/expressions/casts/cast-code.ts';
import type { BytesCode } from '../../../engine/expressions/define-function.ts';
import { sameType, type DataType } from '../../../engine/types/data-type.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { integerAt, setInteger } from '../../../engine/types/int128.ts';
import { outcome } from './outcome.ts';

const dataType = (sql: string): DataType => parseSchema(`x ${sql}`).fields[0]!.type;

const near = (n: bigint): bigint[] => [n - 1n, n, n + 1n, -n, 1n - n, -n - 1n];
const EDGES = [0n, 128n, 2n ** 31n, 2n ** 32n, 2n ** 52n, 2n ** 53n, 9n * 10n ** 15n, 9_223_372_036_854n, 86_400_000_000n].flatMap(near); // prettier-ignore
const LONGS = [...EDGES, 2n ** 63n - 1n, -(2n ** 63n)];
const longs = fc.oneof(
  fc.constantFrom(...LONGS),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc.bigInt(-(2n ** 42n), 2n ** 42n),
  fc.bigInt(-300n, 300n),
);
const decimals = (digits: number): fc.Arbitrary<bigint> => {
  const limit = 10n ** BigInt(digits) - 1n;
  const some = fc.tuple(fc.bigInt(-limit, limit), fc.integer({ min: 0, max: digits - 1 }));
  return fc.oneof(
    fc.constantFrom(...LONGS.filter((n) => n <= limit && n >= -limit), limit, -limit),
    some.map(([n, fewer]) => n / 10n ** BigInt(fewer)),
    some.map(([n, zeros]) => n - (n % 10n ** BigInt(zeros))),
  );
};
const ints = fc.oneof(fc.integer(), fc.constantFrom(0, -1, 127, 128, -128, -129, 32_767, 2 ** 31 - 1, -(2 ** 31)));
const doubles = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 0.5, -0.5, 1.005, 2 ** 53, -(2 ** 63), 2 ** 63, 9e15, 1e38, NaN, Infinity, 9_223_372_036_854.775),
  fc.tuple(fc.integer(), fc.constantFrom(1, 10, 100, 1e6, 3)).map(([n, unit]) => n / unit),
); // prettier-ignore

const VALUES: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
  ['BIGINT', longs],
  ['TIMESTAMP', longs],
  ['TIMESTAMP_NTZ', longs],
  ['INTERVAL DAY TO SECOND', longs],
  ['INTERVAL HOUR', longs],
  ['DECIMAL(12,2)', decimals(12)],
  ['DECIMAL(18,0)', decimals(18)],
  ['DECIMAL(18,18)', decimals(18)],
  ['DECIMAL(20,7)', decimals(20)],
  ['DECIMAL(38,0)', decimals(38)],
  ['DECIMAL(38,10)', decimals(38)],
  ['DECIMAL(38,37)', decimals(38)],
  ['INT', ints],
  ['DATE', ints],
  ['INTERVAL YEAR TO MONTH', ints],
  ['DOUBLE', doubles],
  ['FLOAT', doubles.map(Math.fround)],
];
const TARGETS = [...VALUES.map(([type]) => type), 'TINYINT', 'SMALLINT', 'BOOLEAN', 'INTERVAL SECOND', 'DECIMAL(5,3)', 'DECIMAL(38,38)']; // prettier-ignore

/** A cast as its code does it; undefined where that is done with scalars. */
function onWords(
  from: DataType,
  to: DataType,
  mode: 'ansi' | 'try',
  zone: string,
): ((value: unknown) => unknown) | undefined {
  const code = castCode(from, to, mode, zone);
  if (code.form !== 'bytes') return undefined;
  const { gives, kernel, mayBeNull } = code as BytesCode;
  const call = kernel as unknown as (...args: unknown[]) => unknown;
  // What the row before left behind must not show.
  const given = new Int32Array(8).fill(-7);
  const made = new Int32Array(4).fill(-7);
  return (value) => {
    if (isInteger(from)) setInteger(given, 4, value as bigint);
    const passed = isInteger(from) ? [given, 4] : [value];
    if (gives === 'value') return call(...passed);
    if (call(made, ...passed) !== false) return isInteger(to) ? BigInt.asIntN(to.kind === 'decimal' ? 128 : 64, integerAt(made, 0)) : undefined; // prettier-ignore
    expect(mayBeNull).toBe(true);
    return null;
  };
}

const PAIRS = VALUES.flatMap(([from, values]) =>
  TARGETS.map((to) => [from, to, values] as const).filter(([a, b]) => {
    const [x, y] = [dataType(a), dataType(b)];
    return !sameType(x, y) && (isInteger(x) || isInteger(y)) && canCast(x, y);
  }),
);

describe('casts on words give what casts of scalars do', () => {
  test.each(PAIRS)('%s to %s', (a, b, values) => {
    const [from, to] = [dataType(a), dataType(b)];
    for (const zone of ['UTC', 'America/New_York']) {
      for (const mode of ['ansi', 'try'] as const) {
        const quick = onWords(from, to, mode, zone);
        if (quick === undefined) continue;
        const convert = castKernel(from, to, mode, zone) as (value: unknown) => unknown;
        // Of the first and last days of all a wall clock shows times beyond 64 bits, which no column holds.
        const held = (n: unknown): unknown =>
          typeof n === 'bigint' && to.kind !== 'decimal' ? BigInt.asIntN(64, n) : n;
        fc.assert(
          fc.property(
            values,
            (value) => void expect(outcome(() => quick(value))).toEqual(held(outcome(() => convert(value)))),
          ),
          { numRuns: 300 },
        );
      }
    }
  });
});
