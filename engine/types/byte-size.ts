const UNITS = ['b', 'k', 'm', 'g', 't', 'p'];

/**
 * The bytes that a text says: `512m`, `4g`, `1024`. Units are powers of 1024, of any case, with or without a `b` behind.
 *
 * Spark's `JavaUtils.byteStringAsBytes`, with bytes as the unit of a bare number.
 *
 * @returns null for what is no size
 */
export function bytesOfText(text: string): number | null {
  const match = /^(\d+)([bkmgtp]?)(?:(?<=[kmgtp])b)?$/.exec(text.trim().toLowerCase());
  if (match === null) return null;
  const bytes = Number(match[1]) * 1024 ** Math.max(0, UNITS.indexOf(match[2]!));
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** A size for people: `1.5 GiB`. */
export function byteSizeText(bytes: number): string {
  let unit = 0;
  let size = bytes;
  for (; size >= 1024 && unit < NAMES.length - 1; unit++) size /= 1024;
  return `${unit === 0 ? size : size.toFixed(1)} ${NAMES[unit]}`;
}

/** A setting that leaves room above so many bytes, at least twice as many: `2g` above 700 MiB. */
export function roomySetting(bytes: number): string {
  const mebibytes = 2 ** Math.ceil(Math.log2(Math.max(1, (2 * bytes) / 2 ** 20)));
  return mebibytes >= 1024 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}

const NAMES = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
