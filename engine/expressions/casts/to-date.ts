import { floorDiv, MICROS_PER_DAY } from '../../types/calendar.ts';
import type { DataType } from '../../types/data-type.ts';
import { localMicros } from '../../types/date-text.ts';
import { parseDateText } from '../../types/parse-date-time.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './cast-code.ts';

export function toDate(from: DataType, zoneId: string, failure: CastFailure): Convert | undefined {
  switch (from.kind) {
    case 'string':
      return (text: string) => parseDateText(text) ?? failure.malformed(text);
    case 'timestamp': {
      const zone = timeZone(zoneId);
      return (micros: bigint) => Number(floorDiv(localMicros(micros, zone), MICROS_PER_DAY));
    }
    case 'timestamp_ntz':
      return (micros: bigint) => Number(floorDiv(micros, MICROS_PER_DAY));
    default:
      return undefined;
  }
}
