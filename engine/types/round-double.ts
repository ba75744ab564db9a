/** Rounding of doubles at decimal digits without their text, where the outcome is certain. */

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** Products up to here are off by less than a quarter. */
const LARGEST = 1e14;
/** One decimal of so few digits reads as a double (or as a float). */
const [ONLY_DOUBLE, ONLY_FLOAT] = [1e15, 1e6];

/** Ten to the power of 0 to 22, exactly. */
export const exactPower = (n: number): number => POWERS[n]!;

/** `x * 10^digits` for |digits| up to 22, rounded once more. */
const scaledUp = (x: number, digits: number): number => (digits < 0 ? x / POWERS[-digits]! : x * POWERS[digits]!);

/** A bound of what `scaledUp` and the text of a number can be away from the number. */
export const slack = (scaled: number, float: boolean): number => scaled * (float ? 2 ** -22 : 2 ** -50);

/**
 * The decimal that a positive number is written as, rounded at `digits` places after the point and times 10^digits.
 *
 * @param even whether a half goes to the even neighbour, not up
 * @param float whether the number is a FLOAT, which is written with fewer digits
 * @returns NaN where a closer look is needed
 */
export function roundedShown(size: number, digits: number, even: boolean, float: boolean): number {
  if (!(digits <= 21 && digits >= -22)) return NaN;
  const scaled = scaledUp(size, digits);
  if (!(scaled < LARGEST)) return NaN;
  const whole = Math.floor(scaled);
  const distance = scaled - whole - 0.5;
  const unsure = slack(scaled, float);
  if (distance > unsure) return whole + 1;
  if (distance < -unsure) return whole;
  return unsure > 0.125 ? NaN : ofHalf(size, digits, whole, even, float);
}

/** A number that ends in 5 one digit further is exactly half way, as it is written. */
function ofHalf(size: number, digits: number, whole: number, even: boolean, float: boolean): number {
  const n = whole * 10 + 5;
  const shown = digits + 1 < 0 ? n * POWERS[-digits - 1]! : n / POWERS[digits + 1]!;
  if (n >= (float ? ONLY_FLOAT : ONLY_DOUBLE) || (float ? Math.fround(shown) : shown) !== size) return NaN;
  return even && whole % 2 === 0 ? whole : whole + 1;
}

/** A positive double itself rounded half to even at `digits` places after the point, times 10^digits; NaN near a half. */
export function roundedExact(size: number, digits: number): number {
  if (!(digits <= 22 && digits >= 0)) return NaN;
  const scaled = size * POWERS[digits]!;
  if (!(scaled < LARGEST)) return NaN;
  const whole = Math.floor(scaled);
  const distance = scaled - whole - 0.5;
  const unsure = slack(scaled, false);
  return distance > unsure ? whole + 1 : distance < -unsure ? whole : NaN;
}

/** A whole number of units of 10^-scale rounded half to even at `digits` places, times 10^digits; NaN where it is too large. */
export const roundedWhole =
  (scale: number) =>
  (size: number, digits: number): number => {
    const drop = scale - digits;
    if (!(size < 9e15 && drop <= 15 && drop >= -15)) return NaN;
    if (drop <= 0) {
      const n = size * POWERS[-drop]!;
      return n < 9e15 ? n : NaN;
    }
    const unit = POWERS[drop]!;
    const q = Math.floor(size / unit);
    const twice = (size - q * unit) * 2;
    return twice > unit || (twice === unit && q % 2 === 1) ? q + 1 : q;
  };

/** The text of a double between these is the shortest one that reads as it. */
const [LEAST_SHOWN, MOST_SHOWN] = [1e-3, 1e15];
const SHOWN_DIGITS = 15;

/**
 * The decimal that a positive double is written as, if it has at most 15 digits: no other one so short reads as the same.
 *
 * @param give is called with a whole number and how many of its digits follow the point
 * @returns what `give` does, undefined where a closer look is needed
 */
export function shownDecimal<T>(size: number, give: (whole: number, places: number) => T): T | undefined {
  if (!(size >= LEAST_SHOWN && size < MOST_SHOWN)) return undefined;
  for (let places = 0; places <= SHOWN_DIGITS; places++) {
    const power = POWERS[places]!;
    const whole = Math.round(size * power);
    if (whole >= MOST_SHOWN) return undefined;
    if (whole / power === size) return give(whole, places);
  }
  return undefined;
}

export type RoundingMode = 'half up' | 'half even' | 'ceiling' | 'floor';

/** A whole number within 9 * 10^15 divided by 10^drop, 0 to 15, and rounded to a whole number. */
export function dividedWhole(x: number, drop: number, mode: RoundingMode): number {
  const unit = POWERS[drop]!;
  const size = x < 0 ? -x : x;
  // A quotient below 2^53 is rounded up to a whole number only where it is one.
  let q = Math.floor(size / unit);
  const rest = size - q * unit;
  if (rest !== 0 && goesUp(q, 2 * rest, unit, mode, x < 0)) q++;
  return x < 0 ? 0 - q : q;
}

/**
 * Whether a quotient that is none as a whole goes up to the next number.
 *
 * @param twice two times what is left, of `unit`
 */
export function goesUp(q: number, twice: number, unit: number, mode: RoundingMode, negative: boolean): boolean {
  if (mode === 'ceiling') return !negative;
  if (mode === 'floor') return negative;
  return twice > unit || (twice === unit && (mode === 'half up' || q % 2 === 1));
}
