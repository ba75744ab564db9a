import { trimBlanks } from '../../types/parse-date-time.ts';

/** The integer of a text as Spark's strict cast reads it, undefined when malformed. */
export function parseInteger(text: string): bigint | undefined {
  const trimmed = trimBlanks(text);
  return /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace(/^\+/, '')) : undefined;
}

const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['+inf', Infinity],
  ['infinity', Infinity],
  ['+infinity', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
  ['nan', NaN],
]);

/** The double of a text as Java reads it, undefined when malformed. */
export function parseDouble(text: string): number | undefined {
  const trimmed = trimBlanks(text);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/.test(trimmed)) return Number(trimmed.replace(/[dDfF]$/, ''));
  return SPECIAL.get(trimmed.toLowerCase());
}
