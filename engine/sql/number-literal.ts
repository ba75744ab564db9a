import { BYTE, decimal, DOUBLE, FLOAT, INTEGER, LONG, SHORT, type DataType } from '../types/data-type.ts';
import { checkedDecimal } from '../types/ddl.ts';
import { digitCount, parseDecimal, pow10 } from '../types/decimal.ts';
import { AnalysisError } from '../types/errors.ts';
import type { LiteralExpression } from '../expressions/expression.ts';

const BITS: Readonly<Record<string, readonly [number, DataType]>> = {
  y: [8, BYTE],
  s: [16, SHORT],
  l: [64, LONG],
};

/** The literal of a number token, with its sign. */
export function numberLiteral(text: string, negative: boolean): LiteralExpression {
  const match = /^(.*?)(bd|[yslfd])?$/is.exec(text)!;
  const digits = match[1]!;
  const suffix = (match[2] ?? '').toLowerCase();
  const signed = negative ? `-${digits}` : digits;
  if (suffix === 'd' || (suffix === '' && /e/i.test(digits))) return fractional(signed, DOUBLE, 'double', text);
  if (suffix === 'f') return fractional(signed, FLOAT, 'float', text);
  if (suffix === 'bd' || digits.includes('.')) return decimalLiteral(signed);
  const value = BigInt(signed);
  const sized = BITS[suffix];
  if (sized !== undefined) {
    if (BigInt.asIntN(sized[0], value) !== value) throw outOfRange(text, sized[1].kind);
    return literal(sized[0] === 64 ? value : Number(value), sized[1]);
  }
  if (BigInt.asIntN(32, value) === value) return literal(Number(value), INTEGER);
  if (BigInt.asIntN(64, value) === value) return literal(value, LONG);
  return decimalLiteral(signed);
}

const literal = (value: unknown, type: DataType): LiteralExpression => ({ kind: 'literal', value, type });

function fractional(text: string, type: DataType, name: string, original: string): LiteralExpression {
  const value = type.kind === 'float' ? Math.fround(Number(text)) : Number(text);
  if (!Number.isFinite(value)) throw outOfRange(original, name);
  return literal(value, type);
}

function decimalLiteral(text: string): LiteralExpression {
  const parsed = parseDecimal(text)!;
  const scale = Math.max(0, parsed.scale);
  // more zeros than a decimal has digits are not made
  if (parsed.scale < -38) checkedDecimal(digitCount(parsed.unscaled) - parsed.scale, 0);
  const unscaled = parsed.scale < 0 ? parsed.unscaled * pow10(-parsed.scale) : parsed.unscaled;
  const precision = Math.max(digitCount(unscaled), scale);
  checkedDecimal(precision, scale);
  return literal(unscaled, decimal(precision, scale));
}

function outOfRange(text: string, type: string): AnalysisError {
  return new AnalysisError({
    condition: 'INVALID_NUMERIC_LITERAL_RANGE',
    sqlState: '22003',
    message: `Numeric literal ${text} is outside the valid range for ${type}.`,
  });
}
