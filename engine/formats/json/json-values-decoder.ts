import { struct, type StructType } from '../../types/data-type.ts';
import type { Interner } from '../../columnar/interner.ts';
import type { Scalar, TextVector, Vector } from '../../columnar/vector.ts';
import { ColumnBlock } from './column-block.ts';
import { valueLines, type ValueLines } from './value-lines.ts';
import { learnTemplate, type JsonTemplate } from './json-template.ts';

const TEMPLATES = 4;
/** A matcher looks a few bytes ahead. */
const AHEAD = 64;
const RETURN = 13;
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
  /** Values are gathered in the same bytes again and again: what is read of them is kept elsewhere. */
  private scratch = new Uint8Array(0);

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
  decode(values: TextVector, length: number, interner: Interner): Vector {
    const lines = valueLines(values, length, AHEAD, this.room);
    const view = new DataView(lines.bytes.buffer, lines.bytes.byteOffset, lines.bytes.byteLength);
    const block = new ColumnBlock(this.schema, Math.max(1, length));
    let valid: Uint8Array | null = null;
    let present = 0;
    while (block.rows < length) {
      const { rows } = block;
      present = this.presentUntil(lines, rows, Math.max(present, rows), length);
      if (this.matched(lines, view, present, block, interner)) continue;
      if (this.carefully(lines.bytes, lines.starts[rows]!, lines.ends[rows]!, block, interner)) continue;
      valid ??= new Uint8Array(length).fill(1);
      valid[rows] = 0;
    }
    return { layout: 'struct', valid, children: this.withUnread(block.vectors(interner), length, interner) };
  }

  private readonly room = (bytes: number): Uint8Array => {
    if (this.scratch.length < bytes) this.scratch = new Uint8Array(bytes * 2);
    return this.scratch.subarray(0, bytes);
  };

  /** The first row from `row` on that has no value; all before `known` have one. */
  private presentUntil({ starts, ends }: ValueLines, row: number, known: number, length: number): number {
    if (known > row) return known;
    let until = row;
    while (until < length && ends[until]! >= starts[until]!) until++;
    return until;
  }

  /** Reads the next value and what follows in its shape, up to a row; false when a matcher cannot. */
  private matched(
    { bytes, starts, ends }: ValueLines,
    view: DataView,
    until: number,
    block: ColumnBlock,
    interner: Interner,
  ): boolean {
    const row = block.rows;
    const limit = bytes.length - AHEAD;
    if (row >= until || starts[row]! >= limit) return false;
    const { templates, reached } = this;
    for (let i = 0; i < templates.length; i++) {
      templates[i]!.match(bytes, view, starts[row]!, limit, row, until, block.columns, interner, reached);
      const end = reached[1]!;
      // A value with line breaks in it was taken for several: then the last end is no value's.
      const last = end > row ? ends[end - 1]! : -1;
      const aligned = end > row && (reached[0] === last + 1 || (bytes[last] === RETURN && reached[0] === last + 2));
      block.clearRows(aligned ? end : row, Math.min(end + 1, until));
      if (!aligned) continue;
      block.rows = end;
      if (i > 0) templates.unshift(...templates.splice(i, 1));
      return true;
    }
    return false;
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
