import type { TextArena } from '../../columnar/text-arena.ts';

const [ZERO, COMMA, POINT, BLANK, DOLLAR] = [48, 44, 46, 32, 36];
const [PLUS, MINUS, LESS, GREATER] = [43, 45, 60, 62];

/** A format of `to_char`, as far as it decides where digits go. */
export interface PlacesOfDigits {
  readonly sign: 'none' | 'leading S' | 'trailing S' | 'leading MI' | 'trailing MI' | 'brackets';
  readonly currency: boolean;
  /** Digits and group separators before the point, as written. */
  readonly whole: string;
  /** Digits after the point. */
  readonly fraction: string;
}

/**
 * A function that appends `n / 10^scale` by a format.
 *
 * @returns of that function: whether the number has a place for each of its digits; nothing is appended when not
 */
export function formatPutter(
  { sign, currency, whole, fraction }: PlacesOfDigits,
  scale: number,
): (out: TextArena, n: number) => boolean {
  const unit = 10 ** scale;
  const kept = fraction.length;
  const [drop, fill] = [10 ** Math.max(0, scale - kept), 10 ** Math.max(0, kept - scale)];
  const places = whole.replaceAll(',', '').length;
  const limit = 10 ** places;
  // What stands in a place that no digit reaches.
  const empty = Uint8Array.from(whole, (place, i) =>
    whole.slice(0, place === ',' ? i : i + 1).includes('0') ? (place === ',' ? COMMA : ZERO) : BLANK,
  );
  const isDigit = Array.from(whole, (place) => place !== ',');
  const shown = new Uint8Array(whole.length);
  return (out, n) => {
    const size = n < 0 ? -n : n;
    let rest = Math.floor(size / unit);
    let behind = size - rest * unit;
    if (rest >= limit || behind % drop !== 0) return false;
    behind = (behind / drop) * fill;
    // The last digit is written even when it is 0.
    let left = rest > 0 || places > 0;
    for (let i = shown.length - 1; i >= 0; i--) {
      if (!left) shown[i] = empty[i]!;
      else if (isDigit[i] === true) {
        const tenth = Math.floor(rest / 10);
        shown[i] = ZERO + (rest - tenth * 10);
        rest = tenth;
        left = rest > 0;
      } else shown[i] = COMMA;
    }
    let from = 0;
    while (from < shown.length && shown[from] === BLANK) from++;
    out.reserve(shown.length + kept + 4);
    const { arena } = out;
    let { at } = out;
    const negative = n < 0;
    const bracketed = sign === 'brackets' && negative;
    if (bracketed) arena[at++] = LESS;
    else if (sign === 'brackets') arena[at++] = BLANK;
    else if (sign === 'leading S') arena[at++] = negative ? MINUS : PLUS;
    else if (sign === 'leading MI') arena[at++] = negative ? MINUS : BLANK;
    else if (sign === 'none' && negative) arena[at++] = MINUS;
    if (!bracketed) for (let i = 0; i < from; i++) arena[at++] = BLANK;
    if (currency) arena[at++] = DOLLAR;
    for (let i = from; i < shown.length; i++) arena[at++] = shown[i]!;
    if (kept > 0) {
      arena[at] = POINT;
      for (let i = at + kept; i > at; i--) {
        const tenth = Math.floor(behind / 10);
        arena[i] = ZERO + (behind - tenth * 10);
        behind = tenth;
      }
      at += kept + 1;
    }
    if (bracketed) arena[at++] = GREATER;
    else if (sign === 'brackets') arena[at++] = BLANK;
    else if (sign === 'trailing S') arena[at++] = negative ? MINUS : PLUS;
    else if (sign === 'trailing MI') arena[at++] = negative ? MINUS : BLANK;
    out.at = at;
    return true;
  };
}

/** A pattern of `format_number`: `#,###.00`. */
export interface DecimalPattern {
  readonly prefix: string;
  readonly suffix: string;
  /** Digits before the point, at least. */
  readonly digits: number;
  readonly grouped: boolean;
  /** Digits after the point. */
  readonly least: number;
  readonly most: number;
}

/** A function that appends `n / 10^most` by a pattern. @param n from 0 to 2^53, whole */
export function patternPutter({
  prefix,
  suffix,
  digits,
  grouped,
  least,
  most,
}: DecimalPattern): (out: TextArena, negative: boolean, n: number) => void {
  const digitsOfAll = new Uint8Array(MOST_DIGITS + digits + most);
  return (out, negative, n) => {
    let rest = n;
    let decimals = most;
    while (decimals > least) {
      const tenth = Math.floor(rest / 10);
      if (tenth * 10 !== rest) break;
      rest = tenth;
      decimals--;
    }
    let from = digitsOfAll.length;
    while (rest > 0) {
      const tenth = Math.floor(rest / 10);
      digitsOfAll[--from] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    const wanted = digitsOfAll.length - decimals - (digits === 0 && decimals === 0 ? 1 : digits);
    while (from > wanted) digitsOfAll[--from] = ZERO;
    out.reserve(digitsOfAll.length * 2);
    if (negative) out.arena[out.at++] = MINUS;
    out.putText(prefix);
    out.reserve(digitsOfAll.length * 2);
    const { arena } = out;
    let { at } = out;
    const point = digitsOfAll.length - decimals;
    for (let i = from; i < point; i++) {
      arena[at++] = digitsOfAll[i]!;
      if (grouped && i + 1 < point && (point - i - 1) % 3 === 0) arena[at++] = COMMA;
    }
    if (decimals > 0) {
      arena[at++] = POINT;
      for (let i = point; i < digitsOfAll.length; i++) arena[at++] = digitsOfAll[i]!;
    }
    out.at = at;
    out.putText(suffix);
  };
}

/** Of a number up to 2^53. */
const MOST_DIGITS = 16;
