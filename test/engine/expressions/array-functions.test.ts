import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { compareScalars } from '../../../engine/types/compare.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { bound, columnsOf } from './sql-value.ts';

const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const texts = fc.string({ unit: 'grapheme', maxLength: 3 });

const ELEMENTS: readonly (readonly [type: string, values: fc.Arbitrary<unknown>])[] = [
  ['INT', fc.integer({ min: -5, max: 5 })],
  ['BIGINT', fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)],
  ['DECIMAL(20,2)', fc.bigInt(-99n, 99n)],
  ['DOUBLE', fc.oneof(fc.double(), fc.constantFrom(NaN, 0, -0, Infinity))],
  ['STRING', texts],
  ['BINARY', fc.uint8Array({ maxLength: 3 })],
  ['BOOLEAN', fc.boolean()],
  ['ARRAY<INT>', fc.array(maybe(fc.nat(2)), { maxLength: 2 })],
];

test.each(ELEMENTS)('sort_array of %s is a stable sort with NULL the smallest', (type, values) => {
  const columns = columnsOf(`a ARRAY<${type}>`);
  const compare = compareScalars(parseSchema(`x ${type}`).fields[0]!.type);
  for (const up of [true, false]) {
    const f = compileExpression(bound(`sort_array(a, ${up})`, columns), columns);
    const items = fc.array(maybe(values), { maxLength: 30 });
    fc.assert(
      fc.property(items, (given) => {
        const before = [...given];
        expect(f([given])).toEqual([...given].sort((x, y) => (up ? compare(x, y) : compare(y, x))));
        expect(given).toEqual(before);
      }),
    );
  }
});
