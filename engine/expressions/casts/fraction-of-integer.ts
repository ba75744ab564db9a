import type { DataType } from '../../types/data-type.ts';
import { doubleOfWords } from '../../types/exact-long.ts';
import { wholeAt, type Words } from '../../types/int128.ts';
import { exactPower } from '../../types/round-double.ts';
import { quotientOfWide } from '../../types/wide-quotient.ts';
import type { Give } from './cast-on-words.ts';

/** Powers of ten up to here are exact doubles. */
const MOST_EXACT = 22;

/** The DOUBLE or FLOAT that an integer is cast to: rounded once to the nearest, and once more to a FLOAT. */
export function fractionOfInteger(from: DataType, to: 'float' | 'double'): Give | undefined {
  const fraction = nearest(from);
  if (fraction === undefined) return undefined;
  const round = to === 'float' ? Math.fround : (x: number): number => x;
  return (a, at) => {
    const x = fraction(a, at);
    return x === x ? round(x) : null;
  };
}

/** NaN where a closer look is needed. */
function nearest(from: DataType): ((a: Words, at: number) => number) | undefined {
  switch (from.kind) {
    case 'long':
      return wholeAt;
    case 'timestamp':
      return (a, at) => doubleOfWords(a[at]!, a[at + 1]!) / 1e6;
    case 'decimal': {
      const { scale } = from;
      if (scale > MOST_EXACT) return (a, at) => quotientOfWide(a, at, scale);
      const unit = exactPower(scale);
      return (a, at) => {
        const x = wholeAt(a, at);
        return x === x ? x / unit : quotientOfWide(a, at, scale);
      };
    }
    default:
      return undefined;
  }
}
