import { SAFE } from '../../types/exact-long.ts';
import type { DataType, DecimalType } from '../../types/data-type.ts';
import { rescale, setWhole, type Words } from '../../types/int128.ts';
import { roundedShown } from '../../types/round-double.ts';
import type { Store } from './word-casts.ts';

/** Digits after the point that an integer has as a number; undefined where it is not simply one. */
function decimalsOf(from: DataType): number | undefined {
  switch (from.kind) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return 0;
    case 'decimal':
      return from.scale;
    case 'timestamp':
      return 6;
    case 'day_time_interval':
      return from.end === 'second' ? 6 : undefined;
    default:
      return undefined;
  }
}

/** Stores the DECIMAL that a value is cast to. */
export function storeDecimal(from: DataType, { precision, scale }: DecimalType): Store | undefined {
  switch (from.kind) {
    case 'byte':
    case 'short':
    case 'integer':
      return (out: Words, n: number) => {
        setWhole(out, 0, n);
        return rescale(out, 0, out, 0, scale, precision);
      };
    case 'float':
    case 'double': {
      const limit = precision <= 15 ? 10 ** precision : SAFE;
      return (out: Words, x: number) => {
        const n = Number.isFinite(x) ? roundedShown(x < 0 ? -x : x, scale, false, false) : NaN;
        setWhole(out, 0, x < 0 ? 0 - n : n);
        return n < limit;
      };
    }
    default: {
      const decimals = decimalsOf(from);
      if (decimals === undefined) return undefined;
      return (out: Words, a: Words, at: number) => rescale(out, 0, a, at, scale - decimals, precision);
    }
  }
}
