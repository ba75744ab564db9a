import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { isInteger } from '../../../columnar/vector.ts';
import { putGroupedDigits } from '../../../formats/scalars/put-grouped-digits.ts';
import { patternPutter, type DecimalPattern } from '../../../formats/scalars/put-number-format.ts';
import { putGroupedFraction } from '../../../formats/scalars/put-number.ts';
import { STRING, type DataType } from '../../../types/data-type.ts';
import { decimalToText, parseDecimal, rescale } from '../../../types/decimal.ts';
import { integerAt, wholeAt, type Words } from '../../../types/int128.ts';
import { roundedExact, roundedWhole } from '../../../types/round-double.ts';
import { defineFunction, type ScalarCode } from '../../define-function.ts';
import { bytes } from '../../function-code.ts';
import { perBytes } from '../../per-text.ts';
import { accepted, checkCount } from '../../signature.ts';
import { anyOf, INT, NUMERIC, TEXT } from '../../type-pattern.ts';

/** Digits in groups of three. */
export const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');

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

/** The subset of DecimalFormat that groups digits and fixes decimals: `#,###.00`; null for other patterns. */
function patternOf(text: string): DecimalPattern | null {
  const match = /^([^#0,.]*)([#0,]*)(?:\.([0#]*))?([^#0,.]*)$/.exec(text);
  if (text === '' || match === null) return null;
  const [, prefix = '', whole = '', fraction = '', suffix = ''] = match;
  return {
    prefix,
    suffix,
    digits: whole.replace(/[^0]/g, '').length,
    grouped: whole.includes(','),
    least: fraction.replace(/#/g, '').length,
    most: fraction.length,
  };
}

/** A number by a pattern, out of all its digits. */
function byPattern(value: unknown, type: DataType, pattern: DecimalPattern | null): string {
  if (pattern === null) return withGroups(evenDigits(value, type, 0));
  const { prefix, suffix, digits: minimum, least, most } = pattern;
  let [digits, decimals = ''] = evenDigits(value, type, most).split('.') as [string, string?];
  while (decimals.length > least && decimals.endsWith('0')) decimals = decimals.slice(0, -1);
  const negative = digits.startsWith('-');
  digits = negative ? digits.slice(1) : digits;
  digits = digits === '0' && minimum === 0 ? (decimals === '' ? '0' : '') : digits.padStart(minimum, '0');
  const shown = pattern.grouped ? grouped(digits) : digits;
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
    return { args: [value, digits], type: STRING, nullable: true, code: patternCode(type) };
  },
});

/** Numbers by a pattern: at once where rounding is certain, else by all digits of the number. */
function patternCode(type: DataType): ScalarCode {
  const rounded = rounding(type);
  const putterOf = perBytes((text) => {
    const pattern = patternOf(text);
    return { pattern, put: patternPutter(pattern ?? PLAIN) };
  });
  const putShort = (out: TextScratch, x: number, ...text: Range): boolean => {
    const { pattern, put } = putterOf(...text);
    const n = rounded(x < 0 ? -x : x, (pattern ?? PLAIN).most);
    if (n === n) put(out, x < 0, n);
    return n === n;
  };
  const putLong = (out: TextScratch, v: number | bigint, ...text: Range): void =>
    out.putText(notFinite(v) ?? byPattern(v, type, putterOf(...text).pattern));
  return isInteger(type)
    ? ofText((out: TextScratch, a: Words, at: number, ...text: Range) => {
        if (!putShort(out, wholeAt(a, at), ...text)) putLong(out, integerAt(a, at), ...text);
      })
    : ofText((out: TextScratch, x: number, ...text: Range) => {
        if (!putShort(out, x, ...text)) putLong(out, x, ...text);
      });
}

type Range = [source: Uint8Array, start: number, end: number];

const ofText = (f: (...args: never[]) => void): ScalarCode => bytes('text', f, { takesWords: true });

/** What is written by no pattern: whole numbers in groups. */
const PLAIN: DecimalPattern = { prefix: '', suffix: '', digits: 1, grouped: true, least: 0, most: 0 };

const notFinite = (v: unknown): string | undefined =>
  typeof v !== 'number' || Number.isFinite(v) ? undefined : Number.isNaN(v) ? 'NaN' : v > 0 ? '∞' : '-∞';

/** A function that rounds numbers of a type at some digits; it gives NaN where all of its digits have to be seen. */
const rounding = (type: DataType): ((size: number, digits: number) => number) =>
  type.kind === 'float' || type.kind === 'double'
    ? roundedExact
    : roundedWhole(type.kind === 'decimal' ? type.scale : 0);

/** Numbers in groups with so many decimals: at once where rounding is certain, else by all digits of the number. */
function numberPutter(type: DataType): ScalarCode {
  const rounded = rounding(type);
  const more = { takesWords: true, mayBeNull: true };
  if (isInteger(type)) {
    const scale = type.kind === 'decimal' ? type.scale : 0;
    const f = (out: TextScratch, a: Words, at: number, d: number): boolean => {
      if (d < 0) return false;
      const x = wholeAt(a, at);
      const n = rounded(x < 0 ? -x : x, d);
      if (n === n) putGroupedFraction(out, x < 0, n, d);
      else putGroupedDigits(out, a, at, scale, d);
      return true;
    };
    return bytes('text', f, more);
  }
  const f = (out: TextScratch, x: number, d: number): boolean => {
    if (d < 0 && notFinite(x) === undefined) return false;
    const n = rounded(x < 0 ? -x : x, d);
    if (n === n) putGroupedFraction(out, x < 0, n, d);
    else out.putText(notFinite(x) ?? withGroups(evenDigits(x, type, d)));
    return true;
  };
  return bytes('text', f, more);
}
