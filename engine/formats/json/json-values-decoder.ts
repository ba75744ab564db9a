import { struct, type StructType } from '../../types/data-type.ts';
import type { Interner } from '../../columnar/interner.ts';
import type { Scalar, TextVector, Vector } from '../../columnar/vector.ts';
import { ColumnBlock } from './column-block.ts';
import { learnTemplate, type JsonTemplate } from './json-template.ts';

const TEMPLATES = 4;
/** A matcher looks a few bytes ahead. */
const AHEAD = 64;
const LINE_BREAK = 10;
const decoder = new TextDecoder();

/**
 * A column of JSON values, one a row, into a struct. Values of a shape seen before are read where they lie, by the same
 * generated matchers that read JSON files; the rest goes through the function that the query would have called.
 */
export class JsonValuesDecoder {
  private readonly type: StructType;
  /** Positions of the fields that somebody reads. */
  private readonly used: readonly number[];
  private readonly schema: StructType;
  private readonly careful: (text: string) => Scalar;
  private templates: JsonTemplate[] = [];
  private misses = 0;
  private readonly reached = new Int32Array(2);

  constructor(type: StructType, used: readonly number[], careful: (text: string) => Scalar) {
    this.type = type;
    this.used = used;
    this.schema = struct(used.map((i) => type.fields[i]!));
    this.careful = careful;
  }

  /** The generated matchers, for `explain("codegen")`. */
  sources(): string[] {
    return this.templates.map((t) => t.source);
  }

  /** The struct of each value; null where there is no value or only blanks. */
  decode({ data, valid: given, texts }: TextVector, length: number, interner: Interner): Vector {
    const { arena: bytes, starts, ends } = texts;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const block = new ColumnBlock(this.schema, Math.max(1, length));
    let valid: Uint8Array | null = null;
    for (let row = 0; row < length; row++) {
      const id = data[row]!;
      const isNull = given !== null && given[row] === 0;
      const start = isNull ? 0 : starts[id]!;
      const end = isNull ? -1 : ends[id]!;
      if (this.matched(bytes, view, start, end, block, interner)) continue;
      if (this.carefully(bytes, start, end, block, interner)) continue;
      valid ??= new Uint8Array(length).fill(1);
      valid[row] = 0;
    }
    return { layout: 'struct', valid, children: this.withUnread(block.vectors(interner), length, interner) };
  }

  private matched(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    block: ColumnBlock,
    interner: Interner,
  ): boolean {
    const limit = bytes.length - AHEAD;
    if (start >= limit || end >= bytes.length || end <= start) return false;
    const { templates, reached } = this;
    const row = block.rows;
    // Matchers end at a line break: the byte after the value stands in for one as long as this takes.
    const after = bytes[end]!;
    bytes[end] = LINE_BREAK;
    let found = false;
    for (let i = 0; i < templates.length; i++) {
      templates[i]!.match(bytes, view, start, limit, row, row + 1, block.columns, interner, reached);
      found = reached[1] === row + 1 && reached[0] === end + 1;
      if (found) {
        if (i > 0) templates.unshift(...templates.splice(i, 1));
        break;
      }
      block.clearRow();
    }
    bytes[end] = after;
    if (found) block.rows = row + 1;
    return found;
  }

  /** @returns false when the struct is null */
  private carefully(bytes: Uint8Array, start: number, end: number, block: ColumnBlock, interner: Interner): boolean {
    const text = end < start ? null : decoder.decode(bytes.subarray(start, end));
    const value = (text === null ? null : this.careful(text)) as Scalar[] | null;
    block.append(
      this.used.map((i) => value?.[i] ?? null),
      interner,
      null,
    );
    if (value !== null && end < bytes.length - AHEAD) this.learn(bytes, start, end);
    return value !== null;
  }

  /** A shape is worth learning as long as values of it are common. */
  private learn(bytes: Uint8Array, start: number, end: number): void {
    if (++this.misses > 64 + 16 * this.templates.length) return;
    const template = learnTemplate(bytes, start, end, this.schema);
    if (template === null) return;
    this.templates.unshift(template);
    this.templates = this.templates.slice(0, TEMPLATES);
  }

  /** All fields of the struct; those that nobody reads are null throughout. */
  private withUnread(children: readonly Vector[], length: number, interner: Interner): Vector[] {
    if (this.used.length === this.type.fields.length) return [...children];
    return this.type.fields.map((field, i) => {
      const at = this.used.indexOf(i);
      if (at >= 0) return children[at]!;
      const nulls = new ColumnBlock(struct([field]), Math.max(1, length));
      nulls.rows = length;
      const [vector] = nulls.vectors(interner);
      return { ...vector!, valid: new Uint8Array(length) };
    });
  }
}
