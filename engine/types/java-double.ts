/**
 * Text of doubles and floats as Java 17 writes them. Its digits are not always the shortest, so the digit generation of
 * that release is repeated here, with bigints.
 */

/** `Double.toString`. */
export function doubleToText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return Object.is(value, -0) ? '-0.0' : `${value}.0`;
  if (!Number.isFinite(value)) return nonFinite(value);
  const size = value < 0 ? -value : value;
  return size >= 1e-3 && size < 1e15 ? shortest(value, size) : javaDigits(value);
}

/**
 * Java stops at the first digits within half a step of the double, JavaScript takes the shortest ones that read as it:
 * the same, unless digits lie exactly half a step away, which takes more digits than a double has in this range, or the
 * step below is smaller than that above: in this range powers of two are exact.
 */
function shortest(value: number, size: number): string {
  if (size < 1e7) return String(value);
  const text = String(size);
  const point = text.indexOf('.');
  const digits = point < 0 ? text.replace(/0+$/, '') : text.slice(0, point) + text.slice(point + 1);
  return layout(value < 0, { text: digits, exponent: point < 0 ? text.length : point });
}

/** What the digit generation of Java 17 gives for any double but small whole ones. */
export function javaDigits(value: number): string {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const digits = exponent === 0 ? subnormal(fraction, -1022) : digitsOf(fraction | (1n << 52n), exponent - 1023, 53);
  return layout(value < 0, digits);
}

/** `Float.toString`. */
export function floatToText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return Object.is(value, -0) ? '-0.0' : `${value}.0`;
  if (!Number.isFinite(value)) return nonFinite(value);
  const size = value < 0 ? -value : value;
  if (size >= 1e-3 && size < 1e3 && isShortFloat(size)) return String(Math.floor(value * 1000 + 0.5) / 1000);
  return javaFloatDigits(value);
}

/** Up to six digits, of which three follow the point, are the only ones so short that read as the float. */
const isShortFloat = (size: number): boolean => Math.fround(Math.floor(size * 1000 + 0.5) / 1000) === size;

/** What the digit generation of Java 17 gives for any float but small whole ones. */
export function javaFloatDigits(value: number): string {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const exponent = (bits >>> 23) & 0xff;
  const fraction = BigInt(bits & 0x7fffff) << 29n;
  const digits = exponent === 0 ? subnormal(fraction, -126, 24) : digitsOf(fraction | (1n << 52n), exponent - 127, 24);
  return layout(value < 0, digits);
}

const view = new DataView(new ArrayBuffer(8));

interface Digits {
  readonly text: string;
  /** The decimal point stands before digit 0 when this is 0, after the first when it is 1. */
  readonly exponent: number;
}

const nonFinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity');

function subnormal(fraction: bigint, exponent: number, width = 53): Digits {
  const shift = 53 - bitLength(fraction);
  return digitsOf(fraction << BigInt(shift), exponent - shift, width - shift);
}

const bitLength = (n: bigint): number => n.toString(2).length;

/** How many low decimal digits of 2^p carry nothing. */
const insignificantDigits = (p: number): number => (p > 1 ? Math.floor(p * Math.LOG10E * Math.LN2) : 0);

const bitsOfPow5 = (n: number): number => (n === 0 ? 0 : n < 27 ? bitLength(5n ** BigInt(n)) : n * 3);

function digitsOf(significand: bigint, binExp: number, significantBits: number): Digits {
  let tailZeros = 0;
  while (((significand >> BigInt(tailZeros)) & 1n) === 0n) tailZeros++;
  const fractionBits = 53 - tailZeros;
  const tinyBits = Math.max(0, fractionBits - binExp - 1);
  if (binExp <= 62 && binExp >= -21 && tinyBits === 0 && fractionBits < 64) {
    const drop = binExp > significantBits ? insignificantDigits(binExp - significantBits - 1) : 0;
    const whole = binExp >= 52 ? significand << BigInt(binExp - 52) : significand >> BigInt(52 - binExp);
    return wholeDigits(whole, drop);
  }
  let decExp = estimateExponent(significand, binExp);
  const b5 = Math.max(0, -decExp);
  let b2 = b5 + tinyBits + binExp;
  const s5 = Math.max(0, decExp);
  let s2 = s5 + tinyBits;
  const m5 = b5;
  let m2 = b2 - significantBits;
  b2 -= fractionBits - 1;
  const common = Math.min(b2, s2);
  b2 -= common;
  s2 -= common;
  m2 -= common;
  if (fractionBits === 1) m2 -= 1;
  if (m2 < 0) {
    b2 -= m2;
    s2 -= m2;
    m2 = 0;
  }
  const bBits = fractionBits + b2 + (b5 < 27 ? bitsOfPow5(b5) : b5 * 3);
  const tenSBits = s2 + 1 + (s5 + 1 < 27 ? bitsOfPow5(s5 + 1) : (s5 + 1) * 3);
  const small = bBits < 64 && tenSBits < 64;
  let b = ((significand >> BigInt(tailZeros)) * 5n ** BigInt(b5)) << BigInt(b2);
  const s = (5n ** BigInt(s5)) << BigInt(s2);
  let m = (5n ** BigInt(m5)) << BigInt(m2);
  const tens = s * 10n;
  const reaches = small ? (x: bigint) => x > tens : (x: bigint) => x >= tens;
  let text = '';
  let q = b / s;
  b = 10n * (b % s);
  m *= 10n;
  let low = b < m;
  let high = reaches(b + m);
  if (q === 0n && !high) decExp -= 1;
  else text += q.toString();
  if (decExp < -3 || decExp >= 8) {
    low = false;
    high = false;
  }
  while (!low && !high) {
    q = b / s;
    b = 10n * (b % s);
    m *= 10n;
    low = b < m;
    high = reaches(b + m);
    text += q.toString();
  }
  if (high && (!low || roundsUp(b * 2n - tens, text))) return roundUp(text, decExp + 1);
  return { text, exponent: decExp + 1 };
}

const roundsUp = (difference: bigint, text: string): boolean =>
  difference === 0n ? (text.charCodeAt(text.length - 1) & 1) !== 0 : difference > 0n;

function roundUp(text: string, exponent: number): Digits {
  const digits = [...text];
  let i = digits.length - 1;
  while (i >= 0 && digits[i] === '9') digits[i--] = '0';
  if (i < 0) return { text: `1${digits.slice(1).join('')}`, exponent: exponent + 1 };
  digits[i] = String(Number(digits[i]) + 1);
  return { text: digits.join(''), exponent };
}

function wholeDigits(value: bigint, drop: number): Digits {
  let whole = value;
  let exponent = 0;
  if (drop > 0) {
    const power = 10n ** BigInt(drop);
    const residue = whole % power;
    whole /= power;
    exponent = drop;
    if (residue >= power / 2n) whole += 1n;
  }
  const text = whole.toString();
  return { text: text.replace(/0+$/, ''), exponent: exponent + text.length };
}

function estimateExponent(significand: bigint, binExp: number): number {
  const fraction = Number(significand) / 2 ** 52;
  return Math.floor((fraction - 1.5) * 0.289529654 + 0.176091259 + binExp * 0.301029995663981);
}

function layout(negative: boolean, { text, exponent }: Digits): string {
  const sign = negative ? '-' : '';
  if (exponent > 0 && exponent < 8) {
    const whole = text.slice(0, exponent).padEnd(exponent, '0');
    return `${sign}${whole}.${text.slice(exponent) || '0'}`;
  }
  if (exponent <= 0 && exponent > -3) return `${sign}0.${'0'.repeat(-exponent)}${text}`;
  return `${sign}${text[0]}.${text.slice(1) || '0'}E${exponent - 1}`;
}
