import { HASH_PRIME, HASH_SEED } from '../../columnar/interner.ts';
import { generatedFunction } from '../../types/generated-function.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { layoutOf } from '../../columnar/vector.ts';
import { jsonSpans, type JsonSpan } from './json-spans.ts';
import { storeDecimal, storeLong } from './store-integer.ts';

/**
 * A matcher for JSON lines of one shape, learned from a sample line: the bytes between the values are compared four at a
 * time, the values are read straight into columns. It goes on from line to line until one has another shape; that one is
 * left to the careful reader.
 */
export interface JsonTemplate {
  /** The function that makes the matcher, as JavaScript. */
  readonly source: string;
  /**
   * Reads lines from `at` into rows from `row` on.
   *
   * @param end where to stop looking: at least 32 bytes before the end of `bytes`
   * @param capacity rows that the columns hold
   * @param reached takes the position of the first line that was not read, and the next row
   */
  readonly match: (
    bytes: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    row: number,
    capacity: number,
    columns: readonly TemplateColumn[],
    interner: InternBytes,
    reached: Int32Array,
  ) => void;
}

export interface TemplateColumn {
  readonly data: unknown;
  /** The words of integers of 64 and 128 bits. */
  readonly words: Int32Array | null;
  readonly valid: Uint8Array;
}

interface InternBytes {
  internBytes(source: Uint8Array, start: number, end: number, hash: number): number;
}

interface Slot {
  readonly kind: JsonSpan['kind'];
  /** Column of the schema, -1 for a value that nobody wants. */
  readonly column: number;
  readonly type: DataType | null;
}

/** Types that a template reads; lines with values of other types go to the careful reader. */
const READABLE: ReadonlySet<string> = new Set([
  'string',
  'integer',
  'long',
  'double',
  'boolean',
  'timestamp',
  'decimal',
]);

/** Learns the shape of a line, or null when a template could not read it. */
export function learnTemplate(bytes: Uint8Array, start: number, end: number, schema: StructType): JsonTemplate | null {
  const shape = shapeOf(bytes, start, end, schema);
  if (shape === null) return null;
  const constants: unknown[] = [];
  const body: string[] = [];
  const constant = (value: unknown): string => `k${constants.push(value) - 1}`;
  shape.slots.forEach((slot, i) => {
    body.push(literalCode(shape.literals[i]!, constant), valueCode(slot, constant));
  });
  body.push(literalCode(shape.literals.at(-1)!, constant));
  const wanted = shape.slots.filter((slot) => slot.column >= 0).map((slot) => slot.column);
  const columns = wanted.map((i) => `const d${i} = C[${i}].data, h${i} = C[${i}].words;`);
  const absent = schema.fields.map((_, i) => i).filter((i) => !wanted.includes(i));
  const source = [
    '"use strict";',
    constants.map((_, i) => `const k${i} = K[${i}];`).join(' '),
    // The minute that was read last: times come nearly in order, so most rows repeat it.
    wanted.map((i) => `let x${i} = 0, y${i} = 0, z${i} = 0, w${i} = 0, m${i} = NaN;`).join(' '),
    'return (b, D, p, e, r, R, C, I, O) => {',
    'p |= 0; e |= 0; r |= 0; R |= 0;',
    ...columns,
    ...absent.map((i) => `const v${i} = C[${i}].valid;`),
    'let c = 0, s = 0;',
    'lines: while (r < R && p < e) {',
    'const from = p;',
    'line: {',
    ...body,
    'c = b[p]; if (c === 10) p++; else if (c === 13 && b[p + 1] === 10) p += 2; else break line;',
    `${absent.map((i) => `v${i}[r] = 0; `).join('')}r++;`,
    'continue lines;',
    '}',
    'p = from; break;',
    '}',
    'O[0] = p; O[1] = r;',
    '}',
  ].join('\n');
  const make = generatedFunction<(constants: readonly unknown[]) => JsonTemplate['match']>(['K'], source);
  return { source: `(K) => {\n${source}\n}`, match: make(constants) };
}

function shapeOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  schema: StructType,
): { literals: Uint8Array[]; slots: Slot[] } | null {
  const spans = jsonSpans(bytes, start, end);
  if (spans === null) return null;
  const literals: Uint8Array[] = [];
  const slots: Slot[] = [];
  const seen = new Set<string>();
  let from = start;
  for (const { name, kind, start: valueStart, end: valueEnd } of spans) {
    if (seen.has(name)) return null;
    seen.add(name);
    const column = schema.fields.findIndex((f) => f.name === name);
    const type = column < 0 ? null : schema.fields[column]!.type;
    if (type !== null && !readable(type, kind)) return null;
    if (type === null && (kind === 'object' || kind === 'array' || kind === 'null')) return null;
    literals.push(bytes.slice(from, valueStart));
    slots.push({ kind, column, type });
    from = valueEnd;
  }
  literals.push(bytes.slice(from, end));
  return { literals, slots };
}

function readable(type: DataType, kind: JsonSpan['kind']): boolean {
  if (!READABLE.has(type.kind)) return false;
  if (type.kind === 'string' || type.kind === 'timestamp') return kind === 'string';
  if (type.kind === 'decimal' && kind === 'string') return true;
  return kind === (type.kind === 'boolean' ? 'boolean' : 'number');
}

/** The name of a value in the text of the matcher. */
type Constant = (value: unknown) => string;

/** Compares learned bytes, four at a time. */
function literalCode(literal: Uint8Array, constant: Constant): string {
  const tests: string[] = [];
  const view = new DataView(literal.buffer, literal.byteOffset, literal.byteLength);
  let i = 0;
  for (; i + 4 <= literal.length; i += 4)
    tests.push(`D.getInt32(p + ${i}, true) !== ${constant(view.getInt32(i, true))}`);
  for (; i < literal.length; i++) tests.push(`b[p + ${i}] !== ${constant(literal[i]!)}`);
  return `if (p + ${literal.length} > e || ${tests.join(' || ') || 'false'}) break line;\np += ${literal.length};`;
}

function valueCode(slot: Slot, constant: Constant): string {
  const { column, type, kind } = slot;
  if (type === null) return skipCode(kind);
  switch (type.kind) {
    case 'string':
      return stringCode(column);
    case 'timestamp':
      return timestampCode(column);
    case 'boolean':
      return booleanCode(column);
    case 'double':
      return doubleCode(column);
    case 'decimal': {
      const store = constant(storeDecimal(type));
      return (kind === 'string' ? quotedNumberCode : numberCode)(storeCode(column, store, type));
    }
    default:
      return integerCode(column, type.kind === 'long' ? constant(storeLong) : null);
  }
}

const skipCode = (kind: JsonSpan['kind']): string =>
  kind === 'string'
    ? `if (b[p] !== 34) break line;\np++;\n${untilQuote('')}\np++;`
    : kind === 'boolean'
      ? `if (b[p] === 116) p += 4; else if (b[p] === 102) p += 5; else break line;`
      : `s = p; while ((c = b[p]) >= 48 && c <= 57 || c === 45 || c === 46 || c === 43 || c === 101 || c === 69) p++;\nif (p === s) break line;`;

/**
 * Goes to the closing quote. Nearly all bytes are above the quote and no backslash: two comparisons each. A backslash, a
 * control character and the end of the buffer go to the careful reader.
 */
const untilQuote = (each: string): string =>
  `for (;;) { while ((c = b[p]) > 34 && c !== 92) { ${each} p++; } if (c === 34) break; if (c === 32 || c === 33) { ${each} p++; } else break line; }`;

/** Looks for the closing quote and hashes on the way. */
const stringCode = (i: number): string => `{
if (b[p] !== 34) break line;
let h = ${HASH_SEED};
s = ++p;
${untilQuote(`h = Math.imul(h ^ c, ${HASH_PRIME});`)}
h ^= p - s;
d${i}[r] = I.internBytes(b, s, p, h ^ (h >>> 15));
p++;
}`;

/** Stores the number `b[s .. p)`. */
const storeCode = (i: number, store: string, type: DataType): string =>
  `if (!${store}(h${i}, ${layoutOf(type) === 'i128' ? 4 : 2} * r, b, s, p)) break line;`;

/** A number without an exponent. */
const numberCode = (store: string): string => `{
s = p;
if (b[p] === 45) p++;
const q = p;
while ((c = b[p]) >= 48 && c <= 57) p++;
if (p === q || (p - q > 1 && b[q] === 48)) break line;
if (c === 46) { const f = ++p; while ((c = b[p]) >= 48 && c <= 57) p++; if (p === f) break line; }
if (c === 101 || c === 69) break line;
${store}
}`;

/** A number in quotes: what is none is found out by whoever stores it. */
const quotedNumberCode = (store: string): string => `{
if (b[p] !== 34) break line;
s = ++p;
while ((c = b[p]) >= 43 && c <= 57) p++;
if (c !== 34) break line;
${store}
p++;
}`;

/** Whole numbers of at most 15 digits are exact in a double; longer ones are a call, or go to the careful reader. */
const integerCode = (i: number, storeLong: string | null): string => `{
let n = 0, g = 1;
if (b[p] === 45) { g = -1; p++; }
s = p;
for (; (c = b[p]) >= 48 && c <= 57; p++) n = n * 10 + (c - 48);
if (p === s || (p - s > 1 && b[s] === 48) || c === 46 || c === 101 || c === 69) break line;
${storeLong === null ? 'if (p - s > 9) break line;' : `if (p - s > 15) { if (!${storeLong}(h${i}, 2 * r, b, g < 0 ? s - 1 : s, p)) break line; } else {`}
n *= g;
${storeLong === null ? `d${i}[r] = n;` : `h${i}[2 * r] = n; h${i}[2 * r + 1] = Math.floor(n / 4294967296); }`}
}`;

/** Mantissas of at most 15 digits with at most 22 decimals divide exactly; others go to the careful reader. */
const doubleCode = (i: number): string => `{
let n = 0, g = 1, f = 0;
if (b[p] === 45) { g = -1; p++; }
s = p;
for (; (c = b[p]) >= 48 && c <= 57; p++) n = n * 10 + (c - 48);
if (p === s || (p - s > 1 && b[s] === 48)) break line;
let t = p - s;
if (c === 46) { const q = ++p; for (; (c = b[p]) >= 48 && c <= 57; p++) n = n * 10 + (c - 48); f = p - q; if (f === 0) break line; t += f; }
if (t > 15 || c === 101 || c === 69) break line;
d${i}[r] = g * (f === 0 ? n : n / ${'[1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]'}[f]);
}`;

const booleanCode = (i: number): string => `
if (b[p] === 116 && b[p + 1] === 114 && b[p + 2] === 117 && b[p + 3] === 101) { d${i}[r] = 1; p += 4; }
else if (b[p] === 102 && b[p + 1] === 97 && b[p + 2] === 108 && b[p + 3] === 115 && b[p + 4] === 101) { d${i}[r] = 0; p += 5; }
else break line;
`;

/**
 * `2024-02-29T12:34:56[.fraction]Z`: the form that programs write; every other goes to the careful reader. The part up to
 * the minute is parsed when it changes.
 */
const timestampCode = (i: number): string => `{
if (b[p] !== 34) break line;
const A = D.getInt32(p + 1, true), B = D.getInt32(p + 5, true), G = D.getInt32(p + 9, true), Q = D.getInt32(p + 13, true);
if (A !== x${i} || B !== y${i} || G !== z${i} || Q !== w${i}) {
if (b[p + 5] !== 45 || b[p + 8] !== 45 || (b[p + 11] !== 84 && b[p + 11] !== 32) || b[p + 14] !== 58) break line;
for (let q = 1; q < 17; q++) { c = b[p + q]; if ((c < 48 || c > 57) && q !== 5 && q !== 8 && q !== 11 && q !== 14) break line; }
const Y = (b[p + 1] - 48) * 1000 + (b[p + 2] - 48) * 100 + (b[p + 3] - 48) * 10 + (b[p + 4] - 48);
const M = (b[p + 6] - 48) * 10 + (b[p + 7] - 48), N = (b[p + 9] - 48) * 10 + (b[p + 10] - 48);
const H = (b[p + 12] - 48) * 10 + (b[p + 13] - 48), U = (b[p + 15] - 48) * 10 + (b[p + 16] - 48);
if (M < 1 || M > 12 || N < 1 || N > 28 && (N > 31 || N > 30 && (M === 4 || M === 6 || M === 9 || M === 11) || M === 2) || H > 23 || U > 59) break line;
const y = M <= 2 ? Y - 1 : Y, a = Math.floor(y / 400), o = y - a * 400;
const j = Math.floor((153 * (M + (M > 2 ? -3 : 9)) + 2) / 5) + N - 1;
m${i} = ((a * 146097 + o * 365 + Math.floor(o / 4) - Math.floor(o / 100) + j - 719468) * 86400 + H * 3600 + U * 60) * 1000000;
x${i} = A; y${i} = B; z${i} = G; w${i} = Q;
}
if (b[p + 17] !== 58) break line;
const t = b[p + 18] - 48, u = b[p + 19] - 48;
if (t < 0 || t > 5 || u < 0 || u > 9) break line;
p += 20;
let F = 0;
if (b[p] === 46) { s = ++p; let f = 100000; for (; (c = b[p]) >= 48 && c <= 57; p++) { F += (c - 48) * f; f = f > 1 ? f / 10 : 0; } if (p === s || p - s > 6) break line; }
if (b[p] !== 90 || b[p + 1] !== 34) break line;
p += 2;
const n = m${i} + (t * 10 + u) * 1000000 + F, g = Math.floor(n / 4294967296);
h${i}[2 * r] = n - g * 4294967296; h${i}[2 * r + 1] = g;
}`;
