import { civilFromDays, floorDiv, floorMod, MICROS_PER_DAY, pad } from './calendar.ts';

/** `2024-02-29`; years beyond 9999 with `+`, before 0000 with `-`. */
export function dateToText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  return `${yearToText(year)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function yearToText(year: number): string {
  if (year > 9999) return `+${year}`;
  return year < 0 ? `-${pad(-year, 4)}` : pad(year, 4);
}

/** `2024-02-29 12:34:56.789`, the fraction without trailing zeros: a local time in microseconds. */
export function localDateTimeToText(micros: bigint, separator = ' '): string {
  const days = Number(floorDiv(micros, MICROS_PER_DAY));
  const ofDay = floorMod(micros, MICROS_PER_DAY);
  return `${dateToText(days)}${separator}${timeOfDayToText(ofDay)}`;
}

/** `12:34:56.789` of microseconds since midnight. */
export function timeOfDayToText(micros: bigint): string {
  const seconds = Number(micros / 1_000_000n);
  const fraction = pad(micros % 1_000_000n, 6).replace(/0+$/, '');
  const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return fraction === '' ? clock : `${clock}.${fraction}`;
}
