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
import { DdlText } from './ddl-text.ts';
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
  readonly text: DdlText;
  /** What is wrong with a type that can be read; of two the first. Told when the text is read to its end. */
  private refusal: AnalysisError | null = null;

  constructor(text: string) {
    this.text = new DdlText(text);
  }

  /** @throws AnalysisError when something follows, or a type is none */
  end(): void {
    if (!this.text.done()) this.text.fail();
    if (this.refusal !== null) throw this.refusal;
  }

  private refuse(error: AnalysisError): DataType {
    this.refusal ??= error;
    return VOID;
  }

  type(): DataType {
    const { text } = this;
    const word = text.word();
    switch (word) {
      case 'decimal':
      case 'dec':
      case 'numeric': {
        const [precision = 10, scale = 0, ...more] = this.numbers();
        return more.length > 0
          ? this.refuse(unsupported(word, [precision, scale, ...more]))
          : checkedDecimal(precision, scale);
      }
      case 'array': {
        if (!text.take('<')) return this.refuse(incomplete('array', 'ARRAY<STRING>'));
        const element = this.type();
        text.expect('>');
        return array(element);
      }
      case 'map': {
        if (!text.take('<')) return this.refuse(incomplete('map', 'MAP<STRING, INT>'));
        const key = this.type();
        text.expect(',');
        const value = this.type();
        text.expect('>');
        return map(key, value);
      }
      case 'struct': {
        if (!text.take('<')) return this.refuse(incomplete('struct', 'STRUCT<name: STRING>'));
        if (text.take('>')) return struct([]);
        const fields = this.fields();
        text.expect('>');
        return struct(fields);
      }
      case 'interval':
        return this.interval();
      default:
        return this.plainType(word);
    }
  }

  /** A type of one word, with what may follow it. */
  private plainType(word: string): DataType {
    const { text } = this;
    const sizes = this.numbers();
    if (word === 'time') {
      text.takeWords('without', 'time', 'zone');
      return sizes.length > 1 ? this.refuse(unsupported(word, sizes)) : { kind: 'time', precision: sizes[0] ?? 6 };
    }
    if (word === 'timestamp' && sizes.length === 0) {
      if (text.takeWords('without', 'time', 'zone')) return TIMESTAMP_NTZ;
      text.takeWords('with', 'local', 'time', 'zone');
    }
    const sized = SIZED.has(word);
    const simple = sized ? STRING : SIMPLE.get(word);
    if (simple?.kind === 'string' && text.takeWords('collate')) {
      const collation = text.identifier();
      if (collation.toUpperCase() !== 'UTF8_BINARY') this.refuse(unsupported(`${word} collate ${collation}`, sizes));
    }
    if (sized && sizes.length === 0) return this.refuse(missingSize(word));
    if (simple === undefined || sizes.length > (sized ? 1 : 0)) return this.refuse(unsupported(word, sizes));
    return simple;
  }

  /** `(5, 2)`, or nothing. */
  private numbers(): number[] {
    const numbers: number[] = [];
    if (!this.text.take('(')) return numbers;
    do numbers.push(this.text.number());
    while (this.text.take(','));
    this.text.expect(')');
    return numbers;
  }

  private interval(): DataType {
    const { text } = this;
    const start = text.peekWord();
    if (!YEAR_MONTH.includes(start) && !DAY_TIME.includes(start)) return CALENDAR_INTERVAL;
    text.word();
    const order = YEAR_MONTH.includes(start) ? YEAR_MONTH : DAY_TIME;
    let end = start;
    if (text.takeWords('to')) {
      end = text.peekWord();
      if (order.indexOf(end) <= order.indexOf(start)) text.fail();
      text.word();
    }
    if (order === YEAR_MONTH) {
      return { kind: 'year_month_interval', start: start as YearMonthField, end: end as YearMonthField };
    }
    return { kind: 'day_time_interval', start: start as DayTimeField, end: end as DayTimeField };
  }

  fields(): StructField[] {
    const { text } = this;
    const fields: StructField[] = [];
    do {
      const name = text.identifier();
      text.take(':');
      const type = this.type();
      const nullable = !text.takeWords('not', 'null');
      const metadata = text.takeWords('comment') ? { comment: text.string() } : undefined;
      fields.push(metadata ? { name, type, nullable, metadata } : { name, type, nullable });
    } while (text.take(','));
    return fields;
  }
}

function unsupported(word: string, sizes: readonly number[]): AnalysisError {
  return new AnalysisError({
    condition: 'UNSUPPORTED_DATATYPE',
    sqlState: '0A000',
    message: `Unsupported data type "${word.toUpperCase()}${sizes.length === 0 ? '' : `(${sizes.join(',')})`}".`,
    hint: `Types are ${[...SIMPLE.keys()].slice(1, 11).join(', ')}, decimal(p,s), array<t>, map<k,v>, struct<a: t> and so on.`,
  });
}

function missingSize(word: string): AnalysisError {
  return new AnalysisError({
    condition: 'DATATYPE_MISSING_SIZE',
    sqlState: '42K01',
    message: `DataType "${word.toUpperCase()}" requires a length parameter, for example "${word.toUpperCase()}"(10).`,
    hint: 'Give the length, or use STRING.',
  });
}

function incomplete(word: string, example: string): AnalysisError {
  return new AnalysisError({
    condition: `INCOMPLETE_TYPE_DEFINITION.${word.toUpperCase()}`,
    sqlState: '42K01',
    message: `Incomplete complex type: The definition of "${word.toUpperCase()}" type is incomplete.`,
    hint: `Say what it holds: "${example}".`,
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

/**
 * Reads one type from DDL text: `array<decimal(10,2)>`, `timestamp without time zone`.
 *
 * @throws AnalysisError where the parser of Spark 4.3 has one too
 */
export const parseType = (text: string): DataType =>
  refuseTooComplex(() => {
    const reader = new DdlReader(text);
    const type = reader.type();
    reader.end();
    return type;
  });

/** Reads a schema from DDL text, with or without the surrounding `STRUCT<...>`: `id BIGINT NOT NULL, tags ARRAY<STRING>`. */
export const parseSchema = (text: string): StructType => refuseTooComplex(() => readSchema(text));

function readSchema(text: string): StructType {
  const reader = new DdlReader(text);
  if (reader.text.done()) return struct([]);
  const type = /^\s*struct\s*</i.test(text) ? reader.type() : struct(reader.fields());
  reader.end();
  return type as StructType;
}
