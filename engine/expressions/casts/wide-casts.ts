import { decodeText } from '../../columnar/texts.ts';
import { layoutOf } from '../../columnar/vector.ts';
import { putWide } from '../../formats/scalars/put-number.ts';
import { readWide } from '../../formats/scalars/read-number.ts';
import type { DataType, DecimalType } from '../../types/data-type.ts';
import { decimalToText } from '../../types/decimal.ts';
import { integerAt, longAt, rescale, setInteger, setWhole, truncate, wholeAt, type Words } from '../../types/int128.ts';
import { exactPower, roundedShown } from '../../types/round-double.ts';
import type { BytesCode } from '../define-function.ts';
import { bytes } from '../function-code.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';

type Give = (out: Words, ...value: never[]) => boolean;

/**
 * The cast to or from a DECIMAL of more than 18 digits on words; undefined for types that are cast through a bigint.
 *
 * @param convert the same cast of a scalar: it does what has no quick way, and fails
 * @param fails what becomes of a failure
 */
export function wideCast(
  from: DataType,
  to: DataType,
  failure: CastFailure,
  convert: Convert,
  fails: 'loudly' | 'to NULL',
): BytesCode | undefined {
  const fractional = from.kind === 'float' || from.kind === 'double';
  const more = { takesWords: true, mayBeNull: fails === 'to NULL' || fractional };
  const any = convert as (value: unknown) => unknown;
  if (to.kind === 'decimal' && layoutOf(to) === 'i128') {
    const give = toWide(from, to, failure, any);
    return give === undefined ? undefined : bytes('words', give, more);
  }
  if (from.kind !== 'decimal' || layoutOf(from) !== 'i128') return undefined;
  const value = (f: (a: Words, at: number) => unknown): BytesCode => bytes('value', f, more);
  const { scale } = from;
  switch (to.kind) {
    case 'string':
      return bytes('text', putWide(scale), { takesWords: true });
    case 'decimal': {
      const out = new Int32Array(4);
      return value((a, at) =>
        rescale(out, 0, a, at, to.scale - scale, to.precision) ? longAt(out, 0) : any(integerAt(a, at)),
      );
    }
    case 'byte':
    case 'short':
    case 'integer':
    case 'long': {
      const out = new Int32Array(4);
      const limit = LIMITS[to.kind];
      return value((a, at) => {
        if (!truncate(out, a, at, scale)) return any(integerAt(a, at));
        if (limit === undefined) return longAt(out, 0);
        const x = wholeAt(out, 0);
        return x >= -limit && x < limit ? x : any(integerAt(a, at));
      });
    }
    case 'float':
    case 'double': {
      if (scale > MOST_EXACT) return undefined;
      const unit = exactPower(scale);
      const round = to.kind === 'float' ? Math.fround : (x: number): number => x;
      return value((a, at) => {
        const x = wholeAt(a, at);
        return x === x ? round(x / unit) : any(integerAt(a, at));
      });
    }
    default:
      return undefined;
  }
}

const LIMITS: Readonly<Partial<Record<DataType['kind'], number>>> = { byte: 2 ** 7, short: 2 ** 15, integer: 2 ** 31 };
/** Powers of ten up to here are exact doubles. */
const MOST_EXACT = 22;

function toWide(
  from: DataType,
  to: DecimalType,
  failure: CastFailure,
  any: (value: unknown) => unknown,
): Give | undefined {
  const { precision, scale } = to;
  const slowly = (out: Words, value: unknown): boolean => {
    const n = any(value);
    if (n === null) return false;
    setInteger(out, 0, n as bigint);
    return true;
  };
  switch (from.kind) {
    case 'string':
      return (out: Words, source: Uint8Array, start: number, end: number) =>
        readWide(out, source, start, end, precision, scale) || slowly(out, decodeText(source, start, end));
    case 'byte':
    case 'short':
    case 'integer':
      return (out: Words, n: number) => {
        setWhole(out, 0, n);
        return rescale(out, 0, out, 0, scale, precision) || slowly(out, n);
      };
    case 'long':
    case 'decimal': {
      const digits = from.kind === 'long' ? scale : scale - from.scale;
      return (out: Words, a: Words, at: number) => {
        if (rescale(out, 0, a, at, digits, precision)) return true;
        failure.outOfRange(decimalToText(integerAt(a, at), scale - digits), precision, scale);
        return false;
      };
    }
    case 'float':
    case 'double':
      return (out: Words, x: number) => {
        const n = Number.isFinite(x) ? roundedShown(x < 0 ? -x : x, scale, false, false) : NaN;
        if (!(n < SAFE)) return slowly(out, x);
        setWhole(out, 0, x < 0 ? 0 - n : n);
        return true;
      };
    default:
      return undefined;
  }
}

/** Whole doubles up to here are exact. */
const SAFE = 9e15;
