import { freshColumnId, type Attribute } from '../expressions/typed.ts';
import type { StructType } from '../types/data-type.ts';

/** Fresh columns of a schema. */
export const attributesOf = (schema: StructType): Attribute[] =>
  schema.fields.map(({ name, type, nullable }) => ({ id: freshColumnId(), name, type, nullable }));
