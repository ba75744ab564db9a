import { struct, type DataType, type StructType } from '../../../engine/types/data-type.ts';

/** Nullable columns `c0`, `c1`, ... of the given types. */
export const schemaOf = (types: readonly DataType[]): StructType =>
  struct(types.map((type, i) => ({ name: `c${i}`, type, nullable: true })));
