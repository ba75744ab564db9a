import type { DataType } from '../../types/data-type.ts';
import { doubleOfWords } from '../../types/exact-long.ts';
import { integerAt, wholeAt } from '../../types/int128.ts';
import { exactPower } from '../../types/round-double.ts';
import { quotientOfWide } from '../../types/wide-quotient.ts';
import type { Give, Slow } from './word-casts.ts';

/** Powers of ten up to here are exact doubles. */
const MOST_EXACT = 22;

/** The DOUBLE or FLOAT that an integer is cast to: rounded once to the nearest, and once more to a FLOAT. */
export function fractionOfInteger(from: DataType, to: 'float' | 'double', slow: Slow): Give | undefined {
  const isFloat = to === 'float';
  switch (from.kind) {
    case 'long':
      return (a, at) => {
        const x = wholeAt(a, at);
        return x !== x ? slow(integerAt(a, at)) : isFloat ? Math.fround(x) : x;
      };
    case 'timestamp':
      return (a, at) => {
        const x = doubleOfWords(a[at]!, a[at + 1]!) / 1e6;
        return isFloat ? Math.fround(x) : x;
      };
    case 'decimal': {
      const { scale } = from;
      const unit = scale > MOST_EXACT ? NaN : exactPower(scale);
      return (a, at) => {
        // Two exact numbers divide to the nearest double.
        let x = wholeAt(a, at) / unit;
        if (x !== x) x = quotientOfWide(a, at, scale);
        return x !== x ? slow(integerAt(a, at)) : isFloat ? Math.fround(x) : x;
      };
    }
    default:
      return undefined;
  }
}
