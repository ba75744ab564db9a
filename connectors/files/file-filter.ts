import type { Scalar } from '../../engine/columnar/vector.ts';
import type { SourceFilter } from '../../engine/spi/source-filter.ts';
import type { DataType } from '../../engine/types/data-type.ts';
import { comparePresent } from '../../engine/types/compare.ts';

/** Whether a value of a type fulfils a condition. */
export function fulfils(type: DataType, filter: SourceFilter): (value: Scalar) => boolean {
  const compare = comparePresent(type);
  switch (filter.is) {
    case 'null':
      return (value) => value === null;
    case 'not null':
      return (value) => value !== null;
    case 'in':
      return (value) => value !== null && filter.values.some((one) => compare(value, one) === 0);
    case '=':
      return (value) => value !== null && compare(value, filter.value) === 0;
    case '<':
      return (value) => value !== null && compare(value, filter.value) < 0;
    case '<=':
      return (value) => value !== null && compare(value, filter.value) <= 0;
    case '>':
      return (value) => value !== null && compare(value, filter.value) > 0;
    case '>=':
      return (value) => value !== null && compare(value, filter.value) >= 0;
  }
}
