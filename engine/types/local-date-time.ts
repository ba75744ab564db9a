import { malformed } from './malformed.ts';
import { localDateTimeToText } from './date-text.ts';
import { parseIsoDateTime } from './local-date.ts';

/** A date and a time of day in no time zone (TIMESTAMP_NTZ). */
export class LocalDateTime {
  /** Microseconds since 1970-01-01T00:00 on the same wall clock. */
  readonly micros: bigint;

  constructor(micros: bigint) {
    this.micros = micros;
  }

  /**
   * Reads an ISO text without a time zone.
   *
   * @throws ArgumentError MILLRACE_VALUE_DOES_NOT_FIT_TYPE when it is malformed
   * @example
   * LocalDateTime.parse("2024-02-29T12:34:56.789")
   * // "2024-02-29T12:34:56.789"
   */
  static parse(text: string): LocalDateTime {
    const micros = typeof text === 'string' ? parseIsoDateTime(text) : undefined;
    if (micros === undefined) throw malformed('date and time', text, 'LocalDateTime.parse("2024-02-29T12:34:56.789")');
    return new LocalDateTime(micros);
  }

  toString(): string {
    return localDateTimeToText(this.micros, 'T');
  }

  toJSON(): string {
    return this.toString();
  }
}
