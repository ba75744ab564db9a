import type { TextArena } from '../../columnar/text-arena.ts';
import type { DataType } from '../../types/data-type.ts';
import { localMicros } from '../../types/wall-clock.ts';
import { floatToText } from '../../types/java-double.ts';
import { timeZone } from '../../types/time-zone.ts';
import { putDate, putLocalDateTime } from './put-date.ts';
import { putDouble } from './put-double.ts';
import { decimalPutter, putLong, putWhole } from './put-number.ts';

/** A function that appends a scalar of a type as `CAST(x AS STRING)` writes it; undefined for types that make a text first. */
export function textPutter(from: DataType, zoneId: string): ((out: TextArena, value: never) => void) | undefined {
  switch (from.kind) {
    case 'boolean':
      return (out, value: boolean) => out.putText(value ? 'true' : 'false');
    case 'byte':
    case 'short':
    case 'integer':
      return putWhole;
    case 'long':
      return putLong;
    case 'float':
      return (out, value: number) => out.putText(floatToText(value));
    case 'double':
      return putDouble;
    case 'decimal':
      return decimalPutter(from.precision, from.scale);
    case 'date':
      return putDate;
    case 'timestamp': {
      const zone = timeZone(zoneId);
      return (out, value: bigint) => putLocalDateTime(out, localMicros(value, zone));
    }
    case 'timestamp_ntz':
      return putLocalDateTime;
    default:
      return undefined;
  }
}
