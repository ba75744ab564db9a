import type { DataType, DayTimeField, YearMonthField } from '../types/data-type.ts';
import { CALENDAR_INTERVAL } from '../types/data-type.ts';
import { AnalysisError } from '../types/errors.ts';
import { intervalOfFields, intervalOfUnits, parseIntervalText, type IntervalUnit } from '../types/parse-interval.ts';
import type { LiteralExpression } from '../expressions/expression.ts';
import { stringValue } from './string-literal.ts';
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

function calendar(text: string): LiteralExpression {
  const value = parseIntervalText(text);
  if (value === undefined) throw malformed(text, 'INTERVAL');
  return { kind: 'literal', value, type: CALENDAR_INTERVAL };
}

function united(parts: readonly { value: string; unit: IntervalUnit }[]): LiteralExpression {
  const result = intervalOfUnits(parts);
  if (result === 'mixed') {
    throw new AnalysisError({
      condition: '_LEGACY_ERROR_TEMP_0029',
      message: `Cannot mix year-month and day-time fields: INTERVAL ${parts.map((p) => `${p.value} ${p.unit}`).join(' ')}.`,
    });
  }
  if (result === undefined) throw malformed(parts.map((p) => `${p.value} ${p.unit}`).join(' '), 'INTERVAL');
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

export type { YearMonthField };
