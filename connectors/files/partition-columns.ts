import { constantVector } from '../../engine/columnar/vector-builder.ts';
import type { Scalar, Vector } from '../../engine/columnar/vector.ts';
import {
  DOUBLE,
  field,
  INTEGER,
  LONG,
  STRING,
  type DataType,
  type StructField,
  type StructType,
} from '../../engine/types/data-type.ts';
import { csvReader } from '../../engine/formats/csv/read-csv.ts';
import type { SourceFilter } from '../../engine/spi/source-filter.ts';
import { fulfils } from './file-filter.ts';
import { textOptions } from './formats/text-options.ts';
import type { ListedFile } from './list-files.ts';
import { partitionNames } from './partition-names.ts';

const NO_OPTIONS = textOptions({});
/** From the narrowest to the widest. */
const CANDIDATES: readonly DataType[] = [INTEGER, LONG, DOUBLE, { kind: 'date' }, { kind: 'timestamp' }];

/** Columns that are the names of folders: `country=PT/day=2026-01-01/orders.json`. */
export class PartitionColumns {
  readonly fields: readonly StructField[];
  private readonly timeZone: string;

  private constructor(fields: readonly StructField[], timeZone: string) {
    this.fields = fields;
    this.timeZone = timeZone;
  }

  /** No columns: folders are only folders. */
  static readonly none = new PartitionColumns([], 'UTC');

  /** Columns that were found before. */
  static of(fields: readonly StructField[], timeZone: string): PartitionColumns {
    return new PartitionColumns(fields, timeZone);
  }

  /** @param declared the user's schema, whose types go before those found */
  static find(files: readonly ListedFile[], declared: StructType | null, timeZone: string): PartitionColumns {
    const columns = new Map<string, { readonly name: string; readonly values: (string | null)[] }>();
    for (const { column, value } of files.flatMap((file) => file.partitions)) {
      const known = columns.get(column.toLowerCase());
      if (known === undefined) columns.set(column.toLowerCase(), { name: column, values: [value] });
      else known.values.push(value);
    }
    const fields = [...columns.values()].map(({ name, values }) => {
      const given = declared?.fields.find((f) => f.name.toLowerCase() === name.toLowerCase());
      return field(given?.name ?? name, given?.type ?? typeOf(values, timeZone));
    });
    return new PartitionColumns(fields, timeZone);
  }

  has(name: string): boolean {
    return this.fields.some((f) => f.name === name);
  }

  /** A schema with its partition columns last, as Spark orders them. */
  appendedTo(schema: StructType): StructType {
    if (this.fields.length === 0) return schema;
    return { ...schema, fields: [...schema.fields.filter((f) => !this.has(f.name)), ...this.fields] };
  }

  /** The same value in all rows of a file. */
  vector(name: string, path: string, length: number): Vector {
    return constantVector(this.typeOf(name), this.value(name, path), length);
  }

  private typeOf(name: string): DataType {
    return this.fields.find((f) => f.name === name)!.type;
  }

  private value(name: string, path: string): Scalar {
    const { names } = partitionNames(path.slice(0, path.lastIndexOf('/')), NO_BASES);
    const text = names.findLast(({ column }) => column.toLowerCase() === name.toLowerCase())?.value ?? null;
    const type = this.typeOf(name);
    return text === null ? null : ((csvReader(type, NO_OPTIONS, this.timeZone)(text) ?? null) as Scalar);
  }

  /** Which files may hold rows that fulfil conditions, null where none is on a partition column. */
  matching(filters: readonly SourceFilter[]): ((path: string) => boolean) | null {
    const own = filters.filter(({ column }) => this.has(column));
    if (own.length === 0) return null;
    const tests = own.map((f) => ({ column: f.column, holds: fulfils(this.typeOf(f.column), f) }));
    return (path) => tests.every(({ column, holds }) => holds(this.value(column, path)));
  }
}

const NO_BASES: ReadonlySet<string> = new Set();

function typeOf(values: readonly (string | null)[], timeZone: string): DataType {
  const texts = [...new Set(values)].filter((value) => value !== null);
  if (texts.length === 0) return STRING;
  const found = CANDIDATES.find((type) => {
    if (type.kind === 'date' && !texts.every((text) => /^\d{4}-\d{2}-\d{2}$/.test(text))) return false;
    const read = csvReader(type, NO_OPTIONS, timeZone);
    return texts.every((text) => read(text) !== undefined);
  });
  return found ?? STRING;
}
