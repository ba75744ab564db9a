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
import { JsonReader, JsonSyntaxError, type JsonNode } from './json-reader.ts';

/** The schema of JSON lines: fields in alphabetical order, whole numbers BIGINT, as Spark infers it. */
export function inferJsonSchema(sample: readonly Uint8Array[], corruptColumn: string): StructType {
  let type: DataType = VOID;
  let malformed = false;
  for (const bytes of sample) {
    for (let at = 0; at < bytes.length;) {
      const next = bytes.indexOf(10, at);
      const end = next < 0 ? bytes.length : next;
      const reader = new JsonReader(bytes, at, end);
      at = end + 1;
      if (reader.blank) continue;
      try {
        const node = reader.document();
        for (const item of node.kind === 'array' ? node.items : [node]) {
          if (item.kind === 'object') type = merged(type, typeOf(item));
          else malformed = true;
        }
      } catch (error) {
        if (!(error instanceof JsonSyntaxError)) throw error;
        malformed = true;
      }
    }
  }
  const fields = type.kind === 'struct' ? type.fields : [];
  const known = fields.map((f) => field(f.name, settled(f.type)));
  return struct(malformed ? [...known, field(corruptColumn, STRING)].sort(byName) : known);
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function typeOf(node: JsonNode): DataType {
  switch (node.kind) {
    case 'null':
      return VOID;
    case 'boolean':
      return BOOLEAN;
    case 'number':
      return /^-?\d{1,18}$/.test(node.text) ? LONG : DOUBLE;
    case 'string':
      return STRING;
    case 'array':
      return array(node.items.map(typeOf).reduce(merged, VOID));
    case 'object': {
      const names = new Map(node.fields.map(([name, value]) => [name, typeOf(value)]));
      return struct([...names].map(([name, type]) => field(name, type)).sort(byName));
    }
  }
}

function merged(a: DataType, b: DataType): DataType {
  if (a.kind === 'void') return b;
  if (b.kind === 'void') return a;
  if (a.kind === 'struct' && b.kind === 'struct') {
    const names = new Map(a.fields.map((f) => [f.name, f.type]));
    for (const f of b.fields) names.set(f.name, merged(names.get(f.name) ?? VOID, f.type));
    return struct([...names].map(([name, type]) => field(name, type)).sort(byName));
  }
  if (a.kind === 'array' && b.kind === 'array') return array(merged(a.element, b.element));
  if (a.kind === b.kind) return a;
  const numbers = (t: DataType): boolean => t.kind === 'long' || t.kind === 'double';
  return numbers(a) && numbers(b) ? DOUBLE : STRING;
}

/** What was only ever null is STRING. */
function settled(type: DataType): DataType {
  switch (type.kind) {
    case 'void':
      return STRING;
    case 'array':
      return array(settled(type.element));
    case 'struct':
      return struct(type.fields.map((f) => field(f.name, settled(f.type))));
    default:
      return type;
  }
}
