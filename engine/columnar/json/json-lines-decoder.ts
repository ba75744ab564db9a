import { STRING, struct, type StructField, type StructType } from '../../types/data-type.ts';
import { RuntimeError } from '../../types/errors.ts';
import type { Interner } from '../interner.ts';
import { VectorBuilder } from '../vector-builder.ts';
import { layoutOf, type RecordBatch, type Scalar, type Vector } from '../vector.ts';
import { JsonReader, JsonSyntaxError } from './json-reader.ts';
import { learnTemplate, type JsonTemplate, type TemplateColumn } from './json-template.ts';
import { rowOf, type JsonTexts } from './node-to-scalar.ts';

export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST';

export interface JsonLinesOptions {
  readonly mode: ParseMode;
  /** The column that takes malformed lines, when the schema has it. */
  readonly corruptColumn: string;
  readonly texts: JsonTexts;
}

const TEMPLATES = 4;
/** Shorter rows than this fill more than one block. */
const ROW_BYTES = 24;
const decoder = new TextDecoder();

/**
 * JSON, one record a line, into columns. Lines of a shape seen before go through a generated matcher; the rest is read
 * with care, value by value. JavaScript objects are made for the careful lines only, `JSON.parse` for none.
 */
export class JsonLinesDecoder {
  private readonly schema: StructType;
  /** The wanted columns without the one for malformed lines. */
  private readonly dataSchema: StructType;
  private readonly corruptIndex: number;
  private readonly options: JsonLinesOptions;
  private readonly interner: Interner;
  private templates: JsonTemplate[] = [];
  private origin = '';
  private misses = 0;
  /** Position and row that a matcher came to. */
  private readonly reached = new Int32Array(2);
  malformed = 0;

  constructor(schema: StructType, options: JsonLinesOptions, interner: Interner) {
    this.schema = schema;
    this.options = options;
    this.interner = interner;
    this.corruptIndex = schema.fields.findIndex((f) => f.name === options.corruptColumn);
    this.dataSchema = struct(schema.fields.filter((_, i) => i !== this.corruptIndex));
  }

  /** The generated matchers, for `explain("codegen")`. */
  sources(): string[] {
    return this.templates.map((t) => t.source);
  }

  /**
   * Blocks of at most `blockRows` rows.
   *
   * @param origin where the bytes come from, for errors: a file's name
   */
  *decode(bytes: Uint8Array, blockRows: number, origin: string): Generator<RecordBatch> {
    this.origin = origin;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = bytes.length;
    let at = skipMark(bytes);
    while (at < length) {
      // A small file does not pay for the columns of a large one.
      const block = new Block(this.dataSchema, Math.min(blockRows, 16 + Math.ceil((length - at) / ROW_BYTES)));
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
  private line(bytes: Uint8Array, view: DataView, at: number, block: Block): number {
    const { templates, interner, reached } = this;
    // A matcher looks a few bytes ahead, so the last lines of a buffer are read with care.
    const limit = bytes.length - 64;
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

  private promote(i: number): void {
    const [used] = this.templates.splice(i, 1);
    this.templates.unshift(used!);
  }

  private carefully(bytes: Uint8Array, start: number, end: number, block: Block, unknown: boolean): void {
    const reader = new JsonReader(bytes, start, end);
    if (reader.blank) return;
    let values: Scalar[] | null = null;
    let malformed = false;
    try {
      const node = reader.document();
      const nodes = node.kind === 'array' ? node.items : [node];
      for (const item of nodes) {
        const row = rowOf(item, this.dataSchema, this.options.texts);
        values = row.values;
        malformed = row.malformed;
        if (!malformed) block.append(values, this.interner, null);
        else this.bad(values, bytes, start, end, block);
      }
      if (!malformed && node.kind === 'object' && unknown) this.learn(bytes, start, end);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      this.bad(
        this.dataSchema.fields.map(() => null),
        bytes,
        start,
        end,
        block,
      );
    }
  }

  private bad(values: Scalar[], bytes: Uint8Array, start: number, end: number, block: Block): void {
    this.malformed++;
    const text = decoder.decode(bytes.subarray(start, end)).replace(/\r$/, '');
    if (this.options.mode === 'FAILFAST') throw malformedRecord(text, this.origin);
    if (this.options.mode === 'PERMISSIVE') block.append(values, this.interner, text);
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

  private finish(block: Block): RecordBatch {
    const vectors = block.vectors(this.interner);
    if (this.corruptIndex < 0) return { schema: this.schema, columns: vectors, length: block.rows };
    const corrupt = new VectorBuilder(STRING, this.interner, block.rows);
    for (let row = 0; row < block.rows; row++) corrupt.append(block.corrupt.get(row) ?? null);
    vectors.splice(this.corruptIndex, 0, corrupt.finish());
    return { schema: this.schema, columns: vectors, length: block.rows };
  }
}

/** The columns of one block while they are filled; a value is there unless somebody says it is not. */
export class Block {
  readonly columns: TemplateColumn[];
  readonly corrupt = new Map<number, string>();
  rows = 0;
  readonly capacity: number;
  private readonly fields: readonly StructField[];
  /** Columns of types that have no flat array are built from scalars. */
  private readonly builders: (Scalar[] | null)[];

  constructor(schema: StructType, capacity: number) {
    this.fields = schema.fields;
    this.capacity = capacity;
    this.columns = schema.fields.map((f) => newColumn(f, capacity));
    this.builders = this.columns.map((c) => (c.data === null ? [] : null));
  }

  /** Takes back what a matcher wrote before it gave up. */
  clearRow(): void {
    for (const { valid } of this.columns) valid[this.rows] = 1;
  }

  append(values: readonly Scalar[], interner: Interner, corrupt: string | null): void {
    const row = this.rows++;
    if (corrupt !== null) this.corrupt.set(row, corrupt);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? null;
      const builder = this.builders[i]!;
      const { data, valid } = this.columns[i]!;
      if (builder !== null) builder[row] = value;
      else if (value === null) valid[row] = 0;
      else {
        valid[row] = 1;
        const layout = layoutOf(this.fields[i]!.type);
        (data as unknown[])[row] =
          layout === 'string' ? interner.intern(value as string) : layout === 'bool' ? (value ? 1 : 0) : value;
      }
    }
  }

  vectors(interner: Interner): Vector[] {
    return this.fields.map((f, i) => {
      const { data, valid } = this.columns[i]!;
      const rows = this.rows;
      const builder = this.builders[i]!;
      if (builder !== null) {
        const vector = new VectorBuilder(f.type, interner, rows);
        for (let row = 0; row < rows; row++) vector.append(builder[row] ?? null);
        return vector.finish();
      }
      const own = valid.subarray(0, rows);
      const layout = layoutOf(f.type);
      const common = { layout, valid: own.includes(0) ? own : null, data: (data as Int32Array).subarray(0, rows) };
      return (layout === 'string' ? { ...common, interner } : common) as unknown as Vector;
    });
  }
}

function newColumn({ type }: StructField, capacity: number): TemplateColumn {
  const valid = new Uint8Array(capacity).fill(1);
  switch (layoutOf(type)) {
    case 'bool':
      return { data: new Uint8Array(capacity), halves: null, valid };
    case 'i32':
    case 'string':
      return { data: new Int32Array(capacity), halves: null, valid };
    case 'i64': {
      const data = new BigInt64Array(capacity);
      return { data, halves: new Int32Array(data.buffer), valid };
    }
    case 'f32':
      return { data: new Float32Array(capacity), halves: null, valid };
    case 'f64':
      return { data: new Float64Array(capacity), halves: null, valid };
    default:
      return { data: null, halves: null, valid };
  }
}

function endOfLine(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(10, at);
  return end < 0 ? bytes.length : end;
}

/** A byte order mark is no part of the text. */
const skipMark = (bytes: Uint8Array): number => (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);

const malformedRecord = (text: string, origin: string): RuntimeError =>
  new RuntimeError({
    condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
    sqlState: '22023',
    message: `Malformed records are detected in record parsing: ${text.slice(0, 200)}. Parse Mode: FAILFAST.`,
    input: origin,
    hint: "To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.",
  });
