import type { JsonValue } from '../../engine/spi/view-port.ts';

/** What a type's `simpleString` says about how its values are shown. Unknown text is shown as it is. */
export type Shape =
  | { readonly kind: 'integer' | 'decimal' | 'float' | 'timestamp' | 'timestamp_ntz' | 'date' | 'boolean' | 'text' }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly shape: Shape }[] }
  | { readonly kind: 'array'; readonly element: Shape }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape };

const LEAVES: Readonly<Record<string, Shape['kind']>> = {
  tinyint: 'integer',
  smallint: 'integer',
  int: 'integer',
  bigint: 'integer',
  float: 'float',
  double: 'float',
  timestamp: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
  date: 'date',
  boolean: 'boolean',
};

/** Reads a `simpleString`; field names in it are not quoted, so hostile ones only cost the nicer formatting. */
export function shapeOf(type: string): Shape {
  if (type.startsWith('decimal')) return { kind: 'decimal' };
  if (Object.hasOwn(LEAVES, type)) return { kind: LEAVES[type] } as Shape;
  const inner = /^(struct|array|map)<(.*)>$/s.exec(type);
  if (!inner) return { kind: 'text' };
  const parts = splitTop(inner[2] as string);
  switch (inner[1]) {
    case 'array':
      return { kind: 'array', element: shapeOf(inner[2] as string) };
    case 'map':
      return { kind: 'map', key: shapeOf(parts[0] ?? ''), value: shapeOf(parts.slice(1).join(',')) };
    default:
      return { kind: 'struct', fields: parts.map(namedShape) };
  }
}

/** Whether values of this shape are numbers: right-aligned, never part of a row's identity. */
export function isNumeric(shape: Shape): boolean {
  return shape.kind === 'integer' || shape.kind === 'decimal' || shape.kind === 'float';
}

/** Whether this is the struct that `window()` makes. */
export function isWindow(shape: Shape): boolean {
  if (shape.kind !== 'struct' || shape.fields.length !== 2) return false;
  const [start, end] = shape.fields;
  const isTime = (kind: string | undefined) => kind === 'timestamp' || kind === 'timestamp_ntz';
  return start?.name === 'start' && end?.name === 'end' && isTime(start.shape.kind) && isTime(end.shape.kind);
}

/** A struct's field: structs come as lists in the order of their fields, or as objects. */
export function fieldOf(value: JsonValue, name: string, index: number): JsonValue {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return value[index] ?? null;
  return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

/** A type as a column's subtitle: nested fields by name only. */
export function shortType(type: string): string {
  const shape = shapeOf(type);
  if (shape.kind !== 'struct') return type;
  return `struct<${shape.fields.map((field) => field.name).join(', ')}>`;
}

function namedShape(text: string): { name: string; shape: Shape } {
  const colon = text.indexOf(':');
  return colon < 0
    ? { name: text, shape: { kind: 'text' } }
    : { name: text.slice(0, colon), shape: shapeOf(text.slice(colon + 1)) };
}

function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '<' || character === '(') depth++;
    else if (character === '>' || character === ')') depth--;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
