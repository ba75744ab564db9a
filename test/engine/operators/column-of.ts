import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import type { Scalar, Vector } from '../../../engine/columnar/vector.ts';
import { field, struct, type DataType } from '../../../engine/types/data-type.ts';

/** Values of a type as a column. */
export const columnOf = (type: DataType, values: readonly Scalar[]): Vector =>
  batchOf(
    struct([field('v', type)]),
    values.map((value) => [value]),
  ).columns[0]!;
