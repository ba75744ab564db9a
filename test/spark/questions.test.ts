import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEED } from '../fuzz/fuzz-seed.ts';
import { QUESTIONS } from './questions/index.ts';

test.each(QUESTIONS)('questions of $name are the same for a seed, and of many forms', ({ questions }) => {
  const [first, again] = [1, 2].map(() => fc.sample(questions, { seed: SEED, numRuns: 50 }));
  expect(again).toEqual(first);
  expect(new Set(first!.map((question) => JSON.stringify(question))).size).toBeGreaterThan(45);
});
