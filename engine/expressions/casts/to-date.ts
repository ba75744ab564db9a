import type { DataType } from '../../types/data-type.ts';
import { parseDateText } from '../../types/parse-date-time.ts';
import { timeZone } from '../../types/time-zone.ts';
import { dayAt } from '../../types/wall-clock.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';

export function toDate(from: DataType, zoneId: string, failure: CastFailure): Convert | undefined {
  switch (from.kind) {
    case 'string':
      return (text: string) => parseDateText(text) ?? failure.malformed(text);
    case 'timestamp': {
      const zone = timeZone(zoneId);
      return (micros: bigint) => dayAt(micros, zone);
    }
    case 'timestamp_ntz': {
      const utc = timeZone('UTC');
      return (micros: bigint) => dayAt(micros, utc);
    }
    default:
      return undefined;
  }
}
