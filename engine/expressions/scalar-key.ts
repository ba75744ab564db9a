import type { DataType } from '../types/data-type.ts';
import type { Scalar } from '../columnar/vector.ts';
import { toBase64 } from '../types/base64.ts';

/** A function from scalars of a type to texts that are equal just when the values are (null and NaN equal themselves). */
export function scalarKey(type: DataType): (value: Scalar) => string {
  const key = keyOfValue(type) as (value: Scalar) => string;
  return (value) => (value === null || value === undefined ? 'n' : key(value));
}

/** The same for the elements of a Set, which knows plain values by itself. */
export const setKey = (type: DataType): ((value: Scalar) => unknown) =>
  isPlainValue(type) ? (value) => value ?? null : scalarKey(type);

/** Whether values of a type are the same just when a Set, or `includes`, takes them for the same. */
export function isPlainValue({ kind }: DataType): boolean {
  switch (kind) {
    case 'binary':
    case 'array':
    case 'struct':
    case 'map':
    case 'calendar_interval':
      return false;
    default:
      return true;
  }
}

function keyOfValue(type: DataType): (value: never) => string {
  switch (type.kind) {
    case 'string':
      return (value: string) => `s${value.length}:${value}`;
    case 'binary':
      return (value: Uint8Array) => toBase64(value);
    case 'float':
    case 'double':
      return (value: number) => String(value + 0);
    case 'array': {
      const element = scalarKey(type.element);
      return (value: Scalar[]) => `[${value.map(element).join(',')}]`;
    }
    case 'struct': {
      const fields = type.fields.map((f) => scalarKey(f.type));
      return (value: Scalar[]) => `{${fields.map((field, i) => field(value[i])).join(',')}}`;
    }
    case 'map': {
      const key = scalarKey(type.key);
      const item = scalarKey(type.value);
      return (value: [Scalar, Scalar][]) =>
        `<${value
          .map(([k, v]) => `${key(k)}:${item(v)}`)
          .sort()
          .join(',')}>`;
    }
    case 'calendar_interval':
      return (value: { months: number; days: number; micros: bigint }) =>
        `${value.months}/${value.days}/${value.micros}`;
    default:
      return String;
  }
}
