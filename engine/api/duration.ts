import { parseIntervalText } from '../types/parse-interval.ts';
import { ArgumentError } from '../types/errors.ts';

/** An interval such as `2 seconds` in milliseconds; months are refused. */
export function durationMs(text: string): number {
  const interval = parseIntervalText(text);
  if (interval !== undefined && interval.months === 0) {
    return interval.days * 86_400_000 + Number(interval.micros / 1000n);
  }
  throw new ArgumentError({
    condition: 'CANNOT_PARSE_INTERVAL',
    sqlState: '22006',
    message: `Unable to parse '${text}' as a duration.`,
    hint: 'Write for example "2 seconds", "500 milliseconds" or "1 minute".',
  });
}
