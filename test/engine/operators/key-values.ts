import fc from 'fast-check';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { parseType } from '../../../engine/types/ddl.ts';
import type { DataType } from '../../../engine/types/data-type.ts';

export interface KeyValues {
  readonly type: DataType;
  readonly values: fc.Arbitrary<Scalar>;
}

const OFTEN_EQUAL = ['', 'a', 'b', 'ab', 'a\0', 'é', 'e\u0301', '\u{1f600}', '\uffff', 'key-00000001', 'key-00000002'];
const texts = fc.oneof(fc.constantFrom(...OFTEN_EQUAL), fc.string({ unit: 'grapheme', maxLength: 12 }));
const doubles = fc.oneof(
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1, -1, 0.1, 5e-324, 2 ** 31, 2 ** 53),
  fc.double(),
);
const longs = fc.oneof(
  fc.constantFrom(0n, -1n, 1n, 2n ** 31n, 2n ** 32n, -(2n ** 32n), 2n ** 63n - 1n, -(2n ** 63n)),
  fc.bigInt({ min: -5n, max: 5n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
const ints = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer());
const wide = fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }));

/** Scalars of a type; null now and then. */
const of = (sql: string, present: fc.Arbitrary<Scalar>): [string, KeyValues] => [
  sql,
  { type: parseType(sql), values: fc.option(present, { nil: null, freq: 6 }) },
];

/** Values of every kind of key, many of them equal. */
export const KEYS: ReadonlyMap<string, KeyValues> = new Map([
  of('BOOLEAN', fc.boolean()),
  of('TINYINT', fc.integer({ min: -128, max: 127 })),
  of('INT', ints),
  of('DATE', ints),
  of('BIGINT', longs),
  of('TIMESTAMP', longs),
  of('FLOAT', fc.oneof(fc.constantFrom(0, -0, NaN, Infinity, 1.5), fc.float())),
  of('DOUBLE', doubles),
  of('DECIMAL(10,2)', fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.bigInt({ min: -9999999999n, max: 9999999999n }))),
  of('DECIMAL(38,4)', wide),
  of('STRING', texts),
  of('BINARY', fc.uint8Array({ maxLength: 12 })),
  of('STRUCT<a: INT, b: STRING>', fc.tuple(fc.option(ints), fc.option(texts))),
  of('ARRAY<DOUBLE>', fc.array(fc.option(doubles), { maxLength: 3 })),
]);
