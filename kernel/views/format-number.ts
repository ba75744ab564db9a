const TOLERANCE = 0.001;
const LARGE = 1e15;
const SMALL = 1e-6;

/** An integer or decimal as text with thousands separators; digits are never lost. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [, sign = '', digits = '', fraction = ''] = match;
  return sign + digits.replace(/\B(?=(\d{3})+$)/g, ',') + fraction;
}

/** `18,432` */
export function formatCount(value: number): string {
  return groupDigits(String(Math.round(value)));
}

/** Fraction digits that a column of floating-point values needs: none for whole numbers, else the same for all. */
export function fractionDigits(values: readonly number[]): number {
  let digits = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (Number.isInteger(value) || !Number.isFinite(value) || size >= LARGE || size < SMALL) continue;
    let needed = 2;
    while (needed < 6 && Math.abs(Number(value.toFixed(needed)) - value) > size * TOLERANCE) needed += 2;
    digits = Math.max(digits, needed);
  }
  return digits;
}

/** A floating-point value with that many fraction digits. */
export function formatFloat(value: number, digits: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return String(value);
  if (size >= LARGE || (size < SMALL && size > 0)) return value.toPrecision(6).replace(/\.?0+(?=e|$)/, '');
  return groupDigits(value.toFixed(digits));
}

/** A rate: `1,204`, `18`, `0.4`. */
export function formatRate(value: number): string {
  if (value === 0 || value >= 10) return formatCount(value);
  return value.toFixed(1).replace(/\.0$/, '');
}

/** Milliseconds as number and unit: `3.1 ms`, `310 ms`, `4.1 s`, `2 min`. */
export function formatDuration(ms: number): { readonly value: string; readonly unit: string } {
  const short = (value: number) => value.toFixed(1).replace(/\.0$/, '');
  if (ms < 10) return { value: short(ms), unit: 'ms' };
  if (ms < 1000) return { value: String(Math.round(ms)), unit: 'ms' };
  if (ms < 60_000) return { value: short(ms / 1000), unit: 's' };
  if (ms < 3_600_000) return { value: short(ms / 60_000), unit: 'min' };
  return { value: short(ms / 3_600_000), unit: 'h' };
}

/** `14 KB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${units[unit]}`;
}
