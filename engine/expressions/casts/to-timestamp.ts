import { MICROS_PER_DAY } from '../../types/calendar.ts';
import type { DataType } from '../../types/data-type.ts';
import { instantMicros, localMicros } from '../../types/wall-clock.ts';
import { rescale } from '../../types/decimal.ts';
import { parseTimestampNtzText, parseTimestampText } from '../../types/parse-date-time.ts';
import { timeZone } from '../../types/time-zone.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';

const MAX = 2n ** 63n - 1n;
const saturate = (n: bigint): bigint => (n > MAX ? MAX : n < -MAX - 1n ? -MAX - 1n : n);

export function toTimestamp(from: DataType, zoneId: string, failure: CastFailure): Convert | undefined {
  switch (from.kind) {
    case 'string':
      return (text: string) => parseTimestampText(text, zoneId) ?? failure.malformed(text);
    case 'date': {
      const zone = timeZone(zoneId);
      return (days: number) => instantMicros(BigInt(days) * MICROS_PER_DAY, zone);
    }
    case 'timestamp_ntz': {
      const zone = timeZone(zoneId);
      return (micros: bigint) => instantMicros(micros, zone);
    }
    case 'byte':
    case 'short':
    case 'integer':
      return (seconds: number) => BigInt(seconds) * 1_000_000n;
    case 'long':
      return (seconds: bigint) => saturate(seconds * 1_000_000n);
    case 'float':
    case 'double':
      return (x: number) => fromFraction(x, failure);
    case 'decimal':
      return (n: bigint) =>
        BigInt.asIntN(64, from.scale > 6 ? n / 10n ** BigInt(from.scale - 6) : rescale(n, from.scale, 6));
    default:
      return undefined;
  }
}

function fromFraction(x: number, failure: CastFailure): bigint | null {
  if (!Number.isFinite(x)) return failure.malformed(x);
  const exact = Math.trunc(x * 1e6);
  if (!Number.isFinite(exact)) return failure.overflow(x);
  const micros = BigInt(exact);
  return saturate(micros) === micros ? micros : failure.overflow(x);
}

export function toTimestampNtz(from: DataType, zoneId: string, failure: CastFailure): Convert | undefined {
  switch (from.kind) {
    case 'string':
      return (text: string) => parseTimestampNtzText(text) ?? failure.malformed(text);
    case 'date':
      return (days: number) => BigInt(days) * MICROS_PER_DAY;
    case 'timestamp': {
      const zone = timeZone(zoneId);
      return (micros: bigint) => localMicros(micros, zone);
    }
    default:
      return undefined;
  }
}
