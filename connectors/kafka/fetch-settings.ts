import type { Options } from '../../engine/spi/source.ts';
import { refusedOption } from './refused-option.ts';
import { wholeNumber } from './whole-number.ts';

/** How records are asked for; which records come in the end does not depend on it. */
export interface FetchSettings {
  /** An answer holds no more, but at least one record batch. */
  readonly mostBytes: number;
  /** A broker waits until there are so many, */
  readonly minBytes: number;
  /** but no longer than this. */
  readonly maxWaitMs: number;
  /** Whether the check sums of record batches are compared. */
  readonly checkCrcs: boolean;
}

const MAX_WAIT_MS = 500;

/** @param silenceMs a broker that is silent for so long does not answer: it must not be asked to wait as long */
export function fetchSettings(options: Options, silenceMs: number): FetchSettings {
  const number = (name: string): number | undefined => wholeNumber(options, name, 0, 2 ** 31 - 1);
  const crcs = options['kafka.check.crcs']?.trim().toLowerCase();
  if (crcs !== undefined && !['true', 'false'].includes(crcs))
    throw refusedOption(`The option 'kafka.check.crcs' has the value '${crcs}'`, 'It wants true or false.');
  return {
    mostBytes: Math.min(
      number('kafka.fetch.max.bytes') ?? Infinity,
      number('kafka.max.partition.fetch.bytes') ?? Infinity,
    ),
    minBytes: number('kafka.fetch.min.bytes') ?? 1,
    maxWaitMs: Math.min(number('kafka.fetch.max.wait.ms') ?? MAX_WAIT_MS, Math.floor(silenceMs / 2)),
    checkCrcs: crcs === 'true',
  };
}
