import type { Interner } from '../../columnar/interner.ts';
import { VectorBuilder } from '../../columnar/vector-builder.ts';
import { isInteger, layoutOf, type Scalar, type Vector } from '../../columnar/vector.ts';
import { newVectorData, putValue, type TypedValues } from '../../columnar/vector-data.ts';
import type { StructField, StructType } from '../../types/data-type.ts';
import type { TemplateColumn } from './json-template.ts';

/** The columns of one block while they are filled; a value is there unless somebody says it is not. */
export class ColumnBlock {
  columns: TemplateColumn[];
  readonly corrupt = new Map<number, string>();
  rows = 0;
  capacity: number;
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

  /** The same for rows [from, to). */
  clearRows(from: number, to: number): void {
    for (const { valid } of this.columns) valid.fill(1, from, to);
  }

  append(values: readonly Scalar[], interner: Interner, corrupt: string | null): void {
    if (this.rows === this.capacity) this.grow();
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
        const held =
          layout === 'string' ? interner.intern(value as string) : layout === 'bool' ? (value ? 1 : 0) : value;
        putValue(data as TypedValues, row, held);
      }
    }
  }

  /** One line may hold more rows than anybody could know from its length. */
  private grow(): void {
    const before = this.columns;
    this.capacity *= 2;
    this.columns = this.fields.map((f) => newColumn(f, this.capacity));
    this.columns.forEach(({ data, valid }, i) => {
      valid.set(before[i]!.valid);
      if (data !== null) (data as Int32Array).set(before[i]!.data as Int32Array);
    });
  }

  vectors(interner: Interner): Vector[] {
    return this.fields.map((f, i) => {
      const { data, valid } = this.columns[i]!;
      const rows = this.rows;
      const builder = this.builders[i]!;
      if (builder !== null) {
        const vector = new VectorBuilder(f.type, rows);
        for (let row = 0; row < rows; row++) vector.append(builder[row] ?? null);
        return vector.finish();
      }
      const own = valid.subarray(0, rows);
      const layout = layoutOf(f.type);
      const common = { layout, valid: own.includes(0) ? own : null, data: (data as Int32Array).subarray(0, rows) };
      return (layout === 'string' ? { ...common, texts: interner } : common) as Vector;
    });
  }
}

function newColumn({ type }: StructField, capacity: number): TemplateColumn {
  const valid = new Uint8Array(capacity).fill(1);
  // Bytes are no texts of the interner, which all columns of numbered texts have here.
  const data = layoutOf(type) === 'binary' ? null : newVectorData(type, capacity);
  if (data === null || Array.isArray(data)) return { data: null, words: null, valid };
  return { data, words: isInteger(type) ? new Int32Array(data.buffer) : null, valid };
}
