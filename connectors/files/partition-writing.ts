import { takeRows } from '../../engine/columnar/take.ts';
import { scalarAt, type RecordBatch } from '../../engine/columnar/vector.ts';
import { sqlName, struct, type DataType, type StructType } from '../../engine/types/data-type.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { textWriter } from '../../engine/types/to-text.ts';
import { partitionFolder } from './partition-names.ts';

const NESTED: ReadonlySet<string> = new Set(['struct', 'array', 'map', 'variant']);

/** Sorts rows into the folders of `partitionBy`: `country=PT/day=2026-01-01`. */
export class PartitionWriting {
  /** The columns that stand in the files. */
  readonly dataSchema: StructType;
  private readonly folders: readonly { readonly at: number; readonly folderOf: (value: unknown) => string }[];
  private readonly kept: readonly number[];

  /** @throws AnalysisError for columns that are not there, come twice, cannot name a folder or leave none */
  constructor(schema: StructType, columns: readonly string[], timeZone: string) {
    const places = columns.map((column) => placeOf(schema, column));
    for (const [i, place] of places.entries()) {
      if (places.indexOf(place) < i) throw twice(schema.fields[place]!.name);
    }
    for (const place of places) {
      const { type } = schema.fields[place]!;
      if (NESTED.has(type.kind)) throw noFolderName(type);
    }
    if (places.length > 0 && places.length === schema.fields.length) throw allColumns();
    this.folders = places.map((at) => {
      const { name, type } = schema.fields[at]!;
      const write = textWriter(type, timeZone) as (value: unknown) => string;
      return { at, folderOf: (value) => partitionFolder(name, value === null ? null : write(value)) };
    });
    this.kept = schema.fields.map((_, i) => i).filter((i) => !places.includes(i));
    this.dataSchema = struct(this.kept.map((i) => schema.fields[i]!));
  }

  /** Whether there are partitions at all. */
  get any(): boolean {
    return this.folders.length > 0;
  }

  /** The rows of each folder, in their order, without the columns that name it. */
  split(batches: readonly RecordBatch[]): Map<string, RecordBatch[]> {
    if (!this.any) return new Map([['', [...batches]]]);
    const split = new Map<string, RecordBatch[]>();
    for (const batch of batches) {
      const data: RecordBatch = {
        schema: this.dataSchema,
        columns: this.kept.map((i) => batch.columns[i]!),
        length: batch.length,
      };
      for (const [folder, rows] of this.rowsByFolder(batch)) {
        const parts = split.get(folder) ?? [];
        split.set(folder, parts);
        parts.push(takeRows(data, Int32Array.from(rows)));
      }
    }
    return split;
  }

  private rowsByFolder(batch: RecordBatch): Map<string, number[]> {
    const rows = new Map<string, number[]>();
    for (let row = 0; row < batch.length; row++) {
      const folder = this.folders.map(({ at, folderOf }) => folderOf(scalarAt(batch.columns[at]!, row))).join('/');
      const own = rows.get(folder);
      if (own === undefined) rows.set(folder, [row]);
      else own.push(row);
    }
    return rows;
  }
}

function placeOf(schema: StructType, column: string): number {
  const place = schema.fields.findIndex((f) => f.name.toLowerCase() === column.toLowerCase());
  if (place >= 0) return place;
  const names = schema.fields.map((f) => f.name).join(', ');
  throw new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1196',
    message: `Partition column ${column} not found in existing columns (${names}).`,
    hint: 'partitionBy takes names of columns; give an expression a name first with withColumn.',
  });
}

const twice = (column: string): AnalysisError =>
  new AnalysisError({
    condition: 'COLUMN_ALREADY_EXISTS',
    sqlState: '42711',
    message: `The column \`${column}\` already exists. Choose another name or rename the existing column.`,
    hint: 'partitionBy takes each column once.',
  });

const noFolderName = (type: DataType): AnalysisError =>
  new AnalysisError({
    condition: 'INVALID_PARTITION_COLUMN_DATA_TYPE',
    sqlState: '0A000',
    message: `Cannot use "${sqlName(type)}" for partition column.`,
    hint: 'Take a part of it into a column of its own with withColumn.',
  });

const allColumns = (): AnalysisError =>
  new AnalysisError({
    condition: 'ALL_PARTITION_COLUMNS_NOT_ALLOWED',
    sqlState: 'KD005',
    message: 'Cannot use all columns for partition columns.',
    hint: 'A file needs a column of its own: partition by fewer columns.',
  });
