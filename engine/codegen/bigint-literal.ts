/**
 * JavaScript of a bigint. V8 reads `-5n` as a negation, which makes an object each time it runs; cut to 64 bits it is none.
 */
export function bigintLiteral(value: bigint): string {
  if (value >= 0n) return `${value}n`;
  return BigInt.asIntN(64, value) === value ? `BigInt.asIntN(64, ${value}n)` : `(${value}n)`;
}

/** The bigint that such JavaScript stands for; undefined for any other. */
export function bigintOfLiteral(text: string): bigint | undefined {
  const digits = LITERAL.exec(text)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

const LITERAL = /^(?:BigInt\.asIntN\(64, |\()?(-?\d+)n\)?$/;
