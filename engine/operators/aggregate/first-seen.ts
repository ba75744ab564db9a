import type { AggregateCode } from '../../expressions/define-function.ts';
import { freshColumnId, type Attribute } from '../../expressions/typed.ts';
import { DOUBLE } from '../../types/data-type.ts';
import type { AggregateColumn } from './plan.ts';

const code: AggregateCode = {
  buffer: [{ type: DOUBLE, nullable: false, initial: Infinity }],
  update: ([seen], [number]) =>
    number === undefined ? '' : `${number.code} if (${number.value} < ${seen!.get}) ${seen!.set(number.value)}`,
  merge: ([into], [from]) => `if (${from!.get} < ${into!.get}) ${into!.set(from!.get)}`,
  anyOrder: true,
  gives: { slot: 0 },
  result: ([seen]) => seen,
};

/**
 * When a group was first seen: the least number of its rows.
 *
 * @param number the column that numbers rows; without one the number is put into the slot where groups are spilled
 */
export const firstSeen = (number?: Attribute): AggregateColumn => ({
  attribute: { id: freshColumnId(), name: 'first seen', type: DOUBLE, nullable: false },
  expression: {
    node: 'aggregate',
    name: 'first_seen',
    args: number === undefined ? [] : [{ node: 'column', ...number }],
    constants: '',
    distinct: false,
    filter: null,
    type: DOUBLE,
    nullable: false,
    code,
  },
});
