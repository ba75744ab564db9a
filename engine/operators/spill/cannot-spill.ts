import { byteSizeText, roomySetting } from '../../types/byte-size.ts';
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
    hint: `Allow more with session.conf.set("millrace.memory", "${roomySetting(bytes)}"), or make it smaller: filter or aggregate before, or take a key with more values.`,
    ...(origin === undefined ? {} : origin),
  });
