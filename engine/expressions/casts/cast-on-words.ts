import { decodeText } from '../../columnar/texts.ts';
import { isInteger } from '../../columnar/vector.ts';
import { integerReader } from '../../formats/scalars/read-integer.ts';
import type { DataType } from '../../types/data-type.ts';
import { integerAt, setInteger, type Words } from '../../types/int128.ts';
import { dayOfInstant } from '../../types/instants-in-words.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { BytesCode } from '../define-function.ts';
import { ofWords, words } from '../function-code.ts';
import type { Convert } from './convert.ts';
import { storeDecimal } from './store-decimal.ts';
import { storeDayTime, storeInstant, storeLocal } from './store-time.ts';
import { storeLong, wholeOfInteger } from './store-whole.ts';
import type { Give, Slow, Store } from './word-casts.ts';
import { fractionOfInteger } from './fraction-of-integer.ts';

/**
 * The cast to or from an integer (BIGINT, DECIMAL, TIMESTAMP, INTERVAL DAY TO SECOND) on words; undefined for types that are
 * cast through a bigint.
 *
 * @param convert the same cast of a scalar: it does what has no quick way, and fails
 */
export function castOnWords(
  from: DataType,
  to: DataType,
  zoneId: string,
  convert: Convert,
  givesNull: boolean,
): BytesCode | undefined {
  const slow = convert as Slow;
  if (isInteger(to)) {
    const store = storing(from, to, zoneId);
    if (store === undefined) return undefined;
    const isFraction = from.kind === 'float' || from.kind === 'double';
    return words(orSlowly(from, store, slow), { mayBeNull: givesNull || (isFraction && to.kind === 'decimal') });
  }
  const give = isInteger(from) ? giving(from, to, zoneId, slow) : undefined;
  return give === undefined ? undefined : ofWords(give, { mayBeNull: givesNull });
}

function storing(from: DataType, to: DataType, zoneId: string): Store | undefined {
  if (from.kind === 'string') return integerReader(to, zoneId);
  switch (to.kind) {
    case 'long':
      return storeLong(from);
    case 'decimal':
      return storeDecimal(from, to);
    case 'timestamp':
      return storeInstant(from, zoneId);
    case 'timestamp_ntz':
      return storeLocal(from, zoneId);
    case 'day_time_interval':
      return storeDayTime(from, to);
    default:
      return undefined;
  }
}

function giving(from: DataType, to: DataType, zoneId: string, slow: Slow): Give | undefined {
  switch (to.kind) {
    case 'boolean':
      return (a, at) => (a[at]! | a[at + 1]! | a[at + 2]! | a[at + 3]!) !== 0;
    case 'byte':
    case 'short':
    case 'integer': {
      const whole = wholeOfInteger(from);
      const limit = LIMITS[to.kind];
      return (a, at) => {
        const x = whole(a, at);
        return x >= -limit && x < limit ? x : slow(integerAt(a, at));
      };
    }
    case 'float':
    case 'double':
      return fractionOfInteger(from, to.kind, slow);
    case 'date': {
      const zone = timeZone(from.kind === 'timestamp_ntz' ? 'UTC' : zoneId);
      return (a, at) => dayOfInstant(a, at, zone);
    }
    default:
      return undefined;
  }
}

const LIMITS = { byte: 2 ** 7, short: 2 ** 15, integer: 2 ** 31 } as const;

/** What a cast has no quick way for, and what fails. */
function orSlowly(from: DataType, store: Store, slow: Slow): Store {
  const slowly = (out: Words, value: unknown): boolean => {
    const n = slow(value);
    if (n === null) return false;
    setInteger(out, 0, n as bigint);
    return true;
  };
  if (from.kind === 'string') {
    const ofText = store as (out: Words, source: Uint8Array, start: number, end: number) => boolean;
    return (out: Words, source: Uint8Array, start: number, end: number) =>
      ofText(out, source, start, end) || slowly(out, decodeText(source, start, end));
  }
  if (isInteger(from)) {
    const ofInteger = store as (out: Words, a: Words, at: number) => boolean;
    return (out: Words, a: Words, at: number) => ofInteger(out, a, at) || slowly(out, integerAt(a, at));
  }
  const ofScalar = store as (out: Words, value: unknown) => boolean;
  return (out: Words, value: unknown) => ofScalar(out, value) || slowly(out, value);
}
