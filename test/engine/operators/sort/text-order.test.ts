import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TextVector } from '../../../../engine/columnar/vector.ts';
import { columnOf } from '../column-of.ts';
import { orderTexts } from '../../../../engine/operators/sort/text-order.ts';
import { BINARY } from '../../../../engine/types/data-type.ts';

/** Bytes that share long beginnings, and that differ in zeros at their end alone. */
const bytes = fc
  .tuple(
    fc.constantFrom('', 'a', 'key-0000000', 'key-00000000000000000', '\0\0\0\0\0\0\0\0'),
    fc.array(fc.constantFrom(0, 1, 97, 127, 128, 255), { maxLength: 12 }),
  )
  .map(([start, end]) => Uint8Array.from([...Buffer.from(start), ...end]));

test.each([false, true])('rows are in the order of their bytes, equal ones as they were (descending: %s)', (descending) => {
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 120 }), (all) => {
      const rows = Int32Array.from(all.keys()).reverse();
      const wanted = [...rows].sort((a, b) => (descending ? -1 : 1) * Buffer.compare(all[a]!, all[b]!));
      orderTexts(rows, columnOf(BINARY, all) as TextVector, descending);
      expect([...rows]).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
}); // prettier-ignore
