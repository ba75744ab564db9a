import type { Scalar } from '../columnar/vector.ts';

/** HyperLogLog++ as Spark keeps it: one byte a register, precision from the relative error. */

export const precisionOf = (relativeError: number): number =>
  Math.ceil((2 * Math.log(1.106 / relativeError)) / Math.log(2));

/** Puts a hash into the registers (made when absent). */
export function addHash(registers: Uint8Array | null, hash: bigint, precision: number): Uint8Array {
  const made = registers ?? new Uint8Array(1 << precision);
  const bits = BigInt.asUintN(64, hash);
  const index = Number(bits >> BigInt(64 - precision));
  const rest = BigInt.asUintN(64, bits << BigInt(precision)) | (1n << BigInt(precision - 1));
  const zeros = 64 - rest.toString(2).length;
  if (made[index]! < zeros + 1) made[index] = zeros + 1;
  return made;
}

/** Up to which estimate counting empty registers is the better way, by precision from 4. */
const THRESHOLDS: readonly number[] = [
  10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 15500, 20000, 50000, 120000, 350000,
];

/** How many distinct hashes were put in. */
export function estimate(registers: Uint8Array | null, precision: number): Scalar {
  if (registers === null) return 0n;
  const m = registers.length;
  let sum = 0;
  let empty = 0;
  for (const register of registers) {
    sum += 1 / 2 ** register;
    if (register === 0) empty++;
  }
  const alpha = precision === 4 ? 0.673 : precision === 5 ? 0.697 : precision === 6 ? 0.709 : 0.7213 / (1 + 1.079 / m);
  const raw = (alpha * m * m) / sum;
  if (empty > 0) {
    const linear = m * Math.log(m / empty);
    if (linear <= (THRESHOLDS[precision - 4] ?? Infinity)) return BigInt(Math.round(linear));
  }
  return BigInt(Math.round(raw));
}
