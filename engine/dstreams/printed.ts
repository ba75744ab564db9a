import { inspect } from 'node:util';
import type { RDD } from './rdd.ts';

const LINE = '-'.repeat(43);

/** A row as Spark prints it: pairs in parentheses. */
export function printed(row: unknown): string {
  if (typeof row === 'string') return row;
  if (Array.isArray(row)) return `(${row.map(printed).join(',')})`;
  return inspect(row, { breakLength: Infinity, depth: 4 });
}

/** Prints the first rows of a batch under its time. */
export async function printBatch(rdd: RDD<unknown>, ms: number, most: number): Promise<void> {
  const rows = await rdd.take(most + 1);
  const more = rows.length > most ? ['...'] : [];
  console.log([LINE, `Time: ${ms} ms`, LINE, ...rows.slice(0, most).map(printed), ...more, ''].join('\n'));
}
