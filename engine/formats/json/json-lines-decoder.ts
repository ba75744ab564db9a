import { STRING, struct, type StructType } from '../../types/data-type.ts';
import type { Interner } from '../../columnar/interner.ts';
import { VectorBuilder } from '../../columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../../columnar/vector.ts';
import { ColumnBlock } from './column-block.ts';
import { learnTemplate, type JsonTemplate } from './json-template.ts';
import { jsonRowsReader, type JsonRows } from './read-json.ts';
import { malformedRecord } from '../malformed-record.ts';
import { afterMark, LONGEST_TEXT } from '../text-lines.ts';
import { endOfLine, jsonLine, longLines, shownLine } from './json-lines.ts';
import type { ParseMode, TextOptions } from '../text-options.ts';

const TEMPLATES = 4;
/** Shorter rows than this fill more than one block. */
const ROW_BYTES = 24;

/**
 * JSON, one record a line, into columns. Lines of a shape seen before go through a generated matcher; the rest is read
 * with care, value by value. JavaScript objects are made for the careful lines only, `JSON.parse` for none.
 */
export class JsonLinesDecoder {
  private readonly schema: StructType;
  /** The wanted columns without the one for malformed lines. */
  private readonly dataSchema: StructType;
  private readonly corruptIndex: number;
  private readonly mode: ParseMode;
  private readonly read: (line: string) => JsonRows;
  /** Matchers know the standard spelling of times only. */
  private readonly learns: boolean;
  private readonly interner: Interner;
  private readonly longest: number;
  private templates: JsonTemplate[] = [];
  private origin = '';
  private misses = 0;
  /** Where lines begin that are longer than a text can be. */
  private longLines: number[] = [];
  /** Position and row that a matcher came to. */
  private readonly reached = new Int32Array(2);
  malformed = 0;

  /** @param longest bytes that a line may have */
  constructor(
    schema: StructType,
    options: TextOptions,
    timeZone: string,
    interner: Interner,
    longest: number = LONGEST_TEXT,
  ) {
    options.checkLocale();
    this.schema = schema;
    this.mode = options.mode;
    this.learns = options.get('timestampFormat') === undefined && options.get('timeZone') === undefined;
    this.interner = interner;
    this.longest = longest;
    this.corruptIndex = schema.fields.findIndex((f) => f.name === options.corruptColumn);
    this.dataSchema = struct(schema.fields.filter((_, i) => i !== this.corruptIndex));
    this.read = jsonRowsReader(this.dataSchema, options, timeZone);
  }

  /** The generated matchers, for `explain("codegen")`. */
  sources(): string[] {
    return this.templates.map((t) => t.source);
  }

  /**
   * Blocks of at most `blockRows` rows.
   *
   * @param origin where the bytes come from, for errors: a file's name
   * @param first whether the file begins with them
   */
  *decode(bytes: Uint8Array, blockRows: number, origin: string, first = true): Generator<RecordBatch> {
    this.origin = origin;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = bytes.length;
    let at = first ? afterMark(bytes) : 0;
    this.longLines = longLines(bytes, this.longest);
    while (at < length) {
      // A small file does not pay for the columns of a large one.
      const block = new ColumnBlock(this.dataSchema, Math.min(blockRows, 16 + Math.ceil((length - at) / ROW_BYTES)));
      while (at < length && block.rows < block.capacity) {
        if (bytes[at] === 10 || bytes[at] === 13) {
          at++;
          continue;
        }
        at = this.line(bytes, view, at, block);
      }
      if (block.rows > 0) yield this.finish(block);
    }
  }

  /** Reads the line at `at` and what follows in its shape; gives the position after it. */
  private line(bytes: Uint8Array, view: DataView, at: number, block: ColumnBlock): number {
    const { templates, interner, reached } = this;
    while (this.longLines[0]! < at) this.longLines.shift();
    // A matcher looks a few bytes ahead, so the last lines of a buffer are read with care.
    const limit = Math.min(bytes.length - 64, this.longLines[0] ?? Infinity);
    for (let i = 0; i < templates.length && at < limit; i++) {
      const before = block.rows;
      templates[i]!.match(bytes, view, at, limit, before, block.capacity, block.columns, interner, reached);
      at = reached[0]!;
      block.rows = reached[1]!;
      if (block.rows < block.capacity) block.clearRow();
      if (block.rows === before) continue;
      if (i > 0) this.promote(i);
      return at;
    }
    const end = endOfLine(bytes, at);
    this.carefully(bytes, at, end, block, end < limit || templates.length === 0);
    return end + 1;
  }

  /** What becomes of a line that is longer than a text can be. */
  private get tooLong(): JsonRows {
    return { rows: [this.dataSchema.fields.map(() => null)], bad: true };
  }

  private promote(i: number): void {
    const [used] = this.templates.splice(i, 1);
    this.templates.unshift(used!);
  }

  private carefully(bytes: Uint8Array, start: number, end: number, block: ColumnBlock, unknown: boolean): void {
    const text = jsonLine(bytes, start, end, this.longest);
    if (text !== null && text.trim() === '') return;
    const { rows, bad } = text === null ? this.tooLong : this.read(text);
    const shown = bad ? shownLine(bytes, start, end, this.longest) : null;
    if (shown !== null) {
      this.malformed++;
      if (this.mode === 'FAILFAST') throw malformedRecord(shown, this.origin);
      if (this.mode === 'DROPMALFORMED') return;
    } else if (unknown && this.learns) this.learn(bytes, start, end);
    for (const row of rows) block.append(row as Scalar[], this.interner, shown);
  }

  /** A shape is worth learning as long as lines of it are common. */
  private learn(bytes: Uint8Array, start: number, end: number): void {
    if (++this.misses > 64 + 16 * this.templates.length) return;
    const to = bytes[end - 1] === 13 ? end - 1 : end;
    const template = learnTemplate(bytes, start, to, this.dataSchema);
    if (template === null) return;
    this.templates.unshift(template);
    this.templates = this.templates.slice(0, TEMPLATES);
  }

  private finish(block: ColumnBlock): RecordBatch {
    const vectors = block.vectors(this.interner);
    if (this.corruptIndex < 0) return { schema: this.schema, columns: vectors, length: block.rows };
    const corrupt = new VectorBuilder(STRING, block.rows);
    for (let row = 0; row < block.rows; row++) corrupt.append(block.corrupt.get(row) ?? null);
    vectors.splice(this.corruptIndex, 0, corrupt.finish());
    return { schema: this.schema, columns: vectors, length: block.rows };
  }
}
