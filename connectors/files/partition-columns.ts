import type { Interner } from '../../engine/columnar/interner.ts';
import { VectorBuilder } from '../../engine/columnar/vector-builder.ts';
import type { Scalar, Vector } from '../../engine/columnar/vector.ts';
import type { FileStatus } from '../../engine/spi/runtime.ts';
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
import { textOptions } from './formats/text-options.ts';

const NO_OPTIONS = textOptions({});
/** What stands for null in the name of a folder, as Hive and Spark write it. */
const NULL_FOLDER = '__HIVE_DEFAULT_PARTITION__';
/** From the narrowest to the widest. */
const CANDIDATES: readonly DataType[] = [INTEGER, LONG, DOUBLE, { kind: 'date' }, { kind: 'timestamp' }];

/** Columns that are the names of folders: `country=PT/day=2026-01-01/orders.json`. */
export class PartitionColumns {
  readonly fields: readonly StructField[];
  private readonly roots: readonly string[];
  private readonly timeZone: string;

  private constructor(fields: readonly StructField[], roots: readonly string[], timeZone: string) {
    this.fields = fields;
    this.roots = roots;
    this.timeZone = timeZone;
  }

  /**
   * @param roots folders that the user named; what a pattern names has no partition columns
   * @param declared the user's schema, whose types go before those found
   */
  static find(
    files: readonly FileStatus[],
    roots: readonly string[],
    declared: StructType | null,
    timeZone: string,
  ): PartitionColumns {
    const values = new Map<string, (string | null)[]>();
    for (const file of files) {
      for (const [name, value] of foldersOf(file.path, roots)) {
        const known = values.get(name);
        if (known === undefined) values.set(name, [value]);
        else known.push(value);
      }
    }
    const fields = [...values].map(([name, own]) => {
      const given = declared?.fields.find((f) => f.name === name);
      return field(name, given?.type ?? typeOf(own, timeZone));
    });
    return new PartitionColumns(fields, roots, timeZone);
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
  vector(name: string, path: string, length: number, interner: Interner): Vector {
    const { type } = this.fields.find((f) => f.name === name)!;
    const text = new Map(foldersOf(path, this.roots)).get(name) ?? null;
    const value: Scalar = text === null ? null : ((csvReader(type, NO_OPTIONS, this.timeZone)(text) ?? null) as Scalar);
    const builder = new VectorBuilder(type, interner, Math.max(1, length));
    for (let row = 0; row < length; row++) builder.append(value);
    return builder.finish();
  }
}

/** The names and values in the folders between a root and a file. */
function foldersOf(path: string, roots: readonly string[]): [string, string | null][] {
  const root = roots.find((r) => path.startsWith(`${r}/`));
  if (root === undefined) return [];
  const folders = path
    .slice(root.length + 1)
    .split('/')
    .slice(0, -1);
  return folders.flatMap((folder): [string, string | null][] => {
    const at = folder.indexOf('=');
    if (at <= 0) return [];
    const value = unescaped(folder.slice(at + 1));
    return [[unescaped(folder.slice(0, at)), value === NULL_FOLDER ? null : value]];
  });
}

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

/** Characters that no folder may have are written as `%` and two digits. */
const unescaped = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
