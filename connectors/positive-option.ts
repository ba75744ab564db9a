import type { Options } from '../engine/spi/source.ts';
import { ArgumentError } from '../engine/types/errors.ts';

/** A whole number above zero, null when the option is not set. */
export function positiveOption(options: Options, name: string): number | null {
  const text = options[name];
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `Invalid value '${text}' for option '${name}', must be a positive integer.`,
    hint: `For example .option("${name}", 1).`,
  });
}
