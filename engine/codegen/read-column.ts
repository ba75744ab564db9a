import type { Interner } from '../columnar/interner.ts';
import { isTextVector, type TextVector, type Vector } from '../columnar/vector.ts';
import type { CodeContext, ExpressionCode } from './code-context.ts';
import { structCode } from './struct-code.ts';

/** Which row of its columns a function reads, as JavaScript. */
export interface RowPlace {
  /** The number of the row. */
  readonly row: string;
  /** Takes statements that must run when the row is another; null where that is each row of the batch. */
  readonly eachRow: string[] | null;
  /** Whether there is no such row: then all is null; null where there is one always. */
  readonly missing: string | null;
}

/** What of a column decides its code: which parts can be null (without nulls there is no null test), and where texts lie. */
export function shapeOf(vector: Vector, interner: Interner): string {
  const own = vector.valid === null ? 'v' : 'n';
  if (vector.layout === 'struct') return `${own}(${vector.children.map((child) => shapeOf(child, interner)).join()})`;
  if (!isTextVector(vector)) return own;
  return own + (vector.texts === interner ? 'i' : 't') + (vector.texts.repeats ? 'r' : '');
}

/**
 * The code that reads a row of a column.
 *
 * @param path where the function finds the vector
 * @param floats where it finds the same times as exact doubles, if it does
 */
export function readColumn(
  g: CodeContext,
  path: string,
  vector: Vector,
  floats: string | null,
  interner: Interner,
  place: RowPlace,
): ExpressionCode {
  const { row } = place;
  let isNull = place.missing ?? 'false';
  if (vector.valid !== null) {
    const valid = g.fresh('n');
    g.once(`const ${valid} = ${path}.valid;`);
    const none = `${valid}[${row}] === 0`;
    isNull = place.missing === null ? `(${none})` : `(${place.missing} || ${none})`;
  }
  if (vector.layout === 'struct') {
    return structCode(
      isNull,
      vector.children.map((child, k) => readColumn(g, `${path}.children[${k}]`, child, null, interner, place)),
    );
  }
  const data = g.fresh('c');
  g.once(`const ${data} = ${path}.data;`);
  switch (vector.layout) {
    case 'bool':
      return { code: '', isNull, value: `(${data}[${row}] === 1)` };
    case 'string':
    case 'binary':
      return readText(g, path, `${data}[${row}]`, isNull, vector, interner, place);
    default: {
      if (floats === null) return { code: '', isNull, value: `${data}[${row}]` };
      const float = g.fresh('d');
      g.once(`const ${float} = ${floats};`);
      return { code: '', isNull, value: `${data}[${row}]`, float: `${float}[${row}]` };
    }
  }
}

function readText(
  g: CodeContext,
  path: string,
  id: string,
  isNull: string,
  { texts: held, layout }: TextVector,
  interner: Interner,
  place: RowPlace,
): ExpressionCode {
  const texts = g.fresh('x');
  g.once(`const ${texts} = ${path}.texts;`);
  const text = { texts, id, repeats: held.repeats };
  // The interner's arrays are others after it grew, which happens while rows are read.
  if (layout === 'string' && held === interner) {
    const bytes = { arena: 'I.arena', start: `I.starts[${id}]`, end: `I.ends[${id}]` };
    return { code: '', isNull, value: `I.text(${id})`, id, bytes, text };
  }
  const [arena, starts, ends, kept] = [g.fresh('a'), g.fresh('s'), g.fresh('e'), g.fresh('v')];
  g.once(`const ${arena} = ${texts}.arena, ${starts} = ${texts}.starts, ${ends} = ${texts}.ends; let ${kept};`);
  const forget = `${kept} = undefined;`;
  if (place.eachRow === null) g.eachRow(forget);
  else place.eachRow.push(forget);
  const bytes = { arena, start: `${starts}[${id}]`, end: `${ends}[${id}]` };
  const read = layout === 'string' ? `${texts}.text(${id})` : `${texts}.bytesOf(${id}).slice()`;
  return { code: '', isNull, value: `(${kept} ??= ${read})`, bytes, text, kept: true };
}
