import { BOOLEAN, LONG } from '../../../types/data-type.ts';
import { foldPresent, mergePresent, mergeSums, slotResult, whenPresent } from '../../aggregate-code.ts';
import { defineAggregate, type AggregateCode, type AggregateFunction } from '../../define-function.ts';
import { coerced } from '../../signature.ts';
import { BOOL, INTEGRAL } from '../../type-pattern.ts';

const bits = (name: string, op: string, description: string, result: string): AggregateFunction =>
  defineAggregate({
    name,
    group: 'aggregate',
    description,
    parameters: ['expr'],
    examples: [{ sql: `${name}(x)`, over: { x: '3, 5' }, result }],
    bind(given, context) {
      const args = coerced({ args: [INTEGRAL] }, given, context);
      const { type } = args[0]!;
      return {
        args,
        type,
        nullable: true,
        code: {
          buffer: [{ type, nullable: true, initial: null }],
          update: foldPresent((a, b) => `${a} ${op} ${b}`),
          merge: mergePresent((a, b) => `${a} ${op} ${b}`),
          anyOrder: true,
          ...slotResult(0),
        },
      };
    },
  });

const flags = (
  name: string,
  aliases: readonly string[],
  op: string,
  description: string,
  result: string,
): AggregateFunction =>
  defineAggregate({
    name,
    aliases,
    group: 'aggregate',
    description,
    parameters: ['expr'],
    examples: [{ sql: `${name}(x)`, over: { x: 'true, NULL, false' }, result }],
    bind(given, context) {
      const args = coerced({ args: [BOOL] }, given, context);
      return {
        args,
        type: BOOLEAN,
        nullable: true,
        code: {
          buffer: [{ type: BOOLEAN, nullable: true, initial: null }],
          update: foldPresent((a, b) => `${a} ${op} ${b}`),
          merge: mergePresent((a, b) => `${a} ${op} ${b}`),
          anyOrder: true,
          ...slotResult(0),
        },
      };
    },
  });

export const bitAggregates: readonly AggregateFunction[] = [
  bits('bit_and', '&', 'The bits set in all values.', '1'),
  bits('bit_or', '|', 'The bits set in some value.', '7'),
  bits('bit_xor', '^', 'The bits set in an odd number of values.', '6'),
];

export const boolAnd = flags('bool_and', ['every'], '&&', 'Whether all values are true.', 'false');
export const boolOr = flags('bool_or', ['some', 'any'], '||', 'Whether some value is true.', 'true');

const counted =
  (op: '+' | '-'): AggregateCode['update'] =>
  ([slot], parts, g) =>
    whenPresent(parts, g, ([v]) => `if (${v}) { ${slot!.set(`${slot!.get} ${op} 1n`)} }`);

export const countIf = defineAggregate({
  name: 'count_if',
  group: 'aggregate',
  description: 'The number of rows in which expr is true.',
  parameters: ['expr'],
  examples: [{ sql: 'count_if(x % 2 = 0)', over: { x: '0, 1, 2, NULL' }, result: '2' }],
  bind(given, context) {
    const args = coerced({ args: [BOOL] }, given, context);
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
