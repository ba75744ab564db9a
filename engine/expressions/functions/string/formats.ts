import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { putGroupedFraction } from '../../../formats/scalars/put-number.ts';
import { isIntegral, STRING, type DataType } from '../../../types/data-type.ts';
import { decimalToText, parseDecimal, rescale } from '../../../types/decimal.ts';
import { exactOfAny } from '../../../types/exact-long.ts';
import { roundedExact, roundedWhole } from '../../../types/round-double.ts';
import { doubleToText } from '../../../types/java-double.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { textWriter } from '../../../types/to-text.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { defineFunction, type ScalarCode } from '../../define-function.ts';
import { nullKernel, kernel } from '../../function-code.ts';
import { invalidParameter } from '../../index-errors.ts';
import { accepted, checkCount } from '../../signature.ts';
import { anyOf, INT, NUMERIC, TEXT } from '../../type-pattern.ts';

const illegalFormat = (what: string): RuntimeError =>
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

const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');

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

function formatted(spec: RegExpExecArray, value: unknown, type: DataType, write: (v: unknown) => string): string {
  const [all, flags = '', width = '', precision, letter = ''] = spec.slice(0, 1).concat(spec.slice(2)) as string[];
  checkSpecifier(all!, letter.toLowerCase(), flags, width, precision);
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
      text = value === null ? 'null' : character(value, type, all!);
      break;
    case 'd':
    case 'x':
    case 'o': {
      if (value === null) text = 'null';
      else if (typeof value !== 'bigint' && !Number.isInteger(value)) throw illegalFormat(all!);
      else if (['float', 'double', 'decimal', 'string', 'boolean'].includes(type.kind)) throw illegalFormat(all!);
      else text = integerText(BigInt(value as number), letter.toLowerCase(), flags, type);
      break;
    }
    case 'f':
    case 'e':
    case 'g': {
      if (value === null) text = 'null';
      else if (type.kind !== 'float' && type.kind !== 'double') throw illegalFormat(all!);
      else
        text = fractionText(value, type, letter.toLowerCase(), flags, precision === undefined ? 6 : Number(precision));
      break;
    }
    default:
      throw illegalFormat(all!);
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

const SPECIFIER = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])|%/g;

/** A pattern as the texts and the specifiers that it is made of. */
function piecesOf(pattern: string): (string | RegExpExecArray)[] {
  const pieces: (string | RegExpExecArray)[] = [];
  let from = 0;
  for (const spec of pattern.matchAll(SPECIFIER)) {
    if (spec.index > from) pieces.push(pattern.slice(from, spec.index));
    pieces.push(spec[5] === '%' ? '%' : spec[5] === 'n' ? '\n' : spec);
    from = spec.index + spec[0].length;
  }
  if (from < pattern.length) pieces.push(pattern.slice(from));
  return pieces;
}

export const formatString = defineFunction({
  name: 'format_string',
  aliases: ['printf'],
  group: 'string',
  description: 'A text by a pattern of printf.',
  parameters: ['strfmt', 'obj', '...'],
  examples: [{ sql: "format_string('Hello World %d %s', 100, 'days')", result: 'Hello World 100 days' }],
  bind(given, context) {
    if (given.length === 0) throw wrongArgumentCount(context.functionName, '> 0', 0);
    const format = accepted(given[0]!, 0, TEXT, given, context);
    const args = [format, ...given.slice(1)];
    const types = given.slice(1).map((arg) => arg.type);
    const writers = types.map((type) => textWriter(type, context.timeZone) as (v: unknown) => string);
    let lastPattern: string | undefined;
    let pieces: readonly (string | RegExpExecArray)[] = [];
    const f = (pattern: string | null, ...values: unknown[]): string | null => {
      if (pattern === null) return null;
      if (pattern !== lastPattern) {
        pieces = piecesOf(pattern);
        lastPattern = pattern;
      }
      let next = 0;
      let made = '';
      for (const piece of pieces) {
        if (typeof piece === 'string') {
          made += piece;
          continue;
        }
        const [all, place] = piece;
        if (piece[5] === undefined) throw illegalFormat(all);
        const at = place === undefined ? next++ : Number(place) - 1;
        if (at < 0)
          throw invalidParameter(
            'ZERO_INDEX',
            'strfmt',
            context.functionName,
            'expects %1$, %2$ and so on, but got %0$.',
          );
        if (at >= values.length) throw illegalFormat(all);
        const value = values[at];
        const plain = value !== null && (all === '%s' || (all === '%d' && isIntegral(types[at]!)));
        made += plain ? writers[at]!(value) : formatted(piece, value, types[at]!, writers[at]!);
      }
      return made;
    };
    return { args, type: STRING, nullable: format.nullable, code: nullKernel(f as (...args: never[]) => unknown) };
  },
});

/** Half to even at so many digits, as Java's DecimalFormat does it. */
function evenDigits(value: unknown, type: DataType, digits: number): string {
  const text =
    type.kind === 'decimal'
      ? decimalToText(value as bigint, type.scale)
      : typeof value === 'bigint'
        ? String(value)
        : exactText(Number(value));
  const { unscaled, scale } = parseDecimal(text)!;
  if (scale <= digits) return decimalToText(rescale(unscaled, scale, digits), digits);
  const unit = 10n ** BigInt(scale - digits);
  const negative = unscaled < 0n;
  const size = negative ? -unscaled : unscaled;
  let q = size / unit;
  const twice = (size % unit) * 2n;
  if (twice > unit || (twice === unit && q % 2n === 1n)) q += 1n;
  return `${negative && q !== 0n ? '-' : negative ? '-' : ''}${decimalToText(q, digits)}`;
}

/** All digits of a double. */
function exactText(x: number): string {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & 0xfffffffffffffn;
  const significand = exponent === 0 ? fraction : fraction | (1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  const sign = x < 0 ? -1n : 1n;
  if (power >= 0) return (sign * (significand << BigInt(power))).toString();
  return decimalToText(sign * significand * 5n ** BigInt(-power), -power);
}

function withGroups(text: string): string {
  const negative = text.startsWith('-');
  const [whole, fraction] = (negative ? text.slice(1) : text).split('.');
  return `${negative ? '-' : ''}${grouped(whole!)}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** The subset of DecimalFormat that groups digits and fixes decimals: `#,###.00`. */
function byPattern(value: unknown, type: DataType, pattern: string): string {
  if (pattern === '') return withGroups(evenDigits(value, type, 0));
  const match = /^([^#0,.]*)([#0,]*)(?:\.([0#]*))?([^#0,.]*)$/.exec(pattern);
  if (match === null) return withGroups(evenDigits(value, type, 0));
  const [, prefix, whole = '', fraction = '', suffix] = match;
  const most = fraction.length;
  const least = fraction.replace(/#/g, '').length;
  let [digits, decimals = ''] = evenDigits(value, type, most).split('.') as [string, string?];
  while (decimals.length > least && decimals.endsWith('0')) decimals = decimals.slice(0, -1);
  const negative = digits.startsWith('-');
  digits = negative ? digits.slice(1) : digits;
  const minimum = whole.replace(/[^0]/g, '').length;
  digits = digits === '0' && minimum === 0 ? (decimals === '' ? '0' : '') : digits.padStart(minimum, '0');
  const shown = whole.includes(',') ? grouped(digits) : digits;
  return `${negative ? '-' : ''}${prefix}${shown}${decimals === '' ? '' : `.${decimals}`}${suffix}`;
}

export const formatNumber = defineFunction({
  name: 'format_number',
  group: 'string',
  description: 'A number with its digits in groups and d decimals, or by a pattern.',
  parameters: ['expr1', 'd'],
  examples: [{ sql: 'format_number(12332.123456, 4)', result: '12,332.1235' }],
  bind(given, context) {
    checkCount(given.length, 2, 2, context.functionName);
    const value = accepted(given[0]!, 0, NUMERIC, given, context);
    const digits = accepted(given[1]!, 1, anyOf(INT, TEXT), given, context);
    const { type } = value;
    if (digits.type.kind === 'integer') {
      return { args: [value, digits], type: STRING, nullable: true, code: numberPutter(type) };
    }
    const f = (v: unknown, d: string): string => notFinite(v) ?? byPattern(v, type, d);
    return { args: [value, digits], type: STRING, nullable: true, code: kernel(f) };
  },
});

const notFinite = (v: unknown): string | undefined =>
  typeof v !== 'number' || Number.isFinite(v) ? undefined : Number.isNaN(v) ? 'NaN' : v > 0 ? '∞' : '-∞';

/** Numbers in groups with so many decimals: at once where rounding is certain, else by all digits of the number. */
function numberPutter(type: DataType): ScalarCode {
  const fractional = type.kind === 'float' || type.kind === 'double';
  const rounded = fractional ? roundedExact : roundedWhole(type.kind === 'decimal' ? type.scale : 0);
  const f = (out: TextScratch, v: number | bigint, d: number): boolean => {
    if (d < 0 && notFinite(v) === undefined) return false;
    const x = typeof v === 'bigint' ? exactOfAny(v) : v;
    const n = rounded(x < 0 ? -x : x, d);
    if (n === n) putGroupedFraction(out, x < 0, n, d);
    else out.putText(notFinite(v) ?? withGroups(evenDigits(v, type, d)));
    return true;
  };
  return { form: 'bytes', gives: 'text', mayBeNull: true, kernel: f };
}
