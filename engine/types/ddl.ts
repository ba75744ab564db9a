import {
  array,
  BINARY,
  BOOLEAN,
  BYTE,
  CALENDAR_INTERVAL,
  DATE,
  decimal,
  DOUBLE,
  FLOAT,
  INTEGER,
  LONG,
  map,
  SHORT,
  STRING,
  struct,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  VARIANT,
  VOID,
  type DataType,
  type DayTimeField,
  type StructField,
  type StructType,
  type YearMonthField,
} from './data-type.ts';
import { AnalysisError } from './errors.ts';
import { stringValue } from './string-literal.ts';
import { refuseTooComplex } from './too-complex.ts';

const SIMPLE: ReadonlyMap<string, DataType> = new Map([
  ['void', VOID],
  ['boolean', BOOLEAN],
  ['tinyint', BYTE],
  ['byte', BYTE],
  ['smallint', SHORT],
  ['short', SHORT],
  ['int', INTEGER],
  ['integer', INTEGER],
  ['bigint', LONG],
  ['long', LONG],
  ['float', FLOAT],
  ['real', FLOAT],
  ['double', DOUBLE],
  ['string', STRING],
  ['binary', BINARY],
  ['date', DATE],
  ['timestamp', TIMESTAMP],
  ['timestamp_ltz', TIMESTAMP],
  ['timestamp_ntz', TIMESTAMP_NTZ],
  ['variant', VARIANT],
]);

/** Texts that must say how long they may be. */
const SIZED: ReadonlySet<string> = new Set(['varchar', 'char', 'character']);

const YEAR_MONTH: readonly string[] = ['year', 'month'];
const DAY_TIME: readonly string[] = ['day', 'hour', 'minute', 'second'];

/** Reads types and schemas written as DDL (`a INT, b STRUCT<c: STRING> NOT NULL`). */
class DdlReader {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  fail(): never {
    const near = this.text.slice(this.position, this.position + 20).trim();
    throw new AnalysisError({
      condition: 'PARSE_SYNTAX_ERROR',
      sqlState: '42601',
      message: near
        ? `Syntax error at or near '${near}' in the type or schema "${this.text.slice(0, 200)}".`
        : `Syntax error at end of input in the type or schema "${this.text.slice(0, 200)}".`,
      hint: 'Write a schema as "name TYPE, name TYPE", for example "id BIGINT, tags ARRAY<STRING>".',
    });
  }

  skip(): void {
    while (/\s/.test(this.text[this.position] ?? '')) this.position++;
  }

  done(): boolean {
    this.skip();
    return this.position >= this.text.length;
  }

  take(symbol: string): boolean {
    this.skip();
    if (!this.text.startsWith(symbol, this.position)) return false;
    this.position += symbol.length;
    return true;
  }

  peekWord(): string {
    this.skip();
    return /^[A-Za-z_][A-Za-z0-9_]*/.exec(this.text.slice(this.position))?.[0].toLowerCase() ?? '';
  }

  takeWord(word: string): boolean {
    if (this.peekWord() !== word) return false;
    this.position += word.length;
    return true;
  }

  expect(symbol: string): void {
    if (!this.take(symbol)) this.fail();
  }

  number(): number {
    this.skip();
    const digits = /^\d+/.exec(this.text.slice(this.position))?.[0];
    if (digits === undefined) this.fail();
    this.position += digits.length;
    return Number(digits);
  }

  identifier(): string {
    this.skip();
    if (this.text[this.position] === '`') {
      const quoted = /^`((?:[^`]|``)*)`/.exec(this.text.slice(this.position));
      if (quoted === null) this.fail();
      this.position += quoted[0].length;
      return quoted[1]!.replaceAll('``', '`');
    }
    const word = /^[\p{L}_0-9][\p{L}\p{N}_]*/u.exec(this.text.slice(this.position))?.[0];
    if (word === undefined) this.fail();
    this.position += word.length;
    return word;
  }

  type(): DataType {
    const word = this.peekWord();
    if (word === '') this.fail();
    this.position += word.length;
    switch (word) {
      case 'decimal':
      case 'dec':
      case 'numeric': {
        if (!this.take('(')) return decimal(10, 0);
        const precision = this.number();
        const scale = this.take(',') ? this.number() : 0;
        this.expect(')');
        return checkedDecimal(precision, scale);
      }
      case 'array': {
        this.expect('<');
        const element = this.type();
        this.expect('>');
        return array(element);
      }
      case 'map': {
        this.expect('<');
        const key = this.type();
        this.expect(',');
        const value = this.type();
        this.expect('>');
        return map(key, value);
      }
      case 'struct': {
        this.expect('<');
        if (this.take('>')) return struct([]);
        const fields = this.fields();
        this.expect('>');
        return struct(fields);
      }
      case 'time':
        return { kind: 'time', precision: this.length() ?? 6 };
      case 'interval':
        return this.interval();
      default: {
        const size = this.length();
        if (SIZED.has(word)) return size === undefined ? missingSize(word) : STRING;
        const simple = SIMPLE.get(word);
        return simple === undefined || size !== undefined ? unsupported(word, size) : simple;
      }
    }
  }

  private length(): number | undefined {
    if (!this.take('(')) return undefined;
    const n = this.number();
    this.expect(')');
    return n;
  }

  private interval(): DataType {
    const start = this.peekWord();
    if (!YEAR_MONTH.includes(start) && !DAY_TIME.includes(start)) return CALENDAR_INTERVAL;
    this.takeWord(start);
    const order = YEAR_MONTH.includes(start) ? YEAR_MONTH : DAY_TIME;
    let end = start;
    if (this.takeWord('to')) {
      end = this.peekWord();
      if (order.indexOf(end) <= order.indexOf(start)) this.fail();
      this.takeWord(end);
    }
    if (order === YEAR_MONTH) {
      return { kind: 'year_month_interval', start: start as YearMonthField, end: end as YearMonthField };
    }
    return { kind: 'day_time_interval', start: start as DayTimeField, end: end as DayTimeField };
  }

  fields(): StructField[] {
    const fields: StructField[] = [];
    do {
      const name = this.identifier();
      this.take(':');
      const type = this.type();
      let nullable = true;
      if (this.takeWord('not')) {
        if (!this.takeWord('null')) this.fail();
        nullable = false;
      }
      let metadata: Record<string, unknown> | undefined;
      if (this.takeWord('comment')) metadata = { comment: this.text_() };
      fields.push(metadata ? { name, type, nullable, metadata } : { name, type, nullable });
    } while (this.take(','));
    return fields;
  }

  private text_(): string {
    this.skip();
    const quoted = /^(?:'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")/s.exec(this.text.slice(this.position))?.[0];
    if (quoted === undefined) this.fail();
    this.position += quoted.length;
    return stringValue(quoted);
  }
}

function unsupported(word: string, size: number | undefined): never {
  throw new AnalysisError({
    condition: 'UNSUPPORTED_DATATYPE',
    sqlState: '0A000',
    message: `Unsupported data type "${word.toUpperCase()}${size === undefined ? '' : `(${size})`}".`,
    hint: `Types are ${[...SIMPLE.keys()].slice(1, 11).join(', ')}, decimal(p,s), array<t>, map<k,v>, struct<a: t> and so on.`,
  });
}

function missingSize(word: string): never {
  throw new AnalysisError({
    condition: 'DATATYPE_MISSING_SIZE',
    sqlState: '42K01',
    message: `DataType "${word.toUpperCase()}" requires a length parameter, for example "${word.toUpperCase()}"(10).`,
    hint: 'Give the length, or use STRING.',
  });
}

/** A decimal type whose precision and scale Spark would accept. */
export function checkedDecimal(precision: number, scale: number): DataType {
  if (precision > 38) {
    throw new AnalysisError({
      condition: 'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION',
      sqlState: '22003',
      message: `Decimal precision ${precision} exceeds max precision 38.`,
    });
  }
  if (scale > precision) {
    throw new AnalysisError({
      condition: 'DECIMAL_SCALE_EXCEEDS_PRECISION',
      sqlState: '42K0H',
      message: `Decimal scale (${scale}) cannot be greater than precision (${precision}).`,
    });
  }
  return decimal(precision, scale);
}

/** Reads one type from DDL text: `array<decimal(10,2)>`. */
export const parseType = (text: string): DataType =>
  refuseTooComplex(() => {
    const reader = new DdlReader(text);
    const type = reader.type();
    if (!reader.done()) reader.fail();
    return type;
  });

/** Reads a schema from DDL text, with or without the surrounding `STRUCT<...>`: `id BIGINT NOT NULL, tags ARRAY<STRING>`. */
export const parseSchema = (text: string): StructType => refuseTooComplex(() => readSchema(text));

function readSchema(text: string): StructType {
  const reader = new DdlReader(text);
  if (/^\s*struct\s*</i.test(text)) {
    const type = reader.type();
    if (type.kind === 'struct' && reader.done()) return type;
    reader.fail();
  }
  if (reader.done()) return struct([]);
  const fields = reader.fields();
  if (!reader.done()) reader.fail();
  return struct(fields);
}
