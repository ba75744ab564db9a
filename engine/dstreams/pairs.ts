import { dataError } from './dstream-error.ts';
import { KeyMap } from './key-map.ts';

/** What the methods by key work on: a key and its value. */
export type Pair<K, V> = readonly [key: K, value: V];

/** A row as a pair. @throws RuntimeError DSTREAM.NOT_A_PAIR */
export function pairOf<K, V>(call: string, row: unknown): Pair<K, V> {
  if (Array.isArray(row) && row.length === 2) return row as unknown as Pair<K, V>;
  throw dataError(
    'NOT_A_PAIR',
    `${call} works on pairs [key, value], but a row is ${kindOf(row)}.`,
    'Make pairs first, for example: .map((word) => [word, 1]).',
  );
}

const kindOf = (row: unknown): string =>
  Array.isArray(row) ? `an array of ${row.length} items` : row === null ? 'null' : `of type ${typeof row}`;

/** The values of each key, keys in the order in which they come first. */
export function valuesByKey<K, V>(call: string, rows: Iterable<unknown>): KeyMap<K, V[]> {
  const groups = new KeyMap<K, V[]>();
  for (const row of rows) {
    const [key, value] = pairOf<K, V>(call, row);
    groups.at(key, () => []).push(value);
  }
  return groups;
}

/** All values made one, from left to right; there is at least one. */
export async function reduced<V>(values: readonly V[], fn: (a: V, b: V) => Promise<V>): Promise<V> {
  let result: V = values[0]!;
  for (const value of values.slice(1)) result = await fn(result, value);
  return result;
}

/** Rows cut into so many parts of nearly the same length. */
export function cut<T>(rows: readonly T[], parts: number): T[][] {
  const at = (i: number): number => Math.floor((i * rows.length) / parts);
  return Array.from({ length: parts }, (_, i) => rows.slice(at(i), at(i + 1)));
}
