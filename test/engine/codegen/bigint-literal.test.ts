import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bigintLiteral, bigintOfLiteral } from '../../../engine/codegen/bigint-literal.ts';

const integers = fc.oneof(
  fc.bigInt(-(2n ** 127n), 2n ** 127n),
  fc.constantFrom(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), -(2n ** 63n) - 1n),
);

test('a bigint as JavaScript is that bigint, and is read back', () => {
  fc.assert(
    fc.property(integers, (value) => {
      const text = bigintLiteral(value);
      expect(new Function(`return ${text} - 1n + 1n * 1n`)()).toBe(value);
      expect(bigintOfLiteral(text)).toBe(value);
    }),
  );
});

test.each(['v1', '1', 'BigInt.asIntN(64, v1)', '1n + 2n', 'BigInt.asIntN(64, -1n) + 1n'])('%s is none', (text) => {
  expect(bigintOfLiteral(text)).toBeUndefined();
});
