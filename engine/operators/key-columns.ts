import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { either } from '../codegen/generate-expression.ts';
import type { Interner } from '../columnar/interner.ts';
import { layoutOf, type Scalar, type Vector } from '../columnar/vector.ts';
import { VectorBuilder } from '../columnar/vector-builder.ts';
import { stateLayout, stateScalar, type StateColumn, type StateField } from '../state/state-column.ts';
import { doubleBits, longBits, mix } from '../state/state-table.ts';
import { fromJsonValue, toJsonValue } from '../types/json-value.ts';
import { INTEGER, type DataType } from '../types/data-type.ts';
import { KnownIds } from './known-ids.ts';

/**
 * Grouping keys as flat columns. A struct becomes its fields (and one column that says whether it is there at all), so
 * that `window` is two plain numbers; what has no fixed size becomes the id of a canonical text.
 */
export interface KeyColumn {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** The flat columns of a list of keys. */
export function flattenKeys(keys: readonly KeyColumn[]): StateField[] {
  return keys.flatMap((key) => flattenKey(key.name, key.type, key.nullable));
}

function flattenKey(name: string, type: DataType, nullable: boolean): StateField[] {
  if (type.kind !== 'struct') return [{ name, type, nullable }];
  const presence: StateField[] = nullable ? [presenceField(name)] : [];
  return [...presence, ...type.fields.flatMap((f) => flattenKey(`${name}.${f.name}`, f.type, nullable || f.nullable))];
}

const presenceField = (name: string): StateField => ({
  name: `${name} is there`,
  type: INTEGER,
  nullable: false,
  presence: true,
});

/** One flat key column of the current row in generated code. */
export interface KeyCode {
  readonly code: string;
  readonly isNull: string;
  /** A name; 0, 0n or -1 when the key is null. */
  readonly value: string;
  readonly field: StateField;
}

/** The code of a key's flat columns. */
export function keyCodes(g: CodeContext, key: KeyColumn, code: ExpressionCode): KeyCode[] {
  return [...flatCodes(g, key.name, key.type, key.nullable, code, 'false')];
}

function* flatCodes(
  g: CodeContext,
  name: string,
  type: DataType,
  nullable: boolean,
  code: ExpressionCode,
  outerNull: string,
): Generator<KeyCode> {
  const isNull = either(outerNull, code.isNull);
  if (type.kind !== 'struct') {
    yield flatCode(g, { name, type, nullable }, { ...code, isNull });
    return;
  }
  const whole = code.fields === undefined ? g.bound({ ...code, isNull }) : { ...code, isNull };
  let pending = whole.code;
  if (nullable) {
    const present = g.fresh('q');
    yield {
      code: `${pending}\nconst ${present} = ${isNull} ? 0 : 1;`,
      isNull: 'false',
      value: present,
      field: presenceField(name),
    };
    pending = '';
  }
  for (const [k, f] of type.fields.entries()) {
    const part = whole.fields?.[k] ?? {
      code: '',
      isNull: `(${whole.value}[${k}] === null)`,
      value: `${whole.value}[${k}]`,
    };
    const inner = { ...part, code: `${pending}\n${part.code}` };
    pending = '';
    yield* flatCodes(g, `${name}.${f.name}`, f.type, nullable || f.nullable, inner, isNull);
  }
}

function flatCode(g: CodeContext, field: StateField, code: ExpressionCode): KeyCode {
  const name = g.fresh('q');
  const make = (value: string, missing: string): KeyCode => {
    const read = code.isNull === 'false' ? value : `${code.isNull} ? ${missing} : ${value}`;
    return { code: `${code.code}\nconst ${name} = ${read};`, isNull: code.isNull, value: name, field };
  };
  if (code.isNull === 'true') {
    const missing = { id: '-1', i64: '0n' }[stateLayout(field.type, 'key') as string] ?? '0';
    return { code: `${code.code}\nconst ${name} = ${missing};`, isNull: 'true', value: name, field };
  }
  switch (stateLayout(field.type, 'key')) {
    case 'id': {
      if (field.type.kind === 'string') return make(internCode(code, g), '-1');
      const encode = g.constant((value: Scalar) => keyText(value, field.type));
      return make(`I.intern(${encode}(${code.value}))`, '-1');
    }
    case 'i64':
      return make(code.value, '0n');
    case 'f64':
      return make(`${code.value} + 0`, '0');
    default:
      return make(field.type.kind === 'boolean' ? `(${code.value} ? 1 : 0)` : code.value, '0');
  }
}

/** The number of a text in the query's interner; texts that rows share are looked up once each. */
function internCode({ id, text, bytes, value }: ExpressionCode, g: CodeContext): string {
  if (id !== undefined) return id;
  if (bytes === undefined) return `I.intern(${value})`;
  const intern = `I.internRange(${bytes.arena}, ${bytes.start}, ${bytes.end})`;
  if (text?.repeats !== true) return intern;
  const known = g.fresh('m');
  g.once(`const ${known} = ${g.constant(new KnownIds())}.of(${text.texts}, I);`);
  return `(${known}[${text.id}] ?? (${known}[${text.id}] = ${intern}))`;
}

/** Statements that put the hash of the keys into `hash`. */
export function hashCode(g: CodeContext, hash: string, keys: readonly KeyCode[]): string {
  const steps = keys.map((key) => {
    const layout = stateLayout(key.field.type, 'key');
    const bits =
      layout === 'f64'
        ? `${g.constant(doubleBits)}(${key.value})`
        : layout === 'i64'
          ? `${g.constant(longBits)}(${key.value})`
          : key.value;
    const known = layout === 'id' || key.isNull === 'false' ? bits : `(${key.isNull} ? -7 : ${bits})`;
    return `${hash} = ${g.constant(mix)}(${hash}, ${known});`;
  });
  return `let ${hash} = 17; ${steps.join(' ')}`;
}

/** The text that stands for a value without fixed size; equal values have equal texts. */
export function keyText(value: Scalar, type: DataType): string {
  return JSON.stringify(toJsonValue(canonical(value, type), type));
}

/** Entries of a map in one order, doubles with one zero. */
function canonical(value: Scalar, type: DataType): Scalar {
  if (value === null) return null;
  switch (type.kind) {
    case 'float':
    case 'double':
      return (value as number) + 0;
    case 'array':
      return (value as Scalar[]).map((v) => canonical(v, type.element));
    case 'struct':
      return (value as Scalar[]).map((v, i) => canonical(v, type.fields[i]!.type));
    case 'map': {
      const entries = (value as [Scalar, Scalar][]).map(([k, v]) => [canonical(k, type.key), canonical(v, type.value)]);
      const text = new Map(entries.map((entry) => [entry, JSON.stringify(toJsonValue(entry[0], type.key))]));
      return entries.sort((a, b) => (text.get(a)! < text.get(b)! ? -1 : 1));
    }
    default:
      return value;
  }
}

/** The value that `keyText` wrote. */
export const keyFromText = (text: string, type: DataType): Scalar => fromJsonValue(JSON.parse(text), type);

/** Key columns of the chosen rows of a table as vectors of the keys' own types. */
export function keyVectors(
  keys: readonly KeyColumn[],
  columns: readonly StateColumn[],
  rows: Int32Array,
  interner: Interner,
): Vector[] {
  let next = 0;
  const gather = (type: DataType, nullable: boolean): Vector => {
    if (type.kind !== 'struct') return gatherColumn(columns[next++]!, type, rows, interner);
    const valid = nullable ? Uint8Array.from(rows, (row) => (columns[next]!.data as Int32Array)[row]!) : null;
    if (nullable) next++;
    return { layout: 'struct', valid, children: type.fields.map((f) => gather(f.type, nullable || f.nullable)) };
  };
  return keys.map((key) => gather(key.type, key.nullable));
}

function gatherColumn(column: StateColumn, type: DataType, rows: Int32Array, interner: Interner): Vector {
  const n = rows.length;
  const layout = layoutOf(type);
  if (layout === 'string') {
    const ids = column.data as Int32Array;
    const data = new Int32Array(n);
    let valid: Uint8Array | null = null;
    for (let i = 0; i < n; i++) {
      const id = ids[rows[i]!]!;
      if (id < 0) (valid ??= new Uint8Array(n).fill(1))[i] = 0;
      else data[i] = id;
    }
    return { layout, valid, data, texts: interner };
  }
  const builder = new VectorBuilder(type, n);
  for (let i = 0; i < n; i++) builder.append(keyScalar(column, type, rows[i]!, interner));
  return builder.finish();
}

/** The value of one key of one row. */
export function keyScalar(column: StateColumn, type: DataType, row: number, interner: Interner): Scalar {
  const held = stateScalar(column, row);
  if (held === null) return null;
  if (column.layout === 'id') {
    if ((held as number) < 0) return null;
    const text = interner.text(held as number);
    return type.kind === 'string' ? text : keyFromText(text, type);
  }
  return type.kind === 'boolean' ? held === 1 : held;
}
