import {
  array,
  BOOLEAN,
  DOUBLE,
  field,
  LONG,
  STRING,
  struct,
  VOID,
  type DataType,
  type StructType,
} from '../../types/data-type.ts';
import type { TextOptions } from '../text-options.ts';
import { parseJson, type JsonNode } from './json-tree.ts';

const MOST_DIGITS = 38;
/** Digits that a BIGINT may have. */
const LONG_DIGITS = 20;
const utf8 = new TextDecoder();

/** The schema of files of JSON lines: fields in alphabetical order, whole numbers BIGINT, as Spark infers it. */
export function inferJsonSchema(sample: readonly Uint8Array[], options: TextOptions): StructType {
  let type: DataType = VOID;
  let malformed = false;
  for (const bytes of sample) {
    for (const line of utf8.decode(bytes).split(/\r\n|\n|\r/)) {
      if (line.trim() === '') continue;
      const root = parseJson(line, options.jsonSyntax);
      for (const item of root?.kind === 'array' ? root.items : [root]) {
        if (item?.kind === 'object') type = merged(type, ownType(item));
        else malformed = true;
      }
    }
  }
  const settled = settledType(type);
  const fields = settled?.kind === 'struct' ? settled.fields : [];
  return struct(malformed ? [...fields, field(options.corruptColumn, STRING)].sort(byName) : fields);
}

/** The type that a JSON value has by itself. */
export const jsonType = (node: JsonNode): DataType => settledType(ownType(node)) ?? STRING;

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function ownType(node: JsonNode): DataType {
  switch (node.kind) {
    case 'word':
      return node.text === 'null' ? VOID : BOOLEAN;
    case 'number':
      return numberType(node.text);
    case 'string':
      return STRING;
    case 'array':
      return array(node.items.map(ownType).reduce(merged, VOID));
    case 'object': {
      const types = new Map<string, DataType>();
      for (const [name, value] of node.fields) types.set(name, ownType(value));
      return struct([...types].map(([name, type]) => field(name, type)).sort(byName));
    }
  }
}

function numberType(text: string): DataType {
  if (!/^-?\d+$/.test(text)) return DOUBLE;
  const value = BigInt(text);
  if (BigInt.asIntN(64, value) === value) return LONG;
  const digits = text.replace('-', '').length;
  return digits > MOST_DIGITS ? DOUBLE : { kind: 'decimal', precision: digits, scale: 0 };
}

function merged(a: DataType, b: DataType): DataType {
  if (a.kind === 'void') return b;
  if (b.kind === 'void') return a;
  if (a.kind === 'struct' && b.kind === 'struct') {
    const types = new Map(a.fields.map((f) => [f.name, f.type]));
    for (const f of b.fields) types.set(f.name, merged(types.get(f.name) ?? VOID, f.type));
    return struct([...types].map(([name, type]) => field(name, type)).sort(byName));
  }
  if (a.kind === 'array' && b.kind === 'array') return array(merged(a.element, b.element));
  const digits = [wholeDigits(a), wholeDigits(b)];
  if (digits.every((n) => n !== undefined)) {
    return a.kind === 'long' && b.kind === 'long'
      ? LONG
      : { kind: 'decimal', precision: Math.max(...digits), scale: 0 };
  }
  if (a.kind === b.kind) return a;
  return [a, b].every((t) => t.kind === 'double' || wholeDigits(t) !== undefined) ? DOUBLE : STRING;
}

/** Digits of a type of whole numbers, undefined for others. */
const wholeDigits = (type: DataType): number | undefined =>
  type.kind === 'long' ? LONG_DIGITS : type.kind === 'decimal' ? type.precision : undefined;

/** What was only ever null is STRING; an object that never had a field is no column: undefined. */
function settledType(type: DataType): DataType | undefined {
  switch (type.kind) {
    case 'void':
      return STRING;
    case 'array': {
      const element = settledType(type.element);
      return element === undefined ? undefined : array(element);
    }
    case 'struct': {
      const fields = type.fields.flatMap((f) => {
        const own = settledType(f.type);
        return own === undefined ? [] : [field(f.name, own)];
      });
      return fields.length === 0 ? undefined : struct(fields);
    }
    default:
      return type;
  }
}
