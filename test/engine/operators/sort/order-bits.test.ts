import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Int128Array } from '../../../../engine/columnar/int128-array.ts';
import type { Scalar } from '../../../../engine/columnar/vector.ts';
import { columnOf } from '../column-of.ts';
import {
  hasOrderBits,
  orderBits,
  wideOrderBits,
  type OrderBits,
} from '../../../../engine/operators/sort/order-bits.ts';
import { parseType } from '../../../../engine/types/ddl.ts';
import { KEYS } from '../key-values.ts';

/** By the rules of ORDER BY: NaN is the largest, both zeros are equal. */
function order(a: Scalar, b: Scalar): number {
  if (typeof a === 'number' && typeof b === 'number' && (a !== a || b !== b)) return Number(a !== a) - Number(b !== b);
  return a! < b! ? -1 : a! > b! ? 1 : 0;
}

const before = (bits: OrderBits, i: number, j: number): number =>
  Number(bits.isBefore(j, bits, i)) - Number(bits.isBefore(i, bits, j));

const COMPARED = ['BOOLEAN', 'TINYINT', 'INT', 'DATE', 'BIGINT', 'TIMESTAMP', 'FLOAT', 'DOUBLE'];

test.each(COMPARED)(
  'numbers of 64 bits are in the order of %s, and in the other when they are turned round',
  (name) => {
    const { type, values } = KEYS.get(name)!;
    const present = values.filter((value) => value !== null);
    expect(hasOrderBits(type)).toBe(true);
    fc.assert(
      fc.property(fc.array(present, { minLength: 2, maxLength: 30 }), fc.infiniteStream(fc.nat()), (all, picks) => {
        const rows = Int32Array.from(all, () => picks.next().value! % all.length);
        const bits = orderBits(columnOf(type, all), rows, rows.length);
        const down = orderBits(columnOf(type, all), rows, rows.length);
        down.complement();
        for (let i = 1; i < rows.length; i++) {
          const wanted = order(all[rows[i - 1]!]!, all[rows[i]!]!);
          expect(before(bits, i - 1, i)).toBe(wanted);
          expect(before(down, i - 1, i) + wanted).toBe(0);
        }
      }),
    );
  },
);

test('so are halves of numbers of 128 bits', () => {
  const wide = fc.oneof(
    fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
    fc.constantFrom(0n, -1n, 1n, 2n ** 63n, -(2n ** 63n), 2n ** 64n, -(2n ** 64n), 2n ** 64n - 1n),
  );
  fc.assert(
    fc.property(fc.array(wide, { minLength: 2, maxLength: 30 }), (all) => {
      const data = new Int128Array(all.length);
      all.forEach((value, row) => data.put(row, value));
      const rows = Int32Array.from(all.keys());
      const [low, high] = [wideOrderBits(data, rows, 'low'), wideOrderBits(data, rows, 'high')];
      for (let i = 1; i < all.length; i++) {
        const above = before(high, i - 1, i);
        expect(above === 0 ? before(low, i - 1, i) : above).toBe(order(all[i - 1]!, all[i]!));
      }
    }),
  );
});

test.each(['STRING', 'BINARY', 'ARRAY<INT>', 'STRUCT<a: INT>'])('%s has no such numbers', (name) => {
  expect(hasOrderBits(parseType(name))).toBe(false);
});
