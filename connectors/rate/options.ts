import type { Options } from '../../engine/spi/source.ts';
import { ArgumentError } from '../../engine/types/errors.ts';

/** A whole number above zero (or from `least` on). */
export function positiveLong(options: Options, name: string, fallback: number | null, least = 1): number {
  const text = options[name];
  if (text === undefined) {
    if (fallback !== null) return fallback;
    throw refused(name, 'is missing', 'must be set');
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw refused(name, `has the value '${text}'`, least > 0 ? 'must be positive' : 'must not be negative');
  }
  return value;
}

/** A duration such as `5s`, `2 minutes` or a number of seconds. */
export function durationSeconds(options: Options, name: string, fallback: number): number {
  const text = options[name];
  if (text === undefined) return fallback;
  const match = /^\s*(\d+)\s*(s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hour|hours|)\s*$/i.exec(text);
  if (match === null) throw refused(name, `has the value '${text}'`, 'must be a duration such as 5s');
  const unit = match[2]!.toLowerCase()[0] ?? 's';
  return Number(match[1]) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
}

const refused = (name: string, what: string, cure: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `The option '${name}' of the rate source ${what}; it ${cure}.`,
    hint: `For example .option("${name}", 10).`,
  });
