import type { JsonValue, ViewColumn } from '../../../engine/spi/view-port.ts';
import { fieldOf, shapeOf, type Shape } from '../shape.ts';

/** A place in a row: a column, and field names into its structs. */
export interface ColumnPath {
  readonly column: number;
  readonly fields: readonly { readonly name: string; readonly index: number }[];
  readonly shape: Shape;
}

/**
 * Finds what `window.start` names: a column of exactly that name, else a column and fields of its struct. Back ticks quote
 * a name as in Spark. Names are compared exactly first, then without case.
 */
export function findColumn(columns: readonly ViewColumn[], text: string): ColumnPath | null {
  const whole = indexOfName(
    columns.map((column) => column.name),
    text,
  );
  if (whole >= 0) return { column: whole, fields: [], shape: shapeOf((columns[whole] as ViewColumn).type) };
  const segments = splitPath(text);
  for (let taken = segments.length; taken >= 1; taken--) {
    const name = segments.slice(0, taken).join('.');
    const column = indexOfName(
      columns.map((item) => item.name),
      name,
    );
    if (column < 0) continue;
    let shape = shapeOf((columns[column] as ViewColumn).type);
    const fields: { name: string; index: number }[] = [];
    for (const segment of segments.slice(taken)) {
      if (shape.kind !== 'struct') return null;
      const at = indexOfName(
        shape.fields.map((field) => field.name),
        segment,
      );
      const field = shape.fields[at];
      if (!field) return null;
      fields.push({ name: field.name, index: at });
      shape = field.shape;
    }
    return { column, fields, shape };
  }
  return null;
}

/** The value at a path, null where a struct on the way is null. */
export function valueAt(row: readonly JsonValue[], path: ColumnPath): JsonValue {
  let value: JsonValue = row[path.column] ?? null;
  for (const { name, index } of path.fields) value = fieldOf(value, name, index);
  return value;
}

function indexOfName(names: readonly string[], wanted: string): number {
  const exact = names.indexOf(wanted);
  if (exact >= 0) return exact;
  const lower = wanted.toLowerCase();
  return names.findIndex((name) => name.toLowerCase() === lower);
}

/** Splits at dots outside back ticks; a doubled back tick stands for one. */
function splitPath(text: string): string[] {
  const segments: string[] = [];
  const part = /`((?:[^`]|``)*)`|([^.`]+)/g;
  for (const match of text.matchAll(part))
    segments.push(match[1] !== undefined ? match[1].replaceAll('``', '`') : (match[2] as string));
  return segments;
}
