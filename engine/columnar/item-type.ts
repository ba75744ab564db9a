import { struct, type DataType, type MapType } from '../types/data-type.ts';

/** An entry of a map as a struct. */
export const entryType = ({ key, value, valueContainsNull }: MapType): DataType & { readonly kind: 'struct' } =>
  struct([
    { name: 'key', type: key, nullable: false },
    { name: 'value', type: value, nullable: valueContainsNull },
  ]);

/** The type of the items of an ARRAY or MAP. */
export function itemType(type: DataType): DataType {
  if (type.kind === 'array') return type.element;
  if (type.kind === 'map') return entryType(type);
  throw new TypeError(`${type.kind} has no items`);
}
