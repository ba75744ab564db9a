import { describe, expect, test } from 'vitest';
import { failingDiskFaults } from './failing-disk.ts';
import { noFaults } from './fault-counts.ts';
import { killFaults } from './kills.ts';
import { SEED } from './seed.ts';
import { secondOwnerFaults } from './second-owners.ts';

const none = { ...noFaults(), tries: expect.any(Number) as number };

describe(`faults of seed ${SEED}: nothing lost, doubled, wrong, hung or unclear`, () => {
  const told: string[] = [];
  const tell = (text: string): void => void told.push(text);

  test('a disk whose n-th write, sync, rename or close fails, for some n', { timeout: 120_000 }, async () => {
    const counts = await failingDiskFaults({ every: 37 }, tell);
    expect(counts, told.join('\n')).toEqual(none);
    expect(counts.tries).toBeGreaterThan(80);
  });

  test('processes killed', { timeout: 120_000 }, async () => {
    expect(await killFaults({ seed: SEED, kills: 6 }, tell), told.join('\n')).toEqual({ ...none, tries: 6 });
  });

  test('a second owner is refused, and one after a killed one goes on', { timeout: 60_000 }, async () => {
    expect(await secondOwnerFaults({ owners: 2 }, tell), told.join('\n')).toEqual({ ...none, tries: 2 });
  });
});
