import { LONG } from '../../../types/data-type.ts';
import { mergeSums, slotResult } from '../../aggregate-code.ts';
import { defineAggregate, type AggregateCode } from '../../define-function.ts';
import { checkCount, literalOf } from '../../signature.ts';
import { INTEGER } from '../../../types/data-type.ts';

const counted =
  (op: '+' | '-'): AggregateCode['update'] =>
  ([slot], parts) => {
    const nulls = parts.map((part) => part.isNull).filter((text) => text !== 'false');
    const add = slot!.set(`${slot!.get} ${op} 1n`);
    const statements = parts.map((part) => part.code).join('\n');
    if (nulls.includes('true')) return statements;
    return nulls.length === 0 ? `${statements}\n${add}` : `${statements}\nif (!(${nulls.join(' || ')})) { ${add} }`;
  };

export const count = defineAggregate({
  name: 'count',
  group: 'aggregate',
  description: 'The number of rows in which no argument is NULL; count(*) counts all rows.',
  parameters: ['expr', '...'],
  examples: [{ sql: 'count(x)', over: { x: '5, 10, NULL, 15' }, result: '3' }],
  bind(given, context) {
    checkCount(given.length, 1, Infinity, context.functionName);
    const args = given.length === 0 ? [literalOf(1, INTEGER)] : given;
    return {
      args,
      type: LONG,
      nullable: false,
      code: {
        buffer: [{ type: LONG, nullable: false, initial: 0n }],
        update: counted('+'),
        merge: mergeSums,
        anyOrder: true,
        remove: counted('-'),
        ...slotResult(0),
      },
    };
  },
});
