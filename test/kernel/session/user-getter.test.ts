import { expect, test } from 'vitest';
import { hasUserGetter } from '../../../kernel/session/user-getter.ts';

const stackIn = (run: (look: () => void) => void): string => {
  let stack = '';
  run(() => void (stack = String(new Error('here').stack)));
  return stack;
};

const OF_THE_USER: Record<string, (look: () => void) => void> = {
  'of an object': (look) => void { get slow() { return look(); } }.slow,
  'of a class': (look) => void new (class { get slow() { return look(); } })().slow,
  'of an error': (look) => void Object.defineProperty(new Error(), 'message', { get: () => look() }).message,
  'under a symbol': (look) => void { get [Symbol.toStringTag]() { return look(); } }[Symbol.toStringTag],
  'under a name with brackets': (look) => void { get ['a (b)']() { return look(); } }['a (b)'],
}; // prettier-ignore

test.each(Object.entries(OF_THE_USER))('a getter %s is one', (_, run) => {
  expect(hasUserGetter(stackIn(run))).toBe(true);
});

test('other functions and getters of Node are none', () => {
  expect(hasUserGetter(stackIn((look) => new Map([[1, look]]).get(1)!()))).toBe(false);
  expect(hasUserGetter(stackIn((look) => ({ getAll: () => look() }).getAll()))).toBe(false);
  const node = 'Error\n    at get performance (node:internal/util:638:17)\n    at cell [7]:1:251';
  expect(hasUserGetter(node)).toBe(false);
  expect(hasUserGetter(`${node}\n    at get slow [as slow] (cell [7]:1:20)`)).toBe(true);
});
