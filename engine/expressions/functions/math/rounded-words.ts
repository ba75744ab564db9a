import type { DecimalType } from '../../../types/data-type.ts';
import { decimalToText } from '../../../types/decimal.ts';
import type { RuntimeError } from '../../../types/errors.ts';
import { SAFE } from '../../../types/exact-long.ts';
import { integerAt, isLong, rescale, roundDigits, setWhole, wholeAt, type Words } from '../../../types/int128.ts';
import { dividedWhole, exactPower, type RoundingMode } from '../../../types/round-double.ts';
import { overflow } from '../../arithmetic.ts';
import { decimalOutOfRange } from '../../casts/cast-failure.ts';
import type { ScalarCode } from '../../define-function.ts';
import { words } from '../../function-code.ts';

/** Powers of ten of more digits are not divided by as doubles. */
export const MOST_DROPPED = 15;
const MOST_DIGITS = 38;
/** More digits than a BIGINT has. */
const ALL_OF_LONG = 20;

/** Rounds a decimal. */
export function roundedDecimal(type: DecimalType, to: DecimalType, digits: number, mode: RoundingMode): ScalarCode {
  const store = storeRounded(type, to, digits, mode);
  return words((out: Words, a: Words, at: number) => {
    if (!store(out, a, at)) throw tooLarge(integerAt(a, at), type, to);
  });
}

export const tooLarge = (n: bigint, from: DecimalType, to: DecimalType): RuntimeError =>
  decimalOutOfRange(decimalToText(n, from.scale), to.precision, to.scale);

/** A function that stores what the unscaled number of a decimal is rounded to. @returns whether it has room in `to` */
export function storeRounded(
  type: DecimalType,
  to: DecimalType,
  digits: number,
  mode: RoundingMode,
): (out: Words, a: Words, at: number) => boolean {
  const drop = Math.max(0, type.scale - digits);
  // Of digits before the point zeros are left; more than any number has are left of 0 only.
  const zeros = Math.min(to.scale - Math.min(digits, type.scale), MOST_DIGITS);
  const isQuick = zeros === 0 && drop <= MOST_DROPPED;
  return (out, a, at) => {
    const x = isQuick ? wholeAt(a, at) : NaN;
    if (x === x) {
      setWhole(out, 0, dividedWhole(x, drop, mode));
      return true;
    }
    if (!roundDigits(out, a, at, drop, mode, MOST_DIGITS)) return false;
    return rescale(out, 0, out, 0, zeros, to.precision);
  };
}

/** Rounds a BIGINT, so many digits before the point. */
export function roundedLong(digits: number, mode: RoundingMode): ScalarCode {
  const drop = Math.min(digits, ALL_OF_LONG);
  const unit = drop <= MOST_DROPPED ? exactPower(drop) : NaN;
  return words((out: Words, a: Words, at: number) => {
    const x = unit === unit ? wholeAt(a, at) : NaN;
    const made = x === x ? dividedWhole(x, drop, mode) * unit : NaN;
    if (made < SAFE && made > -SAFE) setWhole(out, 0, made);
    else {
      roundDigits(out, a, at, drop, mode, MOST_DIGITS);
      rescale(out, 0, out, 0, drop, MOST_DIGITS);
      if (!isLong(out, 0)) throw overflow();
    }
  });
}
