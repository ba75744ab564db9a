import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctAppender } from '../../../engine/expressions/distinct-list.ts';

const item = fc.oneof(
  fc.integer({ min: -15, max: 15 }),
  fc.constantFrom(0, -0, NaN, null, '', 'a', 'b', 1n, 2n ** 60n, true),
);

test('a list keeps the first of equal items, also when its index is lost on the way', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), fc.nat(60), (items, lostAt) => {
      const append = distinctAppender((value) => value);
      let list: unknown[] = [];
      const seen = new Set<unknown>();
      items.forEach((value, i) => {
        if (i === lostAt) list = [...list];
        expect(append(list, value)).toBe(!seen.has(value));
        seen.add(value);
      });
      expect(list.map((value) => (value === 0 ? 0 : value))).toEqual([...seen]);
      expect(Reflect.ownKeys(structuredClone(list))).toEqual([...list.keys()].map(String).concat('length'));
    }),
  );
});
