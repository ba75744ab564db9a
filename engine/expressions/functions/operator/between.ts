import { defineFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import type { TypedExpression } from '../../typed.ts';
import { and } from './logic.ts';
import { bindComparison } from './comparison.ts';

export const between = defineFunction({
  name: 'between',
  group: 'operator',
  description: 'Whether expr is at least lower and at most upper.',
  parameters: ['expr', 'lower', 'upper'],
  examples: [{ sql: '2 BETWEEN 1 AND 3', result: 'true' }],
  bind(args, context) {
    checkCount(args.length, 3, 3, context.functionName);
    const [e, low, high] = args as [TypedExpression, TypedExpression, TypedExpression];
    const call = (op: '>=' | '<=', bound: TypedExpression): TypedExpression => ({
      node: 'call',
      name: op,
      deterministic: true,
      ...bindComparison(op, [e, bound], context),
    });
    return { ...and.bind([call('>=', low), call('<=', high)], context), pretty: context.sql(args) };
  },
});
