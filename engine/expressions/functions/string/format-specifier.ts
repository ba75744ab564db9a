import type { DataType } from '../../../types/data-type.ts';
import { decimalToText, parseDecimal, rescale } from '../../../types/decimal.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { doubleToText } from '../../../types/java-double.ts';
import { grouped } from './formats.ts';

/** A part of a printf pattern that shows an argument: `%1$-08.2f`. */
export interface Specifier {
  readonly all: string;
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly letter: string;
}

export const illegalFormat = (what: string): RuntimeError =>
  new RuntimeError({ condition: 'IllegalFormatException', message: `Format specifier '${what}'.` });

/** The flags that Java takes with a conversion; it refuses all others. */
const FLAGS: Readonly<Record<string, string>> = {
  s: '-',
  b: '-',
  c: '-',
  d: '-+ 0,(',
  x: '-#0',
  o: '-#0',
  f: '-#+ 0,(',
  e: '-#+ 0(',
  g: '-+ 0,(',
};
const WHOLE: ReadonlySet<string> = new Set(['d', 'x', 'o', 'c']);
/** A wider text does no good, and at some width there is no such text; JavaScript writes no more digits of a double. */
const WIDEST = 10_000_000;
const MOST_DIGITS = 100;

/** Refuses what Java's Formatter refuses before it looks at the value. */
function checkSpecifier(
  all: string,
  letter: string,
  flags: string,
  width: string,
  precision: string | undefined,
): void {
  const allowed = FLAGS[letter];
  if (allowed === undefined || [...flags].some((flag) => !allowed.includes(flag))) throw illegalFormat(all);
  if (/[-0]/.test(flags) && width === '') throw illegalFormat(all);
  if ((flags.includes('-') && flags.includes('0')) || (flags.includes('+') && flags.includes(' '))) {
    throw illegalFormat(all);
  }
  if (precision !== undefined && WHOLE.has(letter)) throw illegalFormat(all);
  const digits = Number(precision ?? 0);
  if (Number(width) > WIDEST || digits > WIDEST || (letter !== 's' && digits > MOST_DIGITS)) throw illegalFormat(all);
}

/** The character of a number that is small enough for one; half of a pair is none by itself. */
function character(value: unknown, type: DataType, all: string): string {
  if (type.kind !== 'byte' && type.kind !== 'short' && type.kind !== 'integer') throw illegalFormat(all);
  const point = value as number;
  if (point < 0 || point > 0x10ffff) throw illegalFormat(all);
  return point >= 0xd800 && point <= 0xdfff ? '?' : String.fromCodePoint(point);
}

/** A number with exactly so many decimals, half up. */
function fixed(value: unknown, type: DataType, digits: number): string {
  const text =
    type.kind === 'decimal'
      ? decimalToText(value as bigint, type.scale)
      : typeof value === 'bigint'
        ? String(value)
        : doubleToText(Number(value));
  const parsed = parseDecimal(text);
  return parsed === undefined ? text : decimalToText(rescale(parsed.unscaled, parsed.scale, digits), digits);
}

/** The text of a value as a specifier shows it, as Java's Formatter; refuses what that refuses. */
export function formatted(
  { all, flags, width, precision, letter }: Specifier,
  value: unknown,
  type: DataType,
  write: (v: unknown) => string,
): string {
  checkSpecifier(all, letter.toLowerCase(), flags, width, precision);
  let text: string;
  switch (letter.toLowerCase()) {
    case 's':
      text = value === null ? 'null' : write(value);
      if (precision !== undefined) text = text.slice(0, Number(precision));
      break;
    case 'b':
      text = value === null ? 'false' : typeof value === 'boolean' ? String(value) : 'true';
      break;
    case 'c':
      text = value === null ? 'null' : character(value, type, all);
      break;
    case 'd':
    case 'x':
    case 'o': {
      if (value === null) text = 'null';
      else if (typeof value !== 'bigint' && !Number.isInteger(value)) throw illegalFormat(all);
      else if (['float', 'double', 'decimal', 'string', 'boolean'].includes(type.kind)) throw illegalFormat(all);
      else text = integerText(BigInt(value as number), letter.toLowerCase(), flags, type);
      break;
    }
    case 'f':
    case 'e':
    case 'g': {
      if (value === null) text = 'null';
      else if (type.kind !== 'float' && type.kind !== 'double') throw illegalFormat(all);
      else
        text = fractionText(value, type, letter.toLowerCase(), flags, precision === undefined ? 6 : Number(precision));
      break;
    }
    default:
      throw illegalFormat(all);
  }
  if (letter !== letter.toLowerCase()) text = text.toUpperCase();
  const size = Number(width || '0');
  if (flags.includes('-')) return text.padEnd(size);
  if (flags.includes('0') && /[dxof]/.test(letter)) {
    const sign = /^[+-]/.exec(text)?.[0] ?? '';
    return sign + text.slice(sign.length).padStart(size - sign.length, '0');
  }
  return text.padStart(size);
}

function integerText(n: bigint, letter: string, flags: string, type: DataType): string {
  if (letter !== 'd') {
    const bits = type.kind === 'long' ? 64 : 32;
    return BigInt.asUintN(bits, n).toString(letter === 'x' ? 16 : 8);
  }
  const digits = (n < 0n ? -n : n).toString();
  return signed(flags.includes(',') ? grouped(digits) : digits, n < 0n, flags);
}

const signed = (text: string, negative: boolean, flags: string): string => {
  if (negative) return flags.includes('(') ? `(${text})` : `-${text}`;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
};

function fractionText(value: unknown, type: DataType, letter: string, flags: string, precision: number): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (letter !== 'f') {
    const x = type.kind === 'decimal' ? Number(decimalToText(value as bigint, type.scale)) : (value as number);
    return x.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
  }
  const text = fixed(value, type, precision);
  const negative = text.startsWith('-');
  const [whole, fraction] = (negative ? text.slice(1) : text).split('.');
  const shown = flags.includes(',') ? grouped(whole!) : whole!;
  return signed(fraction === undefined ? shown : `${shown}.${fraction}`, negative, flags);
}
