import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { flattenKeys, keyFromText, keyText } from '../../../engine/operators/key-columns.ts';
import { simpleString } from '../../../engine/types/data-type.ts';
import { parseSchema, parseType } from '../../../engine/types/ddl.ts';
import { KEYS } from './key-values.ts';

const MAP = parseType('MAP<DOUBLE, STRUCT<a: INT, b: ARRAY<DOUBLE>>>');
const doubles = fc.oneof(fc.constantFrom(0, -0, NaN, Infinity, 0.5), fc.double());
const entries = fc.uniqueArray(
  fc.tuple(
    doubles.map((d) => d + 0),
    fc.option(fc.tuple(fc.option(fc.integer()), fc.array(fc.option(doubles), { maxLength: 2 }))),
  ),
  { maxLength: 6, selector: ([key]) => String(key) },
);

/** Whether GROUP BY puts two values together: NaN is one value, both zeros are, and an entry of a map has no place. */
function together(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b || (a !== a && b !== b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => together(item, b[i]));
  return a === b;
}

describe('the text of a key', () => {
  test.each([...KEYS])('is the same for equal values of %s alone, and gives the value back', (_, { type, values }) => {
    const present = values.filter((value) => value !== null);
    fc.assert(
      fc.property(present, present, (a, b) => {
        expect(keyText(a, type) === keyText(b, type)).toBe(together(a, b));
        expect(together(keyFromText(keyText(a, type), type), a)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of a map', () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (all, picks) => {
        const shuffled = all
          .map((entry) => [picks.next().value!, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry);
        const text = keyText(all as Scalar, MAP);
        expect(keyText(shuffled as Scalar, MAP)).toBe(text);
        expect(keyText(keyFromText(text, MAP), MAP)).toBe(text);
      }),
    );
  });

  test.each<[type: string, a: Scalar, b: Scalar]>([
    ['MAP<STRING, INT>', [['a', 1]], [['a', 2]]],
    ['MAP<STRING, INT>', [['a', 1]], [['b', 1]]],
    ['MAP<STRING, INT>', [], [['a', null]]],
    ['ARRAY<STRING>', ['a,b'], ['a', 'b']],
    ['ARRAY<STRING>', ['null'], [null]],
    ['ARRAY<ARRAY<INT>>', [[1], []], [[], [1]]],
    ['ARRAY<STRUCT<a: STRING, b: STRING>>', [['a', null]], [[null, 'a']]],
    ['ARRAY<DECIMAL(20,2)>', [1n], [10n]],
    ['ARRAY<BINARY>', [Uint8Array.of(0)], [Uint8Array.of(0, 0)]],
  ])('of %s tells %o from %o', (ddl, a, b) => {
    const type = parseType(ddl);
    expect(keyText(a, type)).not.toBe(keyText(b, type));
  });
});

/** The flat columns of keys; `?` is for those that may be null, `is there` for those that say whether a struct is. */
test.each([
  ['a INT NOT NULL, b STRING', 'a int, b string?'],
  ['s STRUCT<x: INT, y: STRING> NOT NULL', 's.x int?, s.y string?'],
  ['s STRUCT<x: INT NOT NULL>', 's is there int, s.x int?'],
  ['s STRUCT<x: INT NOT NULL> NOT NULL', 's.x int'],
  ['s STRUCT<t: STRUCT<d: DOUBLE NOT NULL> NOT NULL>', 's is there int, s.t is there int, s.t.d double?'],
  ['a ARRAY<INT>, m MAP<INT, INT> NOT NULL', 'a array<int>?, m map<int,int>'],
  ['s STRUCT<> NOT NULL, e STRUCT<>', 'e is there int'],
])('%s is %s', (ddl, flat) => {
  const fields = flattenKeys(parseSchema(ddl).fields);
  expect(fields.map((f) => `${f.name} ${simpleString(f.type)}${f.nullable ? '?' : ''}`).join(', ')).toBe(flat);
});
