import type { Int128Array } from '../../columnar/int128-array.ts';
import { layoutOf, type Vector } from '../../columnar/vector.ts';
import type { DataType } from '../../types/data-type.ts';

/** Numbers of 64 bits whose unsigned order is the order of the values, in halves. */
export class OrderBits {
  readonly high: Int32Array<ArrayBuffer>;
  readonly low: Int32Array<ArrayBuffer>;

  constructor(length: number) {
    this.high = new Int32Array(length);
    this.low = new Int32Array(length);
  }

  /** Turns the order round. */
  complement(): void {
    const { high, low } = this;
    for (let i = 0; i < high.length; i++) high[i] = ~high[i]!;
    for (let i = 0; i < low.length; i++) low[i] = ~low[i]!;
  }

  /** Whether number `i` is before number `j` of other bits. */
  isBefore(i: number, other: OrderBits, j: number): boolean {
    const [a, b] = [this.high[i]! >>> 0, other.high[j]! >>> 0];
    return a === b ? this.low[i]! >>> 0 < other.low[j]! >>> 0 : a < b;
  }
}

const SIGN = 0x80000000 | 0;

/** Whether the order of a type's values is that of 64-bit numbers, whatever they are. */
export function hasOrderBits(type: DataType): boolean {
  const layout = layoutOf(type);
  return layout === 'bool' || layout === 'i32' || layout === 'i64' || layout === 'f32' || layout === 'f64';
}

/**
 * The order of the values in the given rows; NaN is the largest and both zeros are equal. Nulls give any bits.
 *
 * @param rows null for the first `length`
 */
export function orderBits(vector: Vector, rows: Int32Array | null, length: number): OrderBits {
  const bits = new OrderBits(length);
  switch (vector.layout) {
    case 'bool':
      boolBits(vector.data, rows, bits.low);
      break;
    case 'i32':
      intBits(vector.data, rows, bits.low);
      break;
    case 'i64':
      longBits(vector.data, rows, bits);
      break;
    case 'f32':
      doubleBits(
        Float64Array.from(bits.low, (_, i) => vector.data[rows === null ? i : rows[i]!]!),
        null,
        bits,
      );
      break;
    case 'f64':
      doubleBits(vector.data, rows, bits);
      break;
    default:
      throw new Error(`a ${vector.layout} is not ordered by 64 bits`);
  }
  return bits;
}

/** The same of integers of 128 bits: the low halves of all, or their high ones. */
export function wideOrderBits({ words }: Int128Array, rows: Int32Array, half: 'low' | 'high'): OrderBits {
  const bits = new OrderBits(rows.length);
  const { high, low } = bits;
  const first = half === 'low' ? 0 : 2;
  // A low half has no sign of its own.
  const sign = half === 'low' ? 0 : SIGN;
  for (let i = 0; i < high.length; i++) {
    const at = 4 * rows[i]! + first;
    low[i] = words[at]!;
    high[i] = words[at + 1]! ^ sign;
  }
  return bits;
}

function boolBits(data: Uint8Array, rows: Int32Array | null, low: Int32Array): void {
  for (let i = 0; i < low.length; i++) low[i] = data[rows === null ? i : rows[i]!]!;
}

function intBits(data: Int32Array, rows: Int32Array | null, low: Int32Array): void {
  for (let i = 0; i < low.length; i++) low[i] = data[rows === null ? i : rows[i]!]! ^ SIGN;
}

function longBits(data: BigInt64Array, rows: Int32Array | null, { high, low }: OrderBits): void {
  const halves = new Int32Array(data.buffer, data.byteOffset, data.length * 2);
  for (let i = 0; i < high.length; i++) {
    const at = 2 * (rows === null ? i : rows[i]!);
    low[i] = halves[at]!;
    high[i] = halves[at + 1]! ^ SIGN;
  }
}

const NAN_HIGH = 0x7ff80000;
const one = new Float64Array(1);
const oneHalves = new Int32Array(one.buffer);

function doubleBits(data: Float64Array, rows: Int32Array | null, { high, low }: OrderBits): void {
  for (let i = 0; i < high.length; i++) {
    const value = data[rows === null ? i : rows[i]!]!;
    if (value !== value) {
      high[i] = NAN_HIGH ^ SIGN;
      continue;
    }
    one[0] = value + 0;
    const top = oneHalves[1]!;
    const below = top >> 31;
    high[i] = top ^ (below | SIGN);
    low[i] = oneHalves[0]! ^ below;
  }
}
