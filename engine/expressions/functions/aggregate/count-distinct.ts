import { defineAggregate } from '../../define-function.ts';
import { distinctAggregate } from '../../distinct-aggregate.ts';
import { count } from './count.ts';

export const countDistinct = defineAggregate({
  name: 'count_distinct',
  aliases: ['countDistinct'],
  group: 'aggregate',
  description: 'The number of distinct values; the same as count(DISTINCT ...).',
  parameters: ['expr', '...'],
  examples: [{ sql: 'count(DISTINCT x)', over: { x: '1, 1, NULL, 2' }, result: '2' }],
  pretty: (args) => `count(DISTINCT ${args.join(', ')})`,
  bind(given, context) {
    const bound = count.bind(given, context);
    const types = bound.args.map((arg) => arg.type);
    return { ...bound, code: distinctAggregate(bound.code, types) };
  },
});
