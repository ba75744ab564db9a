import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orderEvents } from './order-events.ts';

const FILES = 12;
const ROWS = 100;
const START_MS = Date.UTC(2026, 2, 1, 12);

/** The lines of the quickstart's order files: together 12 minutes of a shop, the same for the same seed. */
export function orderFiles(seed: number): string[][] {
  const events = orderEvents({ seed, late: 0, startMs: START_MS, perSecond: ROWS / 60 });
  return Array.from({ length: FILES }, () => Array.from({ length: ROWS }, () => events.next().value.value));
}

/** Writes them; their times rise with their numbers, because a stream reads the oldest file first. */
export function writeOrderFiles(folder: string, seed: number): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, lines] of orderFiles(seed).entries()) {
    const file = join(folder, `orders-${String(index).padStart(2, '0')}.json`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    const seconds = START_MS / 1000 + index * 60;
    utimesSync(file, seconds, seconds);
  }
}
