import { parseIntervalText } from '../../types/parse-interval.ts';
import { AnalysisError } from '../../types/errors.ts';

const MICROS_PER_DAY = 86_400_000_000n;
/** A month counts 31 days in a watermark's delay. */
const MICROS_PER_MONTH = 31n * MICROS_PER_DAY;

/** A delay such as `10 seconds` or `interval '1 2:3:4' day to second` in microseconds. */
export function parseDelay(text: string): bigint {
  const interval = parseIntervalText(text);
  if (interval !== undefined) {
    return BigInt(interval.months) * MICROS_PER_MONTH + BigInt(interval.days) * MICROS_PER_DAY + interval.micros;
  }
  throw new AnalysisError({
    condition: 'CANNOT_PARSE_INTERVAL',
    sqlState: '22006',
    message: `Unable to parse '${text}'. Please ensure that the value provided is in a valid format for defining an interval.`,
    hint: 'Write for example "10 seconds", "2 minutes" or "1 day".',
  });
}
