import type { DataType, DayTimeField } from '../types/data-type.ts';
import { AnalysisError } from '../types/errors.ts';
import { intervalOfFields, intervalOfUnits, type IntervalUnit } from '../types/parse-interval.ts';
import type { LiteralExpression } from '../expressions/expression.ts';
import { stringValue } from '../types/string-literal.ts';
import type { TokenStream } from './token-stream.ts';

/** What stands behind the word INTERVAL; undefined when it is not an interval after all. */
export function intervalLiteral(tokens: TokenStream): LiteralExpression | undefined {
  const start = tokens.position;
  const parts: { value: string; unit: IntervalUnit }[] = [];
  for (;;) {
    const value = quantity(tokens);
    if (value === undefined) break;
    const unit = unitOf(tokens.peek().text);
    if (unit === undefined || tokens.peek().kind !== 'word') {
      if (parts.length > 0 || value.quoted === false) {
        tokens.position = start;
        return undefined;
      }
      return calendar(value.text);
    }
    tokens.next();
    if (parts.length === 0 && tokens.isWord('to')) {
      tokens.next();
      const end = unitOf(tokens.next().text);
      if (end === undefined) tokens.fail();
      return ranged(value.text, unit, end);
    }
    parts.push({ value: value.text, unit });
  }
  if (parts.length === 0) {
    tokens.position = start;
    return undefined;
  }
  return united(parts);
}

function quantity(tokens: TokenStream): { text: string; quoted: boolean } | undefined {
  const token = tokens.peek();
  if (token.kind === 'string') {
    tokens.next();
    return { text: stringValue(token.text), quoted: true };
  }
  const sign = token.kind === 'symbol' && (token.text === '-' || token.text === '+') ? token.text : '';
  const number = sign === '' ? token : tokens.peek(1);
  if (number.kind === 'string' && sign !== '') {
    tokens.next();
    tokens.next();
    const text = stringValue(number.text).trim();
    return { text: sign === '-' ? (text.startsWith('-') ? text.slice(1) : `-${text}`) : text, quoted: true };
  }
  if (number.kind !== 'number') return undefined;
  tokens.next();
  if (sign !== '') tokens.next();
  return { text: sign + number.text, quoted: false };
}

const UNITS: readonly IntervalUnit[] = [
  'year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond', 'microsecond', 'nanosecond',
]; // prettier-ignore

const unitOf = (word: string): IntervalUnit | undefined => UNITS.find((unit) => unit === word || `${unit}s` === word);

/** `INTERVAL '1 day 2 hours'`: quantities and units inside the quotes. */
function calendar(text: string): LiteralExpression {
  const words = text
    .trim()
    .replace(/^interval\s+/i, '')
    .split(/\s+/);
  const parts: { value: string; unit: IntervalUnit }[] = [];
  for (let i = 0; i + 1 < words.length; i += 2) {
    const unit = unitOf(words[i + 1]!.toLowerCase());
    if (unit === undefined) throw malformed(text, 'INTERVAL');
    parts.push({ value: words[i]!, unit });
  }
  if (parts.length === 0 || words.length % 2 !== 0) throw malformed(text, 'INTERVAL');
  return united(parts);
}

function united(parts: readonly { value: string; unit: IntervalUnit }[]): LiteralExpression {
  for (const { value, unit } of parts) {
    if (!/^\s*[+-]?(?:\d+\.?\d*|\.\d+)\s*$/.test(value)) {
      throw new AnalysisError({
        condition: '_LEGACY_ERROR_TEMP_0026',
        message: `Can only use numbers in the interval value part: '${value}'.`,
      });
    }
    if (value.includes('.') && unit !== 'second') {
      throw new AnalysisError({
        condition: 'INVALID_INTERVAL_FORMAT.INVALID_FRACTION',
        sqlState: '22006',
        message: `Error parsing '${value} ${unit}' to interval: ${unit} cannot have a fractional part.`,
      });
    }
  }
  const result = intervalOfUnits(parts);
  if (result === 'mixed') {
    throw new AnalysisError({
      condition: '_LEGACY_ERROR_TEMP_0029',
      message: `Cannot mix year-month and day-time fields: INTERVAL ${parts.map((p) => `${p.value} ${p.unit}`).join(' ')}.`,
    });
  }
  if (result === undefined) {
    throw new AnalysisError({
      condition: 'INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION',
      sqlState: '22015',
      message: 'Integer overflow while operating with intervals.',
    });
  }
  return { kind: 'literal', ...result };
}

function ranged(text: string, start: IntervalUnit, end: IntervalUnit): LiteralExpression {
  const type = rangeType(start, end);
  const value = type === undefined ? undefined : intervalOfFields(text, type);
  if (type === undefined || value === undefined) {
    throw new AnalysisError({
      condition: 'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING',
      sqlState: '22006',
      message: `Interval string '${text}' does not match the format of ${start} to ${end}.`,
    });
  }
  return { kind: 'literal', value, type };
}

function rangeType(start: IntervalUnit, end: IntervalUnit): DataType | undefined {
  if (start === 'year' && end === 'month') return { kind: 'year_month_interval', start, end };
  const order: readonly string[] = ['day', 'hour', 'minute', 'second'];
  const [from, to] = [order.indexOf(start), order.indexOf(end)];
  if (from < 0 || to < 0 || from >= to) return undefined;
  return { kind: 'day_time_interval', start: start as DayTimeField, end: end as DayTimeField };
}

function malformed(text: string, type: string): AnalysisError {
  return new AnalysisError({
    condition: 'INVALID_TYPED_LITERAL',
    sqlState: '42604',
    message: `The value of the typed literal ${type} is invalid: '${text}'.`,
  });
}
