const MILLIS = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The milliseconds that a setting says: `10s`, `500ms`, `2m`, `10000`.
 *
 * Spark's `JavaUtils.timeStringAsMs`.
 *
 * @returns null for what is no time
 */
export function millisOfText(text: string): number | null {
  const match = /^(\d+)(ms|s|m|min|h|d)?$/.exec(text.trim().toLowerCase());
  if (match === null) return null;
  const ms = Number(match[1]) * MILLIS[(match[2] ?? 'ms') as keyof typeof MILLIS];
  return Number.isSafeInteger(ms) ? ms : null;
}
