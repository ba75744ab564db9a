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
import { parseDecimal } from '../../types/decimal.ts';
import { AnalysisError } from '../../types/errors.ts';
import type { TextOptions } from '../text-options.ts';
import { afterMark } from '../text-lines.ts';
import { endOfLine, jsonLine } from './json-lines.ts';
import { parseJson, type JsonNode } from './json-tree.ts';

const MOST_DIGITS = 38;
/** Digits that a BIGINT may have. */
const LONG_DIGITS = 20;

/** What the options say of types. */
interface Rules {
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly dropAllNull: boolean;
}

const rulesOf = (options: TextOptions): Rules => ({
  primitivesAsString: options.flag('primitivesAsString', false),
  prefersDecimal: options.flag('prefersDecimal', false),
  dropAllNull: options.flag('dropFieldIfAllNull', false),
});

/** The schema of files of JSON lines: fields in alphabetical order, whole numbers BIGINT, as Spark infers it. */
export function inferJsonSchema(sample: readonly Uint8Array[], options: TextOptions): StructType {
  const rules = rulesOf(options);
  const malformed = options.mode === 'DROPMALFORMED' ? VOID : struct([field(options.corruptColumn, STRING)]);
  let type: DataType = VOID;
  for (const line of sample.flatMap((bytes) => [...linesOf(bytes)])) {
    const root = line === null ? undefined : parseJson(line, options.jsonSyntax);
    for (const item of root?.kind === 'array' ? root.items : [root]) {
      if (item === root && root?.kind === 'word' && root.text === 'null') continue;
      type = merged(type, item?.kind === 'object' ? ownType(item, rules) : malformed);
    }
  }
  const settled = settledType(type, rules);
  return settled?.kind === 'struct' ? settled : struct([]);
}

/** The lines that are not blank; null for one that is too long. */
function* linesOf(bytes: Uint8Array): Generator<string | null> {
  for (let at = afterMark(bytes), end = at; at < bytes.length; at = end + 1) {
    end = endOfLine(bytes, at);
    const line = jsonLine(bytes, at, end);
    if (line?.trim() !== '') yield line;
  }
}

/** The type that a JSON value has by itself. */
export function jsonType(node: JsonNode, options: TextOptions): DataType {
  const rules = rulesOf(options);
  const own = ownType(node, rules);
  return settledType(own, rules) ?? (own.kind === 'struct' ? struct([]) : STRING);
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

function ownType(node: JsonNode, rules: Rules): DataType {
  switch (node.kind) {
    case 'word':
      return node.text === 'null' ? VOID : rules.primitivesAsString ? STRING : BOOLEAN;
    case 'number':
      return rules.primitivesAsString ? STRING : numberType(node.text, rules);
    case 'string':
      return STRING;
    case 'array':
      return array(node.items.map((item) => ownType(item, rules)).reduce(merged, VOID));
    case 'object': {
      const types = new Map<string, DataType>();
      for (const [name, value] of node.fields) types.set(name, ownType(value, rules));
      return struct([...types].map(([name, type]) => field(name, type)).sort(byName));
    }
  }
}

function numberType(text: string, { prefersDecimal }: Rules): DataType {
  if (!/^-?\d+$/.test(text)) return prefersDecimal ? fractionType(text) : DOUBLE;
  const value = BigInt(text);
  if (BigInt.asIntN(64, value) === value) return LONG;
  const digits = text.replace('-', '').length;
  return digits > MOST_DIGITS ? DOUBLE : { kind: 'decimal', precision: digits, scale: 0 };
}

/** The decimal that holds a fraction, DOUBLE when none does. */
function fractionType(text: string): DataType {
  const parsed = parseDecimal(text);
  if (parsed === undefined) return DOUBLE;
  if (parsed.scale < 0) throw negativeScale(parsed.scale);
  const digits = String(parsed.unscaled).replace('-', '').length;
  const precision = Math.max(digits, parsed.scale);
  return precision > MOST_DIGITS ? DOUBLE : { kind: 'decimal', precision, scale: parsed.scale };
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
  if (a.kind === 'long' && b.kind === 'long') return LONG;
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (left !== undefined && right !== undefined) {
    const scale = Math.max(left.scale, right.scale);
    const precision = scale + Math.max(left.precision - left.scale, right.precision - right.scale);
    return precision > MOST_DIGITS ? DOUBLE : { kind: 'decimal', precision, scale };
  }
  if (a.kind === b.kind) return a;
  return [a, b].every((t) => t.kind === 'double' || decimalOf(t) !== undefined) ? DOUBLE : STRING;
}

/** The decimal that holds a type of exact numbers, undefined for others. */
const decimalOf = (type: DataType): { precision: number; scale: number } | undefined =>
  type.kind === 'long' ? { precision: LONG_DIGITS, scale: 0 } : type.kind === 'decimal' ? type : undefined;

/** What was only ever null is STRING; an object that never had a field is no column, nor what has no name: undefined. */
function settledType(type: DataType, rules: Rules): DataType | undefined {
  switch (type.kind) {
    case 'void':
      return rules.dropAllNull ? undefined : STRING;
    case 'array': {
      const element = settledType(type.element, rules);
      return element === undefined ? undefined : array(element);
    }
    case 'struct': {
      const fields = type.fields.flatMap((f) => {
        const own = settledType(f.type, rules);
        return own === undefined || f.name === '' ? [] : [field(f.name, own)];
      });
      return fields.length === 0 ? undefined : struct(fields);
    }
    default:
      return type;
  }
}

const negativeScale = (scale: number): AnalysisError =>
  new AnalysisError({
    condition: 'NEGATIVE_SCALE_DISALLOWED',
    sqlState: '0A000',
    message: `Negative scale is not allowed: '${scale}'.`,
    hint: 'With prefersDecimal, numbers are not written with a positive exponent (1e3). Leave the option out, or give a schema.',
  });
