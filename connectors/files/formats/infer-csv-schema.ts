import type { JsonTexts } from '../../../engine/columnar/json/node-to-scalar.ts';
import {
  DOUBLE,
  INTEGER,
  LONG,
  STRING,
  struct,
  field,
  type DataType,
  type StructType,
} from '../../../engine/types/data-type.ts';
import { csvScalar } from './csv-scalar.ts';
import { csvValues } from './csv-record.ts';
import type { CsvSyntax } from './csv-syntax.ts';

/** From the narrowest to the widest; a column has the first type that takes all its texts. */
const CANDIDATES: readonly DataType[] = [
  INTEGER,
  LONG,
  DOUBLE,
  { kind: 'date' },
  { kind: 'timestamp' },
  { kind: 'boolean' },
  STRING,
];

/** Names from the header (or `_c0`, `_c1`, ...), and types when they are wanted. */
export function inferCsvSchema(
  samples: readonly (readonly string[])[],
  syntax: CsvSyntax,
  settings: { readonly header: boolean; readonly types: boolean; readonly texts: JsonTexts },
): StructType {
  const first = samples.find((lines) => lines.length > 0)?.[0];
  if (first === undefined) return struct([]);
  const head = csvValues(first, syntax);
  const names = head.map((name, i) => (settings.header ? (name ?? `_c${i}`) : `_c${i}`));
  const rows = settings.types
    ? samples.flatMap((lines) => lines.slice(settings.header ? 1 : 0).map((line) => csvValues(line, syntax)))
    : [];
  return struct(names.map((name, i) => field(name, settings.types ? typeOf(rows, i, settings.texts) : STRING)));
}

function typeOf(rows: readonly (readonly (string | null)[])[], column: number, texts: JsonTexts): DataType {
  const values = rows.map((row) => row[column] ?? null).filter((value) => value !== null);
  if (values.length === 0) return STRING;
  return CANDIDATES.find((type) => {
    // A date has no time, though reading one is content with its first part.
    if (type.kind === 'date' && !values.every((value) => /^\d{4}-\d{2}-\d{2}$/.test(value))) return false;
    const read = csvScalar(type, texts);
    return values.every((value) => read(value) !== undefined);
  })!;
}
