import fc from 'fast-check';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { struct } from '../../../engine/types/data-type.ts';
import { columnsOf } from '../expressions/sql-value.ts';

/** Columns of all types that stand in records, with nulls and hostile names. */
export const COLUMNS = columnsOf(
  '`a"\\\\é` string, b boolean, y tinyint, h smallint, i int, l bigint, f float, d double, m decimal(20,4), ' +
    'p decimal(5,0), t date, w timestamp, n timestamp_ntz, x binary, r array<int>, k map<string, string>, ' +
    'q struct<u: string, v: double>, j interval day to second, s string not null',
);
export const TYPE = struct(COLUMNS.map(({ name, type, nullable }) => ({ name, type, nullable })));
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
    fc.constantFrom('', '"', '""', '\\', 'a"b', 'a,b', ',', ' a', 'a ', ' ', '\n', 'a\rb', '#', '#a', 'a#', "'", 'ção', '😀', '\u0000', '\t', 'NA', '|', 'a|b', '\ufeff', '\u007f', '\u2028'),
  )
  .map((s) => Buffer.from(s).toString()); // prettier-ignore
const micros = fc.oneof(
  fc.bigInt(-(10n ** 17n), 10n ** 17n),
  fc.bigInt(0n, 2n * 10n ** 15n),
  fc.constantFrom(0n, -1n, 999n, 1_000n, 1_711_846_800_000_000n, 1_729_990_800_123_456n, -62_135_596_800_000_001n, 253_402_300_800_000_000n), // prettier-ignore
);
const double = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1.5, 1e7, 1e-3, 12.34));
const nullable = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Scalar> => fc.option(value, { freq: 4 });
export const ROW: fc.Arbitrary<readonly Scalar[]> = fc.tuple(
  nullable(text),
  nullable(fc.boolean()),
  nullable(fc.integer({ min: -128, max: 127 })),
  nullable(fc.integer({ min: -32768, max: 32767 })),
  nullable(fc.integer()),
  nullable(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  nullable(double.map(Math.fround)),
  nullable(double),
  nullable(fc.bigInt(1n - 10n ** 20n, 10n ** 20n - 1n)),
  nullable(fc.bigInt(-99999n, 99999n)),
  nullable(fc.oneof(fc.integer({ min: -800_000, max: 3_000_000 }), fc.integer({ min: 0, max: 20_000 }))),
  nullable(micros),
  nullable(micros),
  nullable(fc.uint8Array({ maxLength: 4 })),
  nullable(fc.array(fc.option(fc.integer()), { maxLength: 3 })),
  nullable(fc.array(fc.tuple(text, fc.option(text)), { maxLength: 2 })),
  nullable(fc.tuple(fc.option(text), fc.option(double))),
  nullable(fc.bigInt(-(10n ** 15n), 10n ** 15n)),
  text,
);
