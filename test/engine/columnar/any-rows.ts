import fc from 'fast-check';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import type { StructType } from '../../../engine/types/data-type.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** As UTF-8 can hold it. */
export const wellFormed = fc.string({ unit: 'grapheme', maxLength: 20 });

/** Values of each kind of layout, as scalars. */
const VALUES: Readonly<Record<string, fc.Arbitrary<Scalar>>> = {
  BOOLEAN: fc.boolean(),
  TINYINT: fc.integer({ min: -128, max: 127 }),
  INT: fc.integer(),
  DATE: fc.integer({ min: -800_000, max: 3_000_000 }),
  BIGINT: long,
  TIMESTAMP: long,
  'DECIMAL(18,2)': fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }),
  'DECIMAL(20,2)': long,
  'DECIMAL(38,10)': fc.bigInt({ min: 1n - 10n ** 38n, max: 10n ** 38n - 1n }),
  FLOAT: fc.float(),
  DOUBLE: fc.double(),
  STRING: fc.oneof(wellFormed, fc.constantFrom('', 'a', 'a', 'é', 'a long text that repeats and passes forty-eight bytes')),
  BINARY: fc.uint8Array({ maxLength: 60 }),
  'ARRAY<INT>': fc.array(fc.option(fc.integer()), { maxLength: 3 }),
  'MAP<STRING,INT>': fc.array(fc.tuple(wellFormed, fc.integer()), { maxLength: 2 }),
  'ARRAY<STRING>': fc.array(fc.option(wellFormed), { maxLength: 4 }),
  'ARRAY<ARRAY<BIGINT>>': fc.array(fc.option(fc.array(fc.option(long), { maxLength: 3 })), { maxLength: 3 }),
  'ARRAY<STRUCT<m: MAP<STRING, ARRAY<DECIMAL(20,2)>>, d: DOUBLE>>': fc.array(
    fc.option(fc.tuple(
      fc.option(fc.array(fc.tuple(wellFormed, fc.option(fc.array(fc.option(long), { maxLength: 2 }))), { maxLength: 2 })),
      fc.option(fc.double()),
    )),
    { maxLength: 3 },
  ),
  'STRUCT<x: INT, y: STRING>': fc.tuple(fc.option(fc.integer()), fc.option(wellFormed)),
  'STRUCT<s: STRUCT<d: DOUBLE>>': fc.tuple(fc.option(fc.tuple(fc.option(fc.double())))),
}; // prettier-ignore

export interface AnyRows {
  readonly schema: StructType;
  readonly rows: readonly (readonly Scalar[])[];
}

/** A schema of up to four columns, and rows for it with NULLs in any place. */
export const anyRows = (maxRows = 40): fc.Arbitrary<AnyRows> =>
  fc.array(fc.constantFrom(...Object.keys(VALUES)), { minLength: 1, maxLength: 4 }).chain((types) =>
    fc.record({
      schema: fc.constant(parseSchema(types.map((type, i) => `c${i} ${type}`).join(', '))),
      rows: fc.array(fc.tuple(...types.map((type) => fc.option(VALUES[type]!, { freq: 5 }))), { maxLength: maxRows }),
    }),
  );
