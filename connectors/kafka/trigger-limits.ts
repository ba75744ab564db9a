import type { Options } from '../../engine/spi/source.ts';
import { positiveOption } from '../positive-option.ts';
import { refusedOption } from './refused-option.ts';

/** How much a batch takes, and what it waits for. */
export interface TriggerLimits {
  readonly most: number | null;
  readonly least: number | null;
  /** After this time since the last trigger `least` does not hold. */
  readonly longestDelayMs: number;
}

/** Options that say something of triggers; a batch read has none. */
export const TRIGGER_OPTIONS = ['maxOffsetsPerTrigger', 'minOffsetsPerTrigger', 'maxTriggerDelay'];

const UNIT_MS: Readonly<Record<string, number>> = {
  us: 1e-3,
  ms: 1,
  '': 1,
  s: 1e3,
  m: 60e3,
  min: 60e3,
  h: 3_600e3,
  d: 86_400e3,
};

export function triggerLimits(options: Options): TriggerLimits {
  const most = positiveOption(options, 'maxOffsetsPerTrigger');
  const least = positiveOption(options, 'minOffsetsPerTrigger');
  if (most !== null && least !== null && least > most)
    throw refusedOption(
      `The value of minOffsetsPerTrigger (${least}) is higher than the maxOffsetsPerTrigger (${most})`,
      'A batch would never be allowed.',
    );
  return { most, least, longestDelayMs: delayMs(options['maxTriggerDelay'] ?? '15m') };
}

/** A time as Spark writes it: `30s`, `15m`, `1h`; milliseconds without a unit. */
function delayMs(text: string): number {
  const [, digits, unit] = /^(\d+)([a-z]*)$/.exec(text.trim().toLowerCase()) ?? [];
  const factor = unit === undefined || !Object.hasOwn(UNIT_MS, unit) ? undefined : UNIT_MS[unit];
  if (factor !== undefined) return Math.floor(Number(digits) * factor);
  throw refusedOption(
    `The option 'maxTriggerDelay' has the value '${text}'`,
    'It wants a time such as 30s, 15m, 1h or 1d, without a space; a number alone is milliseconds.',
  );
}

/** Puts batches off until there is enough for one, or until it was waited for long enough. */
export class TriggerPace {
  private readonly limits: TriggerLimits;
  private lastMs = -Infinity;

  constructor(limits: TriggerLimits) {
    this.limits = limits;
  }

  /** Whether the records that wait are too few; as in Spark the first trigger of a query takes what there is. */
  puttingOff(records: number, nowMs: number): boolean {
    const { least, longestDelayMs } = this.limits;
    if (least === null) return false;
    if (records < least && nowMs - this.lastMs < longestDelayMs) return true;
    this.lastMs = nowMs;
    return false;
  }
}
