import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { patternPutter, type DecimalPattern } from '../../../formats/scalars/put-number-format.ts';
import { putGroupedFraction } from '../../../formats/scalars/put-number.ts';
import { equalRanges } from '../../../types/byte-ranges.ts';
import { STRING, type DataType } from '../../../types/data-type.ts';
import { decimalToText, parseDecimal, rescale } from '../../../types/decimal.ts';
import { exactOfAny } from '../../../types/exact-long.ts';
import { roundedExact, roundedWhole } from '../../../types/round-double.ts';
import { defineFunction, type ScalarCode } from '../../define-function.ts';
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
  let held = new Uint8Array(0);
  let pattern: DecimalPattern | null = null;
  let put = patternPutter(PLAIN);
  const f = (out: TextScratch, v: number | bigint, source: Uint8Array, start: number, end: number): void => {
    if (!equalRanges(held, 0, held.length, source, start, end)) {
      held = source.slice(start, end);
      pattern = patternOf(decodeText(source, start, end));
      put = patternPutter(pattern ?? PLAIN);
    }
    const x = typeof v === 'bigint' ? exactOfAny(v) : v;
    const n = rounded(x < 0 ? -x : x, (pattern ?? PLAIN).most);
    if (n === n) put(out, x < 0, n);
    else out.putText(notFinite(v) ?? byPattern(v, type, pattern));
  };
  return { form: 'bytes', gives: 'text', kernel: f };
}

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
