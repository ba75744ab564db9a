import { isUtf8 } from 'node:buffer';
import { decodeText } from '../../columnar/texts.ts';
import { isInteger } from '../../columnar/vector.ts';
import type { BatchBuilder } from '../../columnar/vector-builder.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { equalRanges } from '../../types/byte-ranges.ts';
import { setInteger } from '../../types/int128.ts';
import type { TextOptions } from '../text-options.ts';
import { csvSyntax, type CsvSyntax } from './csv-syntax.ts';
import { IntegerRoom } from './integer-room.ts';
import { csvReader } from './read-csv.ts';

/** What is read of a value without making a text of it. */
type Kind = 'text' | 'whole' | 'double' | 'integer' | 'other';

const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);
/** Digits that a double holds exactly. */
const EXACT_DIGITS = 15;
const [SPACE, MINUS, POINT, ZERO, NINE] = [32, 45, 46, 48, 57];
/** What a value is when a number could not be read the quick way. */
const NOT_PLAIN = NaN;

/**
 * Reads lines of CSV without quotes straight from their bytes: most lines are such. Of every other line, and of one with a
 * value that does not fit, it takes nothing; the careful reader does.
 */
export class PlainRecords {
  private readonly kinds: readonly Kind[];
  private readonly readers: readonly ((text: string) => unknown)[];
  private readonly separator: number;
  private readonly quote: number;
  private readonly comment: number;
  private readonly nullText: Uint8Array;
  /** Where the values of the last record lie; -1 as the end of a null. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** What the values are that are no texts: whole numbers and doubles, where `values` holds undefined. */
  readonly numbers: Float64Array;
  readonly values: unknown[];
  /** What those are that are integers of 64 and 128 bits. */
  readonly integers: readonly (IntegerRoom | null)[];

  private constructor(schema: StructType, options: TextOptions, timeZone: string, syntax: CsvSyntax) {
    const types = schema.fields.map((f) => f.type);
    this.kinds = types.map(kindOf);
    this.readers = types.map((type) => csvReader(type, options, timeZone));
    this.integers = types.map((type) => (isInteger(type) ? new IntegerRoom(type, options, timeZone) : null));
    this.separator = syntax.separator.charCodeAt(0);
    this.quote = syntax.quote.charCodeAt(0);
    this.comment = syntax.comment === '' ? -1 : syntax.comment.charCodeAt(0);
    this.nullText = new TextEncoder().encode(syntax.nullText);
    const n = types.length;
    this.starts = new Int32Array(n);
    this.ends = new Int32Array(n);
    this.numbers = new Float64Array(n);
    this.values = new Array<unknown>(n);
  }

  /** @returns null when the syntax needs care in every line */
  static of(schema: StructType, options: TextOptions, timeZone: string): PlainRecords | null {
    const syntax = csvSyntax(options);
    const ascii = (text: string): boolean => text.length <= 1 && text <= '\x7f';
    const simple =
      syntax.separator.length === 1 && ascii(syntax.separator) && ascii(syntax.quote) && ascii(syntax.comment);
    const bounded = syntax.trimStart || syntax.trimEnd || syntax.maxLength !== Infinity;
    if (!simple || bounded || schema.fields.length > syntax.maxValues || schema.fields.length === 0) return null;
    return new PlainRecords(schema, options, timeZone, syntax);
  }

  /** Whether texts of these bytes may be taken as they are. */
  static takes(bytes: Uint8Array): boolean {
    return isUtf8(bytes);
  }

  /**
   * Appends the record `bytes[start .. end)` as a row.
   *
   * @param valid whether the bytes are known to be UTF-8
   * @returns false when it takes care to read; nothing was appended then
   */
  read(bytes: Uint8Array, start: number, end: number, into: BatchBuilder): boolean {
    if (!this.parse(bytes, start, end)) return false;
    this.append(bytes, into);
    return true;
  }

  /**
   * Finds the values of the record `bytes[start .. end)`, which is not empty.
   *
   * @returns false when it takes care to read
   */
  parse(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes[start]! <= SPACE || bytes[start] === this.comment || !this.splits(bytes, start, end)) return false;
    const { kinds, starts, ends, numbers, values, readers, integers } = this;
    for (let i = 0; i < kinds.length; i++) {
      const [from, to] = [starts[i]!, ends[i]!];
      if (this.isNull(bytes, from, to)) {
        ends[i] = -1;
        continue;
      }
      const kind = kinds[i]!;
      if (kind === 'text') continue;
      const integer = integers[i]!;
      if (kind === 'integer' && integer.read(integer.words, bytes, from, to)) continue;
      const number =
        kind === 'whole' ? wholeNumber(bytes, from, to) : kind === 'double' ? double(bytes, from, to) : NaN;
      numbers[i] = number;
      if (number === number) {
        values[i] = undefined;
        continue;
      }
      const value = readers[i]!(decodeText(bytes, from, to));
      if (value === undefined) return false;
      if (kind === 'integer') setInteger(integer.words, 0, value as bigint);
      else values[i] = value;
    }
    return true;
  }

  private append(bytes: Uint8Array, into: BatchBuilder): void {
    const { kinds, starts, ends, numbers, values, integers } = this;
    for (let i = 0; i < kinds.length; i++) {
      const column = into.builders[i]!;
      if (ends[i] === -1) column.append(null);
      else if (kinds[i] === 'text') column.appendBytes(bytes, starts[i]!, ends[i]!);
      else if (kinds[i] === 'integer') column.appendWords(integers[i]!.words, 0);
      else if (values[i] !== undefined) column.append(values[i]);
      else column.append(numbers[i]);
    }
    into.length++;
  }

  /** Finds the values; false when there is a quote, or another number of them than columns. */
  private splits(bytes: Uint8Array, start: number, end: number): boolean {
    const { separator, quote, starts, ends } = this;
    const last = starts.length - 1;
    let column = 0;
    let from = start;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === quote) return false;
      if (byte !== separator) continue;
      if (column === last) return false;
      starts[column] = from;
      ends[column++] = at;
      from = at + 1;
    }
    starts[column] = from;
    ends[column] = end;
    return column === last;
  }

  private isNull(bytes: Uint8Array, from: number, to: number): boolean {
    return from === to || equalRanges(bytes, from, to, this.nullText, 0, this.nullText.length);
  }
}

function kindOf(type: DataType): Kind {
  if (isInteger(type)) return 'integer';
  switch (type.kind) {
    case 'string':
      return 'text';
    case 'integer':
      return 'whole';
    case 'double':
      return 'double';
    default:
      return 'other';
  }
}

/** Digits with a minus or none, few enough for every type. */
function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  let at = negative ? from + 1 : from;
  if (at === to || to - at > 9) return NOT_PLAIN;
  let n = 0;
  for (; at < to; at++) {
    const digit = bytes[at]!;
    if (digit < ZERO || digit > NINE) return NOT_PLAIN;
    n = n * 10 + (digit - ZERO);
  }
  return negative ? -n : n;
}

/** Digits with at most one point among them: with so few the quotient is the nearest double. */
function double(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === MINUS;
  let at = negative ? from + 1 : from;
  if (at === to || to - at > EXACT_DIGITS + 1) return NOT_PLAIN;
  let n = 0;
  let point = -1;
  for (; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === POINT && point < 0) point = at;
    else if (byte < ZERO || byte > NINE) return NOT_PLAIN;
    else n = n * 10 + (byte - ZERO);
  }
  const decimals = point < 0 ? 0 : to - point - 1;
  if (point >= 0 && (decimals === 0 || point === (negative ? from + 1 : from))) return NOT_PLAIN;
  if (to - from > EXACT_DIGITS + (negative ? 1 : 0) + (point < 0 ? 0 : 1)) return NOT_PLAIN;
  return (negative ? -n : n) / POWERS[decimals]!;
}
