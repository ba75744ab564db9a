import { MICROS_PER_DAY } from '../../types/calendar.ts';
import type { DataType } from '../../types/data-type.ts';
import { EXACT } from '../../types/exact-long.ts';
import { setInstant, setLocal } from '../../types/instants-in-words.ts';
import { rescale, truncate, wholeAt, type Words } from '../../types/int128.ts';
import { timeZone } from '../../types/time-zone.ts';
import { instantOfExact } from '../../types/wall-clock.ts';
import { roundedQuotient } from '../rounded-whole.ts';
import type { Store } from './word-casts.ts';
import { stored } from './store-whole.ts';
import { UNIT } from './to-integral.ts';

const DAY = Number(MICROS_PER_DAY);

/** Stores the TIMESTAMP that a value is cast to. */
export function storeInstant(from: DataType, zoneId: string): Store | undefined {
  switch (from.kind) {
    case 'date': {
      const zone = timeZone(zoneId);
      return (out: Words, days: number) => {
        const local = days * DAY;
        return stored(out, local) && stored(out, instantOfExact(local, zone));
      };
    }
    case 'timestamp_ntz': {
      const zone = timeZone(zoneId);
      return (out: Words, a: Words, at: number) => {
        setInstant(out, a, at, zone);
        return true;
      };
    }
    case 'byte':
    case 'short':
    case 'integer':
      return (out: Words, seconds: number) => stored(out, seconds * 1e6);
    case 'long':
      return (out: Words, a: Words, at: number) => stored(out, wholeAt(a, at) * 1e6);
    case 'float':
    case 'double':
      return (out: Words, seconds: number) => stored(out, Math.trunc(seconds * 1e6));
    case 'decimal': {
      const { scale } = from;
      if (scale > 6) return (out: Words, a: Words, at: number) => truncate(out, a, at, scale - 6);
      const unit = 10 ** (6 - scale);
      return (out: Words, a: Words, at: number) => stored(out, wholeAt(a, at) * unit);
    }
    default:
      return undefined;
  }
}

/** Stores the TIMESTAMP_NTZ that a value is cast to. */
export function storeLocal(from: DataType, zoneId: string): Store | undefined {
  switch (from.kind) {
    case 'date':
      return (out: Words, days: number) => stored(out, days * DAY);
    case 'timestamp': {
      const zone = timeZone(zoneId);
      return (out: Words, a: Words, at: number) => {
        setLocal(out, a, at, zone);
        return true;
      };
    }
    default:
      return undefined;
  }
}

/** Stores the INTERVAL DAY TO SECOND that a value is cast to. */
export function storeDayTime(from: DataType, to: Extract<DataType, { kind: 'day_time_interval' }>): Store | undefined {
  const unit = Number(UNIT[to.end]);
  switch (from.kind) {
    case 'byte':
    case 'short':
    case 'integer':
      return (out: Words, n: number) => stored(out, n * unit);
    case 'long':
      return (out: Words, a: Words, at: number) => stored(out, wholeAt(a, at) * unit);
    case 'decimal': {
      const { scale } = from;
      const tens = 10 ** scale;
      // whole units and what is left of one apart: the product of both is soon beyond the exact doubles
      if (tens * unit <= EXACT) {
        return (out: Words, a: Words, at: number) => {
          const x = wholeAt(a, at);
          const rest = x % tens;
          return stored(out, ((x - rest) / tens) * unit + roundedQuotient(rest * unit, tens));
        };
      }
      return (out: Words, a: Words, at: number) =>
        stored(out, wholeAt(a, at) * unit) && rescale(out, 0, out, 0, -scale, MOST_DIGITS);
    }
    case 'day_time_interval':
      return (out: Words, a: Words, at: number) => {
        const micros = wholeAt(a, at);
        return stored(out, micros - (micros % unit));
      };
    default:
      return undefined;
  }
}

const MOST_DIGITS = 38;
