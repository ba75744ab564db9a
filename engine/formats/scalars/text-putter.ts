import type { TextArena } from '../../columnar/text-arena.ts';
import type { DataType } from '../../types/data-type.ts';
import { floatToText } from '../../types/java-double.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { PutValue } from '../field-text.ts';
import { plainInstantPutter, putDate } from './put-date.ts';
import { putDouble } from './put-double.ts';
import { dayTimePutter, putCalendarInterval, yearMonthPutter } from './put-interval.ts';
import { decimalPutter, putLong, putWhole } from './put-number.ts';

/** A function that appends a value of a type as `CAST(x AS STRING)` writes it; undefined for types that make a text first. */
export function textPutter(from: DataType, zoneId: string): PutValue | undefined {
  switch (from.kind) {
    case 'boolean':
      return (out: TextArena, value: boolean) => out.putText(value ? 'true' : 'false');
    case 'byte':
    case 'short':
    case 'integer':
      return putWhole;
    case 'long':
      return putLong;
    case 'float':
      return (out: TextArena, value: number) => out.putText(floatToText(value));
    case 'double':
      return putDouble;
    case 'decimal':
      return decimalPutter(from.scale);
    case 'date':
      return putDate;
    case 'timestamp':
      return plainInstantPutter(timeZone(zoneId));
    case 'timestamp_ntz':
      return plainInstantPutter(timeZone('UTC'));
    case 'year_month_interval':
      return yearMonthPutter(from);
    case 'day_time_interval':
      return dayTimePutter(from);
    case 'calendar_interval':
      return putCalendarInterval;
    default:
      return undefined;
  }
}
