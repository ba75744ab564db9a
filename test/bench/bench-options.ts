import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** As many as outlast a neighbour's burst of work on a shared machine. */
const RUNS = 11;
/** Runs of both sides before any is counted: by then both are compiled. */
export const WARM_UPS = 3;

export interface BenchOptions {
  readonly directory: string;
  readonly seed: number;
  readonly runs: number;
}

/** `--data DIR --seed N --runs N` of a bench. The default folder lies on the disk of the checkout, not in memory. */
export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { data: { type: 'string' }, seed: { type: 'string' }, runs: { type: 'string' } },
  });
  const directory = resolve(String(values['data'] ?? '.millrace/bench'));
  mkdirSync(directory, { recursive: true });
  return { directory, seed: Number(values['seed'] ?? 1), runs: Math.max(5, Number(values['runs'] ?? RUNS)) };
}
