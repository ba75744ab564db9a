import { byteSizeText } from '../../types/byte-size.ts';
import { RuntimeError } from '../../types/errors.ts';
import type { Origin } from '../../types/origin.ts';

/**
 * What an operator must hold as a whole is more than it may hold.
 *
 * @param what with its verb: `one group takes`
 */
export const cannotSpill = (
  operator: string,
  what: string,
  bytes: number,
  limit: number,
  origin?: Origin,
): RuntimeError =>
  new RuntimeError({
    condition: 'OUT_OF_MEMORY',
    message: `${operator}: ${what} ${byteSizeText(bytes)}, more than the ${byteSizeText(limit)} of millrace.memory, and cannot be spilled in parts.`,
    hint: `Allow more with session.conf.set("millrace.memory", "${suggested(bytes)}"), or make it smaller: filter or aggregate before, or take a key with more values.`,
    ...(origin === undefined ? {} : origin),
  });

/** The next power of two above twice the need, as a setting. */
export function suggested(bytes: number): string {
  const mebibytes = 2 ** Math.ceil(Math.log2(Math.max(1, (2 * bytes) / 2 ** 20)));
  return mebibytes >= 1024 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}
