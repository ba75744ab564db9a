import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { valueAt } from '../../../engine/columnar/vector-data.ts';
import {
  bytesPerRow,
  growStateColumn,
  newStateColumn,
  setStateScalar,
  stateLayout,
  stateScalar,
  stateVector,
} from '../../../engine/state/state-column.ts';
import { parseType } from '../../../engine/types/ddl.ts';

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** A type, how it lies as a key and as a value, and values of it. */
const TYPES: readonly (readonly [type: string, key: string, value: string, values: fc.Arbitrary<Scalar>])[] = [
  ['BOOLEAN', 'i32', 'bool', fc.boolean()],
  ['INT', 'i32', 'i32', fc.integer()],
  ['DATE', 'i32', 'i32', fc.integer()],
  ['BIGINT', 'i64', 'i64', long],
  ['TIMESTAMP', 'i64', 'i64', long],
  ['FLOAT', 'f64', 'f32', fc.float()],
  ['DOUBLE', 'f64', 'f64', fc.double()],
  ['STRING', 'id', 'object', fc.string()],
  ['BINARY', 'id', 'object', fc.uint8Array()],
  ['DECIMAL(38,2)', 'i128', 'i128', fc.bigInt({ min: 1n - 10n ** 38n, max: 10n ** 38n - 1n })],
  ['ARRAY<INT>', 'id', 'object', fc.array(fc.integer())],
  ['STRUCT<a: INT>', 'id', 'object', fc.tuple(fc.integer())],
];

describe.each(TYPES)('%s', (text, keyLayout, valueLayout, values) => {
  const type = parseType(text);

  test(`lies as ${keyLayout} in keys and as ${valueLayout} in values`, () => {
    expect([stateLayout(type, 'key'), stateLayout(type, 'value')]).toEqual([keyLayout, valueLayout]);
  });

  test('is read as it was written, NULLs between, while the column grows', () => {
    fc.assert(
      fc.property(fc.array(fc.option(values), { maxLength: 20 }), (all) => {
        const column = newStateColumn({ name: 'v', type, nullable: true }, 'value', 1);
        all.forEach((value, row) => {
          growStateColumn(column, row + 1);
          setStateScalar(column, row, value);
        });
        expect(all.map((_, row) => stateScalar(column, row))).toEqual(all);
        const chosen = Int32Array.from(all.keys()).reverse();
        const copy = stateVector(column, chosen, chosen.length);
        const read = [...chosen.keys()].map((i) =>
          copy.valid?.[i] === 0 ? null : copy.layout === 'bool' ? valueAt(copy.data, i) === 1 : valueAt(copy.data, i),
        );
        expect(read).toEqual(all.toReversed());
      }),
      { numRuns: 30 },
    );
  });

  test('has nothing left of a value below the NULL that comes in its place', () => {
    const column = newStateColumn({ name: 'v', type, nullable: true }, 'value', 1);
    const empty = valueAt(column.data, 0) ?? null;
    const [value] = fc.sample(values, 1);
    setStateScalar(column, 0, value);
    setStateScalar(column, 0, null);
    expect([stateScalar(column, 0), valueAt(column.data, 0)]).toEqual([null, empty]);
  });
});

test('a column that is never NULL keeps no flags, and a copy without NULLs has none', () => {
  const type = parseType('INT');
  expect(newStateColumn({ name: 'v', type, nullable: false }, 'value', 4).valid).toBeNull();
  const column = newStateColumn({ name: 'v', type, nullable: true }, 'value', 2);
  setStateScalar(column, 0, 1);
  setStateScalar(column, 1, null);
  expect([stateVector(column, null, 1).valid, stateVector(column, null, 2).valid]).toEqual([null, Uint8Array.of(1, 0)]);
  expect(bytesPerRow(column)).toBe(5);
});

test('a copy does not change with what it was made of', () => {
  const column = newStateColumn({ name: 'v', type: parseType('BIGINT'), nullable: true }, 'value', 1);
  setStateScalar(column, 0, 7n);
  const copy = stateVector(column, null, 1);
  setStateScalar(column, 0, 8n);
  expect(valueAt(copy.data, 0)).toBe(7n);
});
