import { expect, test } from 'vitest';
import { createKnownNames } from '../../../kernel/session/known-names.ts';

test('a new session knows what every session gives, and nothing that cells declared', () => {
  const known = createKnownNames();
  known.give(['session', 'col']);
  known.declare(['mine', 'col']);
  expect(['prompt', 'session', 'col', 'mine'].filter((name) => !known.all.has(name))).toEqual([]);
  known.reset();
  expect(known.all.has('mine')).toBe(false);
  expect(known.all.has('col')).toBe(true);
  expect(known.all.has('prompt')).toBe(true);
});
