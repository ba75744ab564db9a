import { expect, test } from 'vitest';
import { TextArena } from '../../../../engine/columnar/text-arena.ts';
import { putRandomUuid } from '../../../../engine/expressions/bytes/random-uuid.ts';

const written = (random: () => number): string => {
  const out = new TextArena(1);
  putRandomUuid(out, random);
  return Buffer.from(out.arena.subarray(0, out.at)).toString();
};

test.each([
  ['no bits', () => 0, '00000000-0000-4000-8000-000000000000'],
  ['all bits', () => 1 - 2 ** -53, 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
])('of %s has the version and the variant of RFC 9562', (_, random, wanted) => expect(written(random)).toBe(wanted));

test('takes its digits from four draws in their order', () => {
  const draws = [0x01234567, 0x89abcdef, 0x02468ace, 0x13579bdf];
  expect(written(() => draws.shift()! / 2 ** 32)).toBe('01234567-89ab-4def-8246-8ace13579bdf');
});

test('is another one each time', () => {
  expect(new Set(Array.from({ length: 1000 }, () => written(Math.random))).size).toBe(1000);
});
