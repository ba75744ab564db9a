import type { DataType } from '../../types/data-type.ts';
import { decimalToText } from '../../types/decimal.ts';
import { doubleOf, exactOfAny } from '../../types/exact-long.ts';
import { exactPower } from '../../types/round-double.ts';
import type { CastFailure } from './cast-failure.ts';
import type { Convert } from './convert.ts';
import { parseDouble } from './parse-number.ts';

export function toFractional(from: DataType, to: DataType, failure: CastFailure): Convert | undefined {
  const round = to.kind === 'float' ? Math.fround : (x: number): number => x;
  switch (from.kind) {
    case 'string':
      return (text: string) => {
        const x = parseDouble(text);
        return x === undefined ? failure.malformed(text) : round(x);
      };
    case 'boolean':
      return (b: boolean) => (b ? 1 : 0);
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return round;
    case 'long':
      return to.kind === 'float' ? longToFloat : doubleOf;
    case 'decimal':
      return fromDecimal(from.scale, round);
    case 'timestamp':
      return (micros: bigint) => round(doubleOf(micros) / 1e6);
    default:
      return undefined;
  }
}

/** Two exact numbers divide to the nearest double. */
function fromDecimal(scale: number, round: (x: number) => number): (n: bigint) => number {
  if (scale > 22) return (n) => round(Number(decimalToText(n, scale)));
  const unit = exactPower(scale);
  return (n) => {
    const x = exactOfAny(n);
    return round(x === x ? x / unit : Number(decimalToText(n, scale)));
  };
}

/** Rounds once, not first to a double and then to a float. */
function longToFloat(n: bigint): number {
  const size = n < 0n ? -n : n;
  if (size < 1n << 53n) return Math.fround(Number(n));
  const drop = BigInt(size.toString(2).length - 26);
  const kept = (size >> drop) | (size & ((1n << drop) - 1n) ? 1n : 0n);
  const rounded = Math.fround(Number(kept)) * 2 ** Number(drop);
  return n < 0n ? -rounded : rounded;
}
