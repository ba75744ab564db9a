/** Days and years of the proleptic Gregorian calendar, as plain integer arithmetic. */

export const MICROS_PER_DAY = 86_400_000_000n;

/** Years whose days and months are looked up: most times lie there, and each division saved is one a row. */
const [FIRST_YEAR, END_YEAR] = [1900, 2100];
const MONTHS = (END_YEAR - FIRST_YEAR) * 12;
/** The first days of their months, and of the one after. */
const MONTH_STARTS = Int32Array.from({ length: MONTHS + 1 }, (_, i) =>
  computedDays(FIRST_YEAR + Math.floor(i / 12), (i % 12) + 1, 1),
);
const FIRST_DAY = MONTH_STARTS[0]!;
/** Year, month and day of each of their days in 23, 4 and 5 bits; 0 where nobody asked yet. */
const DATES = new Int32Array(MONTH_STARTS[MONTHS]! - FIRST_DAY);

/** Days since 1970-01-01 of a date; month is 1 to 12 and the day may overflow the month. */
export const daysFromCivil = (year: number, month: number, day: number): number =>
  year >= FIRST_YEAR && year < END_YEAR
    ? MONTH_STARTS[(year - FIRST_YEAR) * 12 + month - 1]! + day - 1
    : computedDays(year, month, day);

function computedDays(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  // Whole numbers of 32 bits, which are divided by multiplying.
  const yearOfEra = (y - era * 400) | 0;
  const dayOfYear = ((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0;
  const dayOfEra = yearOfEra * 365 + (yearOfEra >> 2) - ((yearOfEra / 100) | 0) + dayOfYear + day - 1;
  return era * 146097 + dayOfEra - 719468;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The date of a number of days since 1970-01-01. */
export function civilFromDays(days: number): CivilDate {
  const at = days - FIRST_DAY;
  if (!(at >= 0 && at < DATES.length)) return computedDate(days);
  const date = DATES[at]! || lookedUp(at);
  return { year: date >> 9, month: (date >> 5) & 15, day: date & 31 };
}

function lookedUp(at: number): number {
  const { year, month, day } = computedDate(FIRST_DAY + at);
  return (DATES[at] = (year << 9) | (month << 5) | day);
}

/** The date as one number, which is no object: year * 512 + month * 32 + day. */
export function packedDate(days: number): number {
  const at = days - FIRST_DAY;
  if (at >= 0 && at < DATES.length) return DATES[at]! || lookedUp(at);
  const { year, month, day } = computedDate(days);
  return year * 512 + month * 32 + day;
}

/** The year of what `packedDate` gives; month and day lie in its last 9 bits. */
export const yearOfPacked = (date: number): number => (date === (date | 0) ? date >> 9 : Math.floor(date / 512));

function computedDate(days: number): CivilDate {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  // Whole numbers of 32 bits from here on, which are divided by multiplying.
  const dayOfEra = (z - era * 146097) | 0;
  const leapDays = ((dayOfEra / 1460) | 0) - ((dayOfEra / 36524) | 0) + ((dayOfEra / 146096) | 0);
  const yearOfEra = ((dayOfEra - leapDays) / 365) | 0;
  const dayOfYear = (dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0))) | 0;
  const shifted = ((5 * dayOfYear + 2) / 153) | 0;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - (((153 * shifted + 2) / 5) | 0) + 1 };
}

export function isLeapYear(year: number): boolean {
  // The remainder of a double is a call; that of 32 bits is none.
  const y = year | 0;
  return (y & 3) === 0 && (y % 100 !== 0 || y % 400 === 0);
}

const MONTH_LENGTHS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month - 1]!;

/** 1 for Monday to 7 for Sunday. */
export const isoDayOfWeek = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;

/** The date some months later; the day is cut to the length of the month. */
export function addMonthsToDays(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const index = year * 12 + (month - 1) + months;
  const at = index - FIRST_YEAR * 12;
  if (at >= 0 && at < MONTHS) {
    const start = MONTH_STARTS[at]!;
    return start + Math.min(day, MONTH_STARTS[at + 1]! - start) - 1;
  }
  const newYear = Math.floor(index / 12);
  const newMonth = index - newYear * 12 + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** `a / b` rounded towards negative infinity. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

/** The remainder that goes with `floorDiv`. */
export const floorMod = (a: bigint, b: bigint): bigint => a - floorDiv(a, b) * b;

export const pad = (n: number | bigint, width: number): string => String(n).padStart(width, '0');
