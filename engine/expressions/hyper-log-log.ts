import type { Scalar } from '../columnar/vector.ts';

/** HyperLogLog++ as Spark keeps it: one byte a register, precision from the relative error. */

export const precisionOf = (relativeError: number): number =>
  Math.ceil((2 * Math.log(1.106 / relativeError)) / Math.log(2));

/** Puts a hash, given as its halves, into the registers (made when absent). */
export function addHash(registers: Uint8Array | null, low: number, high: number, precision: number): Uint8Array {
  const made = registers ?? new Uint8Array(1 << precision);
  const index = high >>> (32 - precision);
  const first = (high << precision) | (low >>> (32 - precision));
  const zeros = first === 0 ? 32 + Math.clz32((low << precision) | (1 << (precision - 1))) : Math.clz32(first);
  if (made[index]! < zeros + 1) made[index] = zeros + 1;
  return made;
}

/** Puts the hashes of other registers into these (made when absent). */
export function mergeRegisters(registers: Uint8Array | null, others: Uint8Array | null): Uint8Array | null {
  if (others === null) return registers;
  if (registers === null) return others.slice();
  for (let i = 0; i < others.length; i++) if (others[i]! > registers[i]!) registers[i] = others[i]!;
  return registers;
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
