import type { DataType } from './data-type.ts';
import { compareText } from './utf8-order.ts';

type Compare = (a: never, b: never) => number;

/** The order of two scalars of one type, as Spark sorts; null is the smallest. */
export function compareScalars(type: DataType): (a: unknown, b: unknown) => number {
  const compare = comparePresent(type);
  return (a, b) => {
    if (a === null) return b === null ? 0 : -1;
    return b === null ? 1 : compare(a, b);
  };
}

/** The same for scalars that are not null. */
export const comparePresent = (type: DataType): ((a: unknown, b: unknown) => number) =>
  comparison(type) as (a: unknown, b: unknown) => number;

/** Whether two scalars of one type are the same value; null equals null. */
export function equalScalars(type: DataType): (a: unknown, b: unknown) => boolean {
  const compare = compareScalars(type);
  return type.kind === 'map' ? equalMaps(type.key, type.value) : (a, b) => compare(a, b) === 0;
}

/** NaN is the largest and equals itself; the two zeros are equal. */
export const compareNumbers = (a: number, b: number): number =>
  a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1;

const compareBigints = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

function comparison(type: DataType): Compare {
  switch (type.kind) {
    case 'void':
      return () => 0;
    case 'boolean':
      return (a: boolean, b: boolean) => Number(a) - Number(b);
    case 'byte':
    case 'short':
    case 'integer':
    case 'date':
    case 'year_month_interval':
    case 'float':
    case 'double':
      return compareNumbers;
    case 'long':
    case 'timestamp':
    case 'timestamp_ntz':
    case 'time':
    case 'day_time_interval':
    case 'decimal':
      return compareBigints;
    case 'string':
      return compareText;
    case 'binary':
      return compareBytes;
    case 'array': {
      const element = compareScalars(type.element);
      return (a: unknown[], b: unknown[]) => lexicographic(a, b, () => element);
    }
    case 'struct': {
      const fields = type.fields.map((f) => compareScalars(f.type));
      return (a: unknown[], b: unknown[]) => lexicographic(a, b, (i) => fields[i]!);
    }
    case 'map': {
      const entry = compareScalars({
        kind: 'struct',
        fields: [
          { name: 'key', type: type.key, nullable: false },
          { name: 'value', type: type.value, nullable: true },
        ],
      });
      const key = compareScalars(type.key);
      const sorted = (m: unknown[][]): unknown[][] => [...m].sort((x, y) => key(x[0], y[0]));
      return (a: unknown[][], b: unknown[][]) => lexicographic(sorted(a), sorted(b), () => entry);
    }
    case 'calendar_interval':
    case 'variant':
      return (a: unknown, b: unknown) => compareText(canonicalText(a), canonicalText(b));
  }
}

const canonicalText = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v));

function lexicographic(
  a: readonly unknown[],
  b: readonly unknown[],
  compareAt: (i: number) => (x: unknown, y: unknown) => number,
): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const order = compareAt(i)(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function equalMaps(keyType: DataType, valueType: DataType): (a: unknown, b: unknown) => boolean {
  const sameKey = equalScalars(keyType);
  const sameValue = equalScalars(valueType);
  return (a, b) => {
    if (a === null || b === null) return a === b;
    const left = a as [unknown, unknown][];
    const right = b as [unknown, unknown][];
    return (
      left.length === right.length &&
      left.every(([key, value]) => right.some(([k, v]) => sameKey(key, k) && sameValue(value, v)))
    );
  };
}
