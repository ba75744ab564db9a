import { floorDiv, pad } from './calendar.ts';
import { localDateTimeToText } from './date-text.ts';

/** An instant: a Date for what JavaScript can do with it, and the microseconds that a Date would lose. */
export class Timestamp extends Date {
  readonly epochMicros: bigint;

  constructor(epochMicros: bigint) {
    super(Number(floorDiv(epochMicros, 1000n)));
    this.epochMicros = epochMicros;
  }

  /** `2024-02-29T12:34:56.789000Z`: six digits, beyond the years a Date reaches too. */
  override toISOString(): string {
    return isoMicros(this.epochMicros) + 'Z';
  }

  override toJSON(): string {
    return this.toISOString();
  }

  override toString(): string {
    return this.toISOString();
  }
}

/** `2024-02-29T12:34:56.789000` with all six digits. */
export function isoMicros(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return `${localDateTimeToText(micros - fraction, 'T')}.${pad(fraction, 6)}`;
}
