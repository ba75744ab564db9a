import type { Options } from '../../engine/spi/source.ts';
import { refusedOption } from './refused-option.ts';

/**
 * The whole number that an option holds, undefined where it is not given.
 *
 * @throws ArgumentError INVALID_OPTION for anything else, and for less than `least` or more than `most`
 */
export function wholeNumber(
  options: Options,
  name: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = Object.entries(options)
    .find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1]
    .trim();
  if (text === undefined) return undefined;
  if (/^-?\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  const range = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `${least} to ${most}`;
  throw refusedOption(
    `The option '${name}' has the value '${text}'; it wants a whole number, ${range}`,
    `For example .option("${name}", "${Math.min(most, Math.max(least, least === 0 ? 5 : 30_000))}").`,
  );
}
