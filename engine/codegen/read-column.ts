import type { Interner } from '../columnar/interner.ts';
import { isTextVector, scalarsBetween, type ListVector, type TextVector, type Vector } from '../columnar/vector.ts';
import { isPlain, type CodeContext, type ExpressionCode } from './code-context.ts';
import { listBetween } from './list-code.ts';
import type { Floats } from './float-view.ts';
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

/** A row of a column, or an item of a list, whose statements may name what they read. */
type Place = RowPlace | { readonly row: string; readonly item: true; readonly missing: null };

/** What of a column decides its code: which parts can be null (without nulls there is no null test), and where texts lie. */
export function shapeOf(vector: Vector, interner: Interner): string {
  const own = vector.valid === null ? 'v' : 'n';
  if (vector.layout === 'struct') return `${own}(${vector.children.map((child) => shapeOf(child, interner)).join()})`;
  if (vector.layout === 'list') return `${own}[${shapeOf(vector.items, interner)}]`;
  if (!isTextVector(vector)) return own;
  return own + (vector.texts === interner ? 'i' : 't') + (vector.texts.repeats ? 'r' : '');
}

/**
 * The code that reads a row of a column.
 *
 * @param path where the function finds the vector
 * @param floats the same times as exact doubles, where there are some, and where it finds them
 */
export const readColumn = (
  g: CodeContext,
  path: string,
  vector: Vector,
  floats: FoundFloats | null,
  interner: Interner,
  place: RowPlace,
): ExpressionCode => reader(g, path, vector, interner, floats)(place);

interface FoundFloats {
  readonly path: string;
  readonly floats: Floats;
}

const fieldFloats = (found: FoundFloats | null, field: number): FoundFloats | null =>
  found === null || found.floats === null || found.floats instanceof Float64Array
    ? null
    : { path: `${found.path}[${field}]`, floats: found.floats[field]! };

type Read = (place: Place) => ExpressionCode;

/** Names what is needed once a block; the code of a row follows when it is asked for. */
function reader(
  g: CodeContext,
  path: string,
  vector: Vector,
  interner: Interner,
  found: FoundFloats | null = null,
): Read {
  const nullAt = validity(g, path, vector);
  switch (vector.layout) {
    case 'struct': {
      const fields = vector.children.map((child, k) =>
        reader(g, `${path}.children[${k}]`, child, interner, fieldFloats(found, k)),
      );
      return (place) => structCode(nullAt(place), fields.map((field) => field(place))); // prettier-ignore
    }
    case 'list':
      return listReader(g, path, vector, interner, nullAt);
    case 'string':
    case 'binary':
      return textReader(g, path, vector, interner, nullAt);
    case 'i128':
      return integerReader(g, path, nullAt);
  }
  const data = g.fresh('c');
  g.once(`const ${data} = ${path}.data;`);
  const isBool = vector.layout === 'bool';
  const halves = vector.layout === 'i64' ? halvesOf(g, data) : undefined;
  const read: Read = (place) => {
    const value = isBool ? `(${data}[${place.row}] === 1)` : `${data}[${place.row}]`;
    return {
      code: '',
      isNull: nullAt(place),
      value,
      safe: vector.layout !== 'object' && place.missing === null,
      ...(halves === undefined ? {} : { halves: () => ({ array: halves(), at: `2 * ${inBrackets(place.row)}` }) }),
    };
  };
  if (!(found?.floats instanceof Float64Array)) return read;
  const float = g.fresh('d');
  g.once(`const ${float} = ${found.path};`);
  return (place) => ({ ...read(place), float: `${float}[${place.row}]` });
}

/** The name of the words of 64-bit integers, seen as such once somebody asks. */
function halvesOf(g: CodeContext, data: string): () => string {
  let name: string | null = null;
  return () => {
    if (name === null) {
      name = g.fresh('h');
      g.once(`const ${name} = new Int32Array(${data}.buffer, ${data}.byteOffset, 2 * ${data}.length);`);
    }
    return name;
  };
}

function integerReader(g: CodeContext, path: string, nullAt: (place: Place) => string): Read {
  const array = g.fresh('c');
  g.once(`const ${array} = ${path}.data.words;`);
  return (place) => {
    const whole = g.wideInteger('', nullAt(place), { array, at: `4 * ${inBrackets(place.row)}` });
    return 'item' in place ? whole : keptForRow(g, whole, place);
  };
}

const inBrackets = (row: string): string => (isPlain(row) ? row : `(${row})`);

/** What is made of a column once is declared once a block, and forgotten with each row. */
function keptForRow(g: CodeContext, { code, ...whole }: ExpressionCode, place: RowPlace): ExpressionCode {
  g.once(code);
  const forget = code.replace(/^\s*let (\w+);$/, '$1 = undefined;');
  if (place.eachRow === null) g.eachRow(forget);
  else place.eachRow.push(forget);
  return { ...whole, code: '' };
}

function validity(g: CodeContext, path: string, vector: Vector): (place: Place) => string {
  if (vector.valid === null) return ({ missing }) => missing ?? 'false';
  const valid = g.fresh('n');
  g.once(`const ${valid} = ${path}.valid;`);
  return ({ row, missing }) => {
    const none = `${valid}[${row}] === 0`;
    return missing === null ? `(${none})` : `(${missing} || ${none})`;
  };
}

function listReader(
  g: CodeContext,
  path: string,
  { items }: ListVector,
  interner: Interner,
  nullAt: (place: Place) => string,
): Read {
  const [starts, ends, all] = [g.fresh('s'), g.fresh('e'), g.fresh('c')];
  g.once(`const ${starts} = ${path}.starts, ${ends} = ${path}.ends, ${all} = ${path}.items;`);
  const item = reader(g, `${path}.items`, items, interner);
  return (place) => {
    const [start, end] = [`${starts}[${place.row}]`, `${ends}[${place.row}]`];
    const list = listBetween(start, end, (row) => item({ row, item: true, missing: null }), g);
    const value = `${g.constant(scalarsBetween)}(${all}, ${start}, ${end})`;
    return { code: '', isNull: nullAt(place), value, list: { ...list, whole: value, column: { path, start, end } } };
  };
}

function textReader(
  g: CodeContext,
  path: string,
  { texts: held, layout }: TextVector,
  interner: Interner,
  nullAt: (place: Place) => string,
): Read {
  const [texts, data] = [g.fresh('x'), g.fresh('c')];
  g.once(`const ${texts} = ${path}.texts, ${data} = ${path}.data;`);
  const { repeats } = held;
  // The interner's arrays are others after it grew, which happens while rows are read.
  if (layout === 'string' && held === interner) {
    return (place) => {
      const id = `${data}[${place.row}]`;
      const bytes = { arena: 'I.arena', start: `I.starts[${id}]`, end: `I.ends[${id}]` };
      return { code: '', isNull: nullAt(place), value: `I.text(${id})`, id, bytes, text: { texts, id, repeats } };
    };
  }
  const [arena, starts, ends] = [g.fresh('a'), g.fresh('s'), g.fresh('e')];
  g.once(`const ${arena} = ${texts}.arena, ${starts} = ${texts}.starts, ${ends} = ${texts}.ends;`);
  return (place) => {
    const kept = g.fresh('v');
    const id = 'item' in place ? g.fresh('t') : `${data}[${place.row}]`;
    const bytes = { arena, start: `${starts}[${id}]`, end: `${ends}[${id}]` };
    const read = layout === 'string' ? `${texts}.text(${id})` : `${texts}.bytesOf(${id}).slice()`;
    const code = {
      isNull: nullAt(place),
      value: `(${kept} ??= ${read})`,
      bytes,
      text: { texts, id, repeats },
      kept: true,
    };
    if ('item' in place) return { ...code, code: `const ${id} = ${data}[${place.row}]; let ${kept};` };
    g.once(`let ${kept};`);
    const forget = `${kept} = undefined;`;
    if (place.eachRow === null) g.eachRow(forget);
    else place.eachRow.push(forget);
    return { ...code, code: '' };
  };
}
