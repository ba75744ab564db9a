import type { AggregateCode } from '../../expressions/define-function.ts';
import { freshColumnId } from '../../expressions/typed.ts';
import { DOUBLE } from '../../types/data-type.ts';
import type { AggregateColumn } from './plan.ts';

const code: AggregateCode = {
  buffer: [{ type: DOUBLE, nullable: false, initial: Infinity }],
  update: () => '',
  merge: ([into], [from]) => `if (${from!.get} < ${into!.get}) ${into!.set(from!.get)}`,
  anyOrder: true,
  gives: { slot: 0 },
  result: ([seen]) => seen,
};

/** When a group was first seen: a number that is put into its slot where groups are spilled, the least of which stays. */
export const firstSeen = (): AggregateColumn => ({
  attribute: { id: freshColumnId(), name: 'first seen', type: DOUBLE, nullable: false },
  expression: {
    node: 'aggregate',
    name: 'first_seen',
    args: [],
    constants: '',
    distinct: false,
    filter: null,
    type: DOUBLE,
    nullable: false,
    code,
  },
});
