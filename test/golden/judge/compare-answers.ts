import { parseType } from '../../../engine/types/ddl.ts';
import type { DataType } from '../../../engine/types/data-type.ts';
import type { BatchAnswer, BatchCase, BatchVerdict } from './batch/batch-case.ts';

/** What Spark answered. */
type Recorded = Pick<BatchCase, 'schema' | 'rows' | 'ordered' | 'error'>;

/** Compares an answer with what Spark gave: schema, rows as a multiset unless ordered, errors by condition and SQLSTATE. */
export function compareAnswers(expected: Recorded, got: BatchAnswer): BatchVerdict {
  const error = expected.error;
  if ('error' in got || error !== undefined) {
    const wanted = error === undefined ? 'rows' : `${error.condition ?? 'an error'} (${error.sqlState ?? '-'})`;
    const found =
      'error' in got ? `${got.error.condition} (${got.error.sqlState ?? '-'})` : `rows ${JSON.stringify(got.rows)}`;
    const note = 'error' in got ? `: ${got.error.message}` : '';
    const same =
      error !== undefined && 'error' in got && ((error.condition ?? undefined) === undefined || error.condition === got.error.condition) &&
      (error.sqlState ?? undefined) === got.error.sqlState; // prettier-ignore
    return same ? { result: 'equal' } : different(wanted, found + note);
  }
  const wantedSchema = JSON.stringify(expected.schema);
  const gotSchema = JSON.stringify(got.schema);
  if (wantedSchema !== gotSchema) return different(wantedSchema, gotSchema);
  const types = got.schema.map(([, type]) => typeOf(type));
  const wantedRows = canonicalRows(expected.rows ?? [], types, expected.ordered === true);
  const gotRows = canonicalRows(got.rows, types, expected.ordered === true);
  const at = Array.from({ length: Math.max(wantedRows.length, gotRows.length) }).findIndex(
    (_, i) => wantedRows[i] !== gotRows[i],
  );
  return at < 0 ? { result: 'equal' } : different(wantedRows[at] ?? 'no row', gotRows[at] ?? 'no row');
}

const different = (expected: string, got: string): BatchVerdict => ({
  result: 'different',
  detail: `expected ${expected}\n     got ${got}`,
});

/** The type that a recorded schema names; undefined for one that is not known here. */
export const typeOf = (name: string): DataType | undefined => {
  try {
    return parseType(name);
  } catch {
    return undefined;
  }
};

/** Rows as texts that are equal when the rows are: a multiset unless `ordered`. */
export function canonicalRows(
  rows: readonly (readonly unknown[])[],
  types: readonly (DataType | undefined)[],
  ordered: boolean,
): string[] {
  const texts = rows.map((row) => JSON.stringify(row.map((value, i) => canonicalValue(value, types[i]))));
  return ordered ? texts : texts.sort();
}

/** Floats rounded to float32, the sign of zero kept, map entries in a fixed order. */
function canonicalValue(value: unknown, type: DataType | undefined): unknown {
  if (value === null || value === undefined || type === undefined) return value ?? null;
  switch (type.kind) {
    case 'float':
      return signed(typeof value === 'number' ? Math.fround(value) : value);
    case 'double':
      return signed(value);
    case 'array':
      return (value as unknown[]).map((item) => canonicalValue(item, type.element));
    case 'struct':
      return type.fields.map((f, i) => canonicalValue((value as unknown[])[i], f.type));
    case 'map':
      return (value as [unknown, unknown][])
        .map(([k, v]) => [canonicalValue(k, type.key), canonicalValue(v, type.value)])
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    default:
      return value;
  }
}

const signed = (value: unknown): unknown => (Object.is(value, -0) ? '-0.0' : value);
