import { layoutOf } from '../columnar/vector.ts';
import type { DecimalType } from '../types/data-type.ts';
import { RUN_OF_DOUBLES } from './run-of-doubles.ts';
import type { WholeSum } from './whole-sum.ts';
import { WIDE_SUM } from './wide-sum.ts';

/** How decimals of a type are summed: by doubles as far as those are exact, where 64 bits hold each of them. */
export const decimalSumOf = (type: DecimalType): WholeSum => (layoutOf(type) === 'i64' ? RUN_OF_DOUBLES : WIDE_SUM);
