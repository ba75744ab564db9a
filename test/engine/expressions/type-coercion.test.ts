import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adjustedDecimal,
  boundedDecimal,
  canStoreAs,
  commonType,
  commonTypeOf,
  tightestCommonType,
  widerDecimal,
} from '../../../engine/expressions/type-coercion.ts';
import { decimal, sqlName, STRING, struct, VOID, type DataType } from '../../../engine/types/data-type.ts';
import { parseType } from '../../../engine/types/ddl.ts';

const name = (type: DataType | undefined): string | null => (type === undefined ? null : sqlName(type));

const TYPES: readonly string[] = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal(3,0)',
  'decimal(10,2)',
  'decimal(38,10)',
  'decimal(38,0)',
  'decimal(20,0)',
  'string',
  'binary',
  'date',
  'timestamp',
  'timestamp_ntz',
  'time(3)',
  'interval',
  'interval year',
  'interval month',
  'interval day',
  'interval hour to second',
  'array<int>',
  'array<string>',
  'map<string,int>',
  'map<string,bigint>',
  'struct<a:int>',
  'struct<a:bigint>',
  'struct<b:int>',
  'variant',
];

/** `AnsiTypeCoercion.findTightestCommonType` and `findWiderTypeForTwo` of Spark 4.3, for pairs that have a common type. */
const COMMON: readonly (readonly [a: string, b: string, tightest: string | null, wider: string])[] = [
  ['boolean', 'string', null, 'BOOLEAN'],
  ['tinyint', 'smallint', 'SMALLINT', 'SMALLINT'],
  ['tinyint', 'int', 'INT', 'INT'],
  ['tinyint', 'bigint', 'BIGINT', 'BIGINT'],
  ['tinyint', 'float', 'DOUBLE', 'DOUBLE'],
  ['tinyint', 'double', 'DOUBLE', 'DOUBLE'],
  ['tinyint', 'decimal(3,0)', 'DECIMAL(3,0)', 'DECIMAL(3,0)'],
  ['tinyint', 'decimal(10,2)', 'DECIMAL(10,2)', 'DECIMAL(10,2)'],
  ['tinyint', 'decimal(38,10)', 'DECIMAL(38,10)', 'DECIMAL(38,10)'],
  ['tinyint', 'decimal(38,0)', 'DECIMAL(38,0)', 'DECIMAL(38,0)'],
  ['tinyint', 'decimal(20,0)', 'DECIMAL(20,0)', 'DECIMAL(20,0)'],
  ['tinyint', 'string', null, 'BIGINT'],
  ['smallint', 'int', 'INT', 'INT'],
  ['smallint', 'bigint', 'BIGINT', 'BIGINT'],
  ['smallint', 'float', 'DOUBLE', 'DOUBLE'],
  ['smallint', 'double', 'DOUBLE', 'DOUBLE'],
  ['smallint', 'decimal(3,0)', null, 'DECIMAL(5,0)'],
  ['smallint', 'decimal(10,2)', 'DECIMAL(10,2)', 'DECIMAL(10,2)'],
  ['smallint', 'decimal(38,10)', 'DECIMAL(38,10)', 'DECIMAL(38,10)'],
  ['smallint', 'decimal(38,0)', 'DECIMAL(38,0)', 'DECIMAL(38,0)'],
  ['smallint', 'decimal(20,0)', 'DECIMAL(20,0)', 'DECIMAL(20,0)'],
  ['smallint', 'string', null, 'BIGINT'],
  ['int', 'bigint', 'BIGINT', 'BIGINT'],
  ['int', 'float', 'DOUBLE', 'DOUBLE'],
  ['int', 'double', 'DOUBLE', 'DOUBLE'],
  ['int', 'decimal(3,0)', null, 'DECIMAL(10,0)'],
  ['int', 'decimal(10,2)', null, 'DECIMAL(12,2)'],
  ['int', 'decimal(38,10)', 'DECIMAL(38,10)', 'DECIMAL(38,10)'],
  ['int', 'decimal(38,0)', 'DECIMAL(38,0)', 'DECIMAL(38,0)'],
  ['int', 'decimal(20,0)', 'DECIMAL(20,0)', 'DECIMAL(20,0)'],
  ['int', 'string', null, 'BIGINT'],
  ['bigint', 'float', 'DOUBLE', 'DOUBLE'],
  ['bigint', 'double', 'DOUBLE', 'DOUBLE'],
  ['bigint', 'decimal(3,0)', null, 'DECIMAL(20,0)'],
  ['bigint', 'decimal(10,2)', null, 'DECIMAL(22,2)'],
  ['bigint', 'decimal(38,10)', 'DECIMAL(38,10)', 'DECIMAL(38,10)'],
  ['bigint', 'decimal(38,0)', 'DECIMAL(38,0)', 'DECIMAL(38,0)'],
  ['bigint', 'decimal(20,0)', 'DECIMAL(20,0)', 'DECIMAL(20,0)'],
  ['bigint', 'string', null, 'BIGINT'],
  ['float', 'double', 'DOUBLE', 'DOUBLE'],
  ['float', 'decimal(3,0)', null, 'DOUBLE'],
  ['float', 'decimal(10,2)', null, 'DOUBLE'],
  ['float', 'decimal(38,10)', null, 'DOUBLE'],
  ['float', 'decimal(38,0)', null, 'DOUBLE'],
  ['float', 'decimal(20,0)', null, 'DOUBLE'],
  ['float', 'string', null, 'DOUBLE'],
  ['double', 'decimal(3,0)', null, 'DOUBLE'],
  ['double', 'decimal(10,2)', null, 'DOUBLE'],
  ['double', 'decimal(38,10)', null, 'DOUBLE'],
  ['double', 'decimal(38,0)', null, 'DOUBLE'],
  ['double', 'decimal(20,0)', null, 'DOUBLE'],
  ['double', 'string', null, 'DOUBLE'],
  ['decimal(3,0)', 'decimal(10,2)', null, 'DECIMAL(10,2)'],
  ['decimal(3,0)', 'decimal(38,10)', null, 'DECIMAL(38,10)'],
  ['decimal(3,0)', 'decimal(38,0)', null, 'DECIMAL(38,0)'],
  ['decimal(3,0)', 'decimal(20,0)', null, 'DECIMAL(20,0)'],
  ['decimal(3,0)', 'string', null, 'DOUBLE'],
  ['decimal(10,2)', 'decimal(38,10)', null, 'DECIMAL(38,10)'],
  ['decimal(10,2)', 'decimal(38,0)', null, 'DECIMAL(38,0)'],
  ['decimal(10,2)', 'decimal(20,0)', null, 'DECIMAL(22,2)'],
  ['decimal(10,2)', 'string', null, 'DOUBLE'],
  ['decimal(38,10)', 'decimal(38,0)', null, 'DECIMAL(38,0)'],
  ['decimal(38,10)', 'decimal(20,0)', null, 'DECIMAL(38,10)'],
  ['decimal(38,10)', 'string', null, 'DOUBLE'],
  ['decimal(38,0)', 'decimal(20,0)', null, 'DECIMAL(38,0)'],
  ['decimal(38,0)', 'string', null, 'DOUBLE'],
  ['decimal(20,0)', 'string', null, 'DOUBLE'],
  ['string', 'binary', null, 'BINARY'],
  ['string', 'date', null, 'DATE'],
  ['string', 'timestamp', null, 'TIMESTAMP'],
  ['string', 'timestamp_ntz', null, 'TIMESTAMP_NTZ'],
  ['string', 'time(3)', null, 'TIME(3)'],
  ['string', 'variant', null, 'VARIANT'],
  ['date', 'timestamp', 'TIMESTAMP', 'TIMESTAMP'],
  ['date', 'timestamp_ntz', 'TIMESTAMP_NTZ', 'TIMESTAMP_NTZ'],
  ['timestamp', 'timestamp_ntz', 'TIMESTAMP', 'TIMESTAMP'],
  ['interval year', 'interval month', 'INTERVAL YEAR TO MONTH', 'INTERVAL YEAR TO MONTH'],
  ['interval day', 'interval hour to second', 'INTERVAL DAY TO SECOND', 'INTERVAL DAY TO SECOND'],
  ['array<int>', 'array<string>', null, 'ARRAY<BIGINT>'],
  ['map<string,int>', 'map<string,bigint>', 'MAP<STRING, BIGINT>', 'MAP<STRING, BIGINT>'],
  ['struct<a:int>', 'struct<a:bigint>', 'STRUCT<a: BIGINT>', 'STRUCT<a: BIGINT>'],
]; // prettier-ignore

describe('the type that two types share', () => {
  test.each(COMMON)('%s and %s: %s, with texts read %s', (a, b, tightest, wider) => {
    const [left, right] = [parseType(a), parseType(b)];
    expect([name(tightestCommonType(left, right)), name(tightestCommonType(right, left))]).toEqual([
      tightest,
      tightest,
    ]);
    expect([name(commonType(left, right)), name(commonType(right, left))]).toEqual([wider, wider]);
  });

  test('other pairs share none', () => {
    const known = new Set(COMMON.flatMap(([a, b]) => [`${a}|${b}`, `${b}|${a}`]));
    for (const a of TYPES) {
      for (const b of TYPES) {
        if (a !== b && !known.has(`${a}|${b}`))
          expect([a, b, name(commonType(parseType(a), parseType(b)))]).toEqual([a, b, null]);
      }
    }
  });

  test.each(TYPES)('%s with itself and with NULL is itself', (ddl) => {
    const type = parseType(ddl);
    for (const common of [commonType, tightestCommonType]) {
      for (const [a, b] of [[type, type], [type, VOID], [VOID, type]] as const) expect(common(a, b)).toEqual(type);
    }
  }); // prettier-ignore

  test('an array or a map of NULL beside one of values may hold nulls, a field is as nullable as either', () => {
    const [values, nulls] = [
      { kind: 'array', element: STRING, containsNull: false } as const,
      { kind: 'array', element: VOID, containsNull: false } as const,
    ];
    expect(commonType(values, values)).toEqual(values);
    expect(commonType(values, nulls)).toEqual({ ...values, containsNull: true });
    const [never, perhaps] = [false, true].map((nullable) => struct([{ name: 'a', type: STRING, nullable }]));
    expect([commonType(never!, never!), commonType(never!, perhaps!)]).toEqual([never, perhaps]);
  });

  test('many types share the type of each step, none share VOID', () => {
    const of = (...types: string[]): string | null => name(commonTypeOf(types.map((type) => parseType(type))));
    expect(of()).toBe('VOID');
    expect(of('tinyint', 'void', 'bigint', 'decimal(3,1)')).toBe('DECIMAL(21,1)');
    expect(of('int', 'date', 'int')).toBeNull();
  });
});

describe('what may be stored as what', () => {
  /** `Cast.canANSIStoreAssign` of Spark 4.3. */
  test.each<[from: string, to: string[]]>([
    ['boolean', ['string']],
    ['tinyint', ['smallint', 'int', 'bigint', 'float', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['smallint', ['tinyint', 'int', 'bigint', 'float', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['int', ['tinyint', 'smallint', 'bigint', 'float', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['bigint', ['tinyint', 'smallint', 'int', 'float', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['float', ['tinyint', 'smallint', 'int', 'bigint', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['double', ['tinyint', 'smallint', 'int', 'bigint', 'float', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['decimal(3,0)', ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['decimal(10,2)', ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal(3,0)', 'decimal(38,10)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['decimal(38,10)', ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,0)', 'decimal(20,0)', 'string']],
    ['decimal(38,0)', ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(20,0)', 'string']],
    ['decimal(20,0)', ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal(3,0)', 'decimal(10,2)', 'decimal(38,10)', 'decimal(38,0)', 'string']],
    ['string', []],
    ['binary', ['string']],
    ['date', ['string', 'timestamp', 'timestamp_ntz', 'time(3)']],
    ['timestamp', ['string', 'date', 'timestamp_ntz', 'time(3)']],
    ['timestamp_ntz', ['string', 'date', 'timestamp', 'time(3)']],
    ['time(3)', ['string', 'date', 'timestamp', 'timestamp_ntz']],
    ['interval', ['string']],
    ['interval year', ['string']],
    ['interval month', ['string']],
    ['interval day', ['string']],
    ['interval hour to second', ['string']],
    ['array<int>', ['array<string>']],
    ['array<string>', []],
    ['map<string,int>', ['map<string,bigint>']],
    ['map<string,bigint>', ['map<string,int>']],
    ['struct<a:int>', ['struct<a:bigint>', 'struct<b:int>']],
    ['struct<a:bigint>', ['struct<a:int>', 'struct<b:int>']],
    ['struct<b:int>', ['struct<a:int>', 'struct<a:bigint>']],
    ['variant', ['string']],
  ])('%s as %j', (from, to) => {
    expect(TYPES.filter((type) => type !== from && canStoreAs(parseType(from), parseType(type)))).toEqual(to);
  }); // prettier-ignore

  test('NULL as anything, an array that may hold nulls only as one that may', () => {
    for (const type of TYPES) expect(canStoreAs(VOID, parseType(type))).toBe(true);
    const [some, none] = [true, false].map((containsNull): DataType => ({
      kind: 'array',
      element: STRING,
      containsNull,
    }));
    const ints: DataType = { kind: 'array', element: { kind: 'integer' }, containsNull: true };
    expect([canStoreAs(ints, some!), canStoreAs(ints, none!)]).toEqual([true, false]);
  });
});

describe('decimals', () => {
  const decimals = fc
    .integer({ min: 1, max: 38 })
    .chain((precision) => fc.integer({ min: 0, max: precision }).map((scale) => decimal(precision, scale)));

  test('the wider of two holds both, the whole part first', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const wide = widerDecimal(a, b);
        const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
        const scale = Math.max(a.scale, b.scale);
        expect(wide.precision - wide.scale).toBe(whole);
        expect(wide.scale).toBe(Math.min(scale, 38 - whole));
        expect(widerDecimal(b, a)).toEqual(wide);
      }),
    );
  });

  test.each([
    [38, 18, 38, 18],
    [39, 18, 38, 17],
    [77, 38, 38, 6],
    [50, 3, 38, 3],
    [60, 40, 38, 18],
  ])('(%i, %i) is adjusted to (%i, %i)', (precision, scale, p, s) => {
    expect(adjustedDecimal(precision, scale)).toEqual(decimal(p, s));
  });

  test('a bounded one keeps its scale', () => expect(boundedDecimal(77, 40)).toEqual(decimal(38, 38)));
});
