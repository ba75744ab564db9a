import type { DataType, StructType } from '../../types/data-type.ts';
import { fitsPrecision, parseDecimal, rescale } from '../../types/decimal.ts';
import { fromBase64 } from '../../types/base64.ts';
import type { Scalar } from '../vector.ts';
import type { JsonNode } from './json-reader.ts';
import { JsonSyntaxError } from './json-reader.ts';

/** How texts become dates and times: the session's time zone and the reader's patterns. */
export interface JsonTexts {
  /** Microseconds of a timestamp, null when the text is none. */
  timestamp(text: string): bigint | null;
  timestampNtz(text: string): bigint | null;
  /** Days of a date. */
  date(text: string): number | null;
}

/** A row as far as it could be read; `malformed` says that some field did not fit. */
export interface JsonRow {
  readonly values: Scalar[];
  readonly malformed: boolean;
}

/** The fields of an object in the order of the schema. A field that does not fit is null and marks the row. */
export function rowOf(node: JsonNode, schema: StructType, texts: JsonTexts): JsonRow {
  const values: Scalar[] = schema.fields.map(() => null);
  if (node.kind !== 'object') return { values, malformed: true };
  let malformed = false;
  for (const [name, value] of node.fields) {
    const index = schema.fields.findIndex((f) => f.name === name);
    if (index < 0) continue;
    try {
      values[index] = scalarOf(value, schema.fields[index]!.type, texts);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      values[index] = null;
      malformed = true;
    }
  }
  return { values, malformed };
}

const SPECIAL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['+Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['INF', Infinity],
  ['+INF', Infinity],
  ['-INF', -Infinity],
]);

const LIMITS: Readonly<Record<string, bigint>> = { byte: 7n, short: 15n, integer: 31n, long: 63n };

/** A value as a scalar of a type. @throws JsonSyntaxError when it does not fit */
export function scalarOf(node: JsonNode, type: DataType, texts: JsonTexts): Scalar {
  if (node.kind === 'null') return null;
  switch (type.kind) {
    case 'boolean':
      return node.kind === 'boolean' ? node.value : misfit();
    case 'byte':
    case 'short':
    case 'integer':
    case 'long': {
      if (node.kind !== 'number' || !/^-?\d+$/.test(node.text)) misfit();
      const value = BigInt((node as { text: string }).text);
      const limit = 1n << LIMITS[type.kind]!;
      if (value >= limit || value < -limit) misfit();
      return type.kind === 'long' ? value : Number(value);
    }
    case 'float':
    case 'double': {
      const value = doubleOf(node);
      return type.kind === 'float' ? Math.fround(value) : value;
    }
    case 'decimal': {
      if (node.kind !== 'number' && node.kind !== 'string') misfit();
      const parsed = parseDecimal((node as { text: string }).text.trim());
      if (parsed === undefined) return misfit();
      const unscaled = rescale(parsed.unscaled, parsed.scale, type.scale);
      return fitsPrecision(unscaled, type.precision) ? unscaled : null;
    }
    case 'string':
      if (node.kind === 'boolean') return String(node.value);
      return node.text;
    case 'binary':
      return node.kind === 'string' ? fromBase64(node.text) : misfit();
    case 'timestamp':
      if (node.kind === 'number' && /^-?\d+$/.test(node.text)) return BigInt(node.text) * 1_000_000n;
      return node.kind === 'string' ? (texts.timestamp(node.text) ?? misfit()) : misfit();
    case 'timestamp_ntz':
      return node.kind === 'string' ? (texts.timestampNtz(node.text) ?? misfit()) : misfit();
    case 'date':
      return node.kind === 'string' ? (texts.date(node.text) ?? misfit()) : misfit();
    case 'array':
      return node.kind === 'array' ? node.items.map((item) => scalarOf(item, type.element, texts)) : misfit();
    case 'map':
      return node.kind === 'object'
        ? node.fields.map(([name, value]) => [name, scalarOf(value, type.value, texts)])
        : misfit();
    case 'struct': {
      if (node.kind !== 'object') misfit();
      const row = rowOf(node, type, texts);
      return row.malformed ? misfit() : row.values;
    }
    default:
      return misfit();
  }
}

function doubleOf(node: JsonNode): number {
  if (node.kind === 'number') return SPECIAL_NUMBERS.get(node.text) ?? Number(node.text);
  if (node.kind === 'string') return SPECIAL_NUMBERS.get(node.text) ?? misfit();
  return misfit();
}

function misfit(): never {
  throw new JsonSyntaxError('the value does not fit its type');
}
