import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { either } from '../codegen/either.ts';
import type { Interner } from '../columnar/interner.ts';
import { layoutOf, type Scalar, type Vector } from '../columnar/vector.ts';
import { VectorBuilder } from '../columnar/vector-builder.ts';
import {
  stateLayout,
  stateVector,
  type StateColumn,
  type StateField,
  type StateValues,
} from '../state/state-column.ts';
import { beginHash, bitsOrNull, doubleBitsText, HALVES, mixHash } from '../state/key-hash.ts';
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
  /** A name; 0 or -1 when the key is null. A key of 64 bits and more has no value, only words. */
  readonly value: string;
  /** The names of the two or four words of such a key, the lowest first; all 0 when it is null. */
  readonly words?: readonly string[];
  readonly field: StateField;
}

/** What becomes of a key's texts that the query's interner does not hold: they are put there, or get a number of no text. */
export type KeyTexts = 'intern' | 'look up';

/** The code of a key's flat columns. */
export function keyCodes(g: CodeContext, key: KeyColumn, code: ExpressionCode, how: KeyTexts = 'intern'): KeyCode[] {
  return [...flatCodes(g, key.name, key.type, key.nullable, code, 'false', how)];
}

function* flatCodes(
  g: CodeContext,
  name: string,
  type: DataType,
  nullable: boolean,
  code: ExpressionCode,
  outerNull: string,
  how: KeyTexts,
): Generator<KeyCode> {
  const isNull = either(outerNull, code.isNull);
  if (type.kind !== 'struct') {
    yield flatCode(g, { name, type, nullable }, { ...code, isNull }, how);
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
    yield* flatCodes(g, `${name}.${f.name}`, f.type, nullable || f.nullable, inner, isNull, how);
  }
}

function flatCode(g: CodeContext, field: StateField, code: ExpressionCode, how: KeyTexts): KeyCode {
  const layout = stateLayout(field.type, 'key');
  if (layout === 'i64') return longCode(g, field, code);
  if (layout === 'i128') return integerCode(g, field, code);
  const name = g.fresh('q');
  const make = (value: string, missing: string): KeyCode => {
    const read =
      code.isNull === 'false' ? value : code.isNull === 'true' ? missing : `${code.isNull} ? ${missing} : ${value}`;
    return { code: `${code.code}\nconst ${name} = ${read};`, isNull: code.isNull, value: name, field };
  };
  if (code.isNull === 'true') return make('', layout === 'id' ? '-1' : '0');
  switch (layout) {
    case 'id': {
      if (field.type.kind === 'string') return make(idCode(code, g, how), '-1');
      const encode = g.constant((value: Scalar) => keyText(value, field.type));
      return make(`I.${how === 'intern' ? 'intern' : 'idOf'}(${encode}(${code.value}))`, '-1');
    }
    case 'f64':
      return make(`${code.value} + 0`, '0');
    default:
      return make(field.type.kind === 'boolean' ? `(${code.value} ? 1 : 0)` : code.value, '0');
  }
}

/** A 64-bit key as halves: written into a cell of memory as a whole, read from it in parts. */
function longCode(g: CodeContext, field: StateField, code: ExpressionCode): KeyCode {
  const words = [g.fresh('q'), g.fresh('q')] as const;
  const { isNull } = code;
  if (isNull === 'true') {
    const none = `${code.code}\nconst ${words[0]} = 0, ${words[1]} = 0;`;
    return { code: none, isNull, value: '', words, field };
  }
  const [long, parts] = [g.constant(HALVES.long), g.constant(HALVES.longHalves)];
  const value = isNull === 'false' ? code.value : `${isNull} ? 0n : ${code.value}`;
  const read = `${long}[0] = ${value}; const ${words[0]} = ${parts}[0], ${words[1]} = ${parts}[1];`;
  return { code: `${code.code}\n${read}`, isNull, value: '', words, field };
}

/** A key of 128 bits as its words. */
function integerCode(g: CodeContext, field: StateField, code: ExpressionCode): KeyCode {
  const names = Array.from({ length: 4 }, () => g.fresh('q'));
  const { isNull } = code;
  if (isNull === 'true') {
    const none = `${code.code}\nconst ${names.map((name) => `${name} = 0`).join(', ')};`;
    return { code: none, isNull, value: '', words: names, field };
  }
  const { code: found, words } = g.wordsOf(code, field.type);
  const place = g.fresh('p');
  const reads = names.map((name, k) => {
    const word = `${words.array}[${place} + ${k}]`;
    return `${name} = ${isNull === 'false' ? word : `${isNull} ? 0 : ${word}`}`;
  });
  const statements = `${code.code}\n${found}\nconst ${place} = ${words.at}, ${reads.join(', ')};`;
  return { code: statements, isNull, value: '', words: names, field };
}

/** The number of a text in the query's interner; texts that rows share are looked up once each. */
function idCode({ id, text, bytes, value }: ExpressionCode, g: CodeContext, how: KeyTexts): string {
  if (id !== undefined) return id;
  const [ofText, ofRange] = how === 'intern' ? ['intern', 'internRange'] : ['idOf', 'idOfRange'];
  if (bytes === undefined) return `I.${ofText}(${value})`;
  const find = `I.${ofRange}(${bytes.arena}, ${bytes.start}, ${bytes.end})`;
  if (text?.repeats !== true) return find;
  const known = g.fresh('m');
  g.once(`const ${known} = ${g.constant(new KnownIds())}.of(${text.texts}, I);`);
  return `(${known}[${text.id}] ?? ${g.constant(remembered)}(${known}, ${text.id}, ${find}))`;
}

/** Keeps an id; that a text has none is true for now only. */
function remembered(known: (number | undefined)[], text: number, id: number): number {
  if (id >= 0) known[text] = id;
  return id;
}

/** Statements that put the hash of the keys into `hash`. */
export function hashCode(g: CodeContext, hash: string, keys: readonly KeyCode[]): string {
  const steps = keys.map((key) => {
    const layout = stateLayout(key.field.type, 'key');
    const bits =
      layout === 'f64'
        ? doubleBitsText(key.value, g.constant(HALVES.double), g.constant(HALVES.doubleHalves))
        : key.words === undefined
          ? key.value
          : `(${key.words.join(' ^ ')})`;
    return mixHash(hash, layout === 'id' ? bits : bitsOrNull(key.isNull, bits));
  });
  return `${beginHash(hash)} ${steps.join(' ')}`;
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

/**
 * Key columns of the chosen rows of a table as vectors of the keys' own types.
 *
 * @param rows null for the first `count`
 */
export function keyVectors(
  keys: readonly KeyColumn[],
  columns: readonly StateColumn[],
  rows: Int32Array | null,
  count: number,
  interner: Interner,
): Vector[] {
  let next = 0;
  const gather = (type: DataType, nullable: boolean): Vector => {
    if (type.kind !== 'struct') return keyVector(stateVector(columns[next++]!, rows, count), type, interner);
    const there = nullable ? (stateVector(columns[next++]!, rows, count).data as Int32Array) : null;
    const valid = there === null ? null : Uint8Array.from(there);
    return { layout: 'struct', valid, children: type.fields.map((f) => gather(f.type, nullable || f.nullable)) };
  };
  return keys.map((key) => gather(key.type, key.nullable));
}

/** A gathered key column as a vector of the key's own type. */
function keyVector(held: StateValues, type: DataType, interner: Interner): Vector {
  const layout = layoutOf(type);
  if (held.layout !== 'id') {
    const numbers = held.data as Int32Array | Float64Array;
    const data = layout === 'bool' ? Uint8Array.from(numbers) : layout === 'f32' ? Float32Array.from(numbers) : numbers;
    return { layout, valid: held.valid, data } as Vector;
  }
  const ids = held.data as Int32Array;
  if (layout === 'string') {
    if (!ids.includes(-1)) return { layout, valid: null, data: ids, texts: interner };
    return {
      layout,
      valid: Uint8Array.from(ids, (id) => (id < 0 ? 0 : 1)),
      data: ids.map((id) => Math.max(id, 0)),
      texts: interner,
    };
  }
  const builder = new VectorBuilder(type, ids.length);
  for (const id of ids) builder.append(id < 0 ? null : keyFromText(interner.text(id), type));
  return builder.finish();
}
