import { AnalysisError } from '../types/errors.ts';
import { parseIntervalText } from '../types/parse-interval.ts';

/** Microseconds of a duration text (`10 minutes`, `1 day 2 hours`); months are refused. */
export function durationMicros(text: string): bigint {
  const interval = parseIntervalText(text);
  if (interval === undefined) {
    throw new AnalysisError({
      condition: 'CANNOT_PARSE_INTERVAL',
      sqlState: '22006',
      message: `Unable to parse '${text}'. Please ensure that the value provided is in a valid format for defining an interval.`,
      hint: 'Write a duration such as "10 minutes" or "1 hour 30 minutes".',
    });
  }
  if (interval.months !== 0) {
    throw new AnalysisError({
      condition: '_LEGACY_ERROR_TEMP_3231',
      message: `Intervals greater than a month is not supported (${text}).`,
      hint: 'Write the duration in days or weeks.',
    });
  }
  return BigInt(interval.days) * 86_400_000_000n + interval.micros;
}
