import { timeOfDayToText } from './date-text.ts';

/** A time of day (TIME), in nanoseconds since midnight. */
export class LocalTime {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  toString(): string {
    return timeOfDayToText(this.nanos / 1000n);
  }

  toJSON(): string {
    return this.toString();
  }
}
