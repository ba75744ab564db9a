import { scalarAt, type RecordBatch } from '../../columnar/vector.ts';
import type { OutputMode } from '../../operators/batch-context.ts';
import type { JsonValue, Page, PageRequest, ViewColumn } from '../../spi/view-port.ts';
import { simpleString, type DataType, type StructType } from '../../types/data-type.ts';
import { toJsonValue } from '../../types/json-value.ts';

const MOST_ROWS = 10_000;

type Row = readonly JsonValue[];

/**
 * The rows of a query that a live view can show: the newest ones in append mode, the newest of each key in update mode,
 * the last result in complete mode.
 */
export class ResultRing {
  readonly columns: readonly ViewColumn[];
  private readonly types: readonly DataType[];
  private readonly mode: OutputMode;
  /** Positions of the columns that tell one row from another in update mode. */
  private readonly keys: readonly number[];
  private rows: Row[] = [];
  private keyed = new Map<string, Row>();
  private batchId = -1;
  private forgotten = 0;

  constructor(schema: StructType, mode: OutputMode, keys: readonly number[]) {
    this.columns = schema.fields.map((f) => ({ name: f.name, type: simpleString(f.type) }));
    this.types = schema.fields.map((f) => f.type);
    this.mode = mode;
    this.keys = keys;
  }

  add(batchId: number, batches: readonly RecordBatch[]): void {
    this.batchId = batchId;
    if (this.mode === 'complete') {
      this.rows = [];
      this.forgotten = 0;
    }
    for (const batch of batches) for (let i = 0; i < batch.length; i++) this.addRow(this.jsonRow(batch, i));
    this.forget();
  }

  private jsonRow(batch: RecordBatch, row: number): Row {
    return this.types.map((type, i) => toJsonValue(scalarAt(batch.columns[i]!, row), type) as JsonValue);
  }

  private addRow(row: Row): void {
    if (this.mode !== 'update' || this.keys.length === 0) {
      this.rows.push(row);
      return;
    }
    const key = JSON.stringify(this.keys.map((k) => row[k]));
    // A changed row moves to the end: the oldest are forgotten first.
    this.keyed.delete(key);
    this.keyed.set(key, row);
  }

  private forget(): void {
    if (this.rows.length > MOST_ROWS) {
      this.forgotten += this.rows.length - MOST_ROWS;
      this.rows = this.rows.slice(-MOST_ROWS);
    }
    for (const key of this.keyed.keys()) {
      if (this.keyed.size <= MOST_ROWS) break;
      this.keyed.delete(key);
      this.forgotten++;
    }
  }

  page(request: PageRequest): Page {
    let rows = this.mode === 'update' && this.keys.length > 0 ? [...this.keyed.values()] : this.rows;
    if (request.filter !== undefined && request.filter !== '') {
      const wanted = request.filter.toLowerCase();
      rows = rows.filter((row) => row.some((cell) => cellText(cell).toLowerCase().includes(wanted)));
    }
    if (request.sort !== undefined) rows = sorted(rows, request.sort, this.types[request.sort.column]!);
    else if (this.mode !== 'complete') rows = rows.toReversed();
    return {
      batchId: this.batchId,
      columns: this.columns,
      rows: rows.slice(request.offset, request.offset + request.limit),
      total: rows.length,
      forgotten: this.forgotten,
    };
  }
}

const cellText = (cell: JsonValue | undefined): string =>
  cell === null || cell === undefined ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell);

function sorted(rows: readonly Row[], { column, descending }: NonNullable<PageRequest['sort']>, type: DataType): Row[] {
  const sign = descending ? -1 : 1;
  const numeric = type.kind === 'long' || type.kind === 'decimal';
  return rows.toSorted((a, b) => sign * compareCells(a[column] ?? null, b[column] ?? null, numeric));
}

function compareCells(a: JsonValue, b: JsonValue, numeric: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (numeric) return Number(a) - Number(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [cellText(a), cellText(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}
