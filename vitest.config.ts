import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/suites/longest-first.ts';

/** Test files that share modules: to load them would take a third of the time of such a file. */
const LIBRARY = ['bench', 'connectors', 'docs', 'engine', 'golden', 'kernel', 'notebooks', 'tslab'];
/** Teaches its process words to star, which would be starred in the tests after it; so do those that try options at random. */
const TEACHES = 'test/engine/types/secrets.test.ts';
const library = LIBRARY.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    // Node reads TypeScript itself; a transformed copy of it would cost more than most tests
    experimental: { viteModuleRunner: false },
    maxWorkers: 2,
    // A test that takes longer hangs, also on a machine that does other things: how long something may take, tests say themselves.
    testTimeout: 20_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'library', include: library, exclude: [TEACHES], isolate: false } },
      { extends: true, test: { name: 'processes', include: ['test/**/*.test.ts', TEACHES], exclude: library } },
    ],
  },
});
