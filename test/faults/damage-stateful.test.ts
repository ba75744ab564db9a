import { expect, test } from 'vitest';
import { damageFaults } from './damage.ts';
import { noFaults } from './fault-counts.ts';
import { stateful } from './faulty-query.ts';
import { SEED } from './seed.ts';

test(
  `every file of a checkpoint with state and of its sink damaged, 2,500 cases and more of seed ${SEED}`,
  { timeout: 300_000 },
  async () => {
    const told: string[] = [];
    const counts = await damageFaults({ seed: SEED, cases: 2660, queries: [stateful] }, (text) => told.push(text));
    expect(counts, told.join('\n')).toEqual({ ...noFaults(), tries: counts.tries });
    expect(counts.tries).toBeGreaterThan(2500);
  },
);
