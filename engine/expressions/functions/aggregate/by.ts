import type { DataType } from '../../../types/data-type.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { heldValue, isUnset, slotResult, storeIn, storeOrNull } from '../../aggregate-code.ts';
import { defineAggregate, type AggregateCode, type AggregateFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import { isOrderable } from '../operator/comparison.ts';
import { comesFirst } from './extremes.ts';

/** The value beside the largest (smallest) order; of equals the later one. */
function byCode(value: DataType, order: DataType, max: boolean): AggregateCode {
  return {
    buffer: [
      { type: value, nullable: true, initial: null },
      { type: order, nullable: true, initial: null },
    ],
    update([kept, best], parts, g) {
      const [v, o] = [g.comparable(parts[0]!, value), g.comparable(parts[1]!, order)];
      if (o.isNull === 'true') return '';
      const keeps = comesFirst(order, o, best!, !max, g);
      const stores = `${storeOrNull(kept!, v, g)}\n${storeIn(best!, o, g)}`;
      const store = `if (${isUnset(best!)} || !(${keeps})) {\n${stores}\n}`;
      return `${v.code}\n${o.code}\n${o.isNull === 'false' ? store : `if (!(${o.isNull})) {\n${store}\n}`}`;
    },
    merge([kept, best], [value_, order_], g) {
      const [v, o] = [heldValue(value_!, g), heldValue(order_!, g)];
      const keeps = comesFirst(order, o.value, best!, !max, g);
      const store = `${v.code}\n${storeOrNull(kept!, v.value, g)}\n${storeIn(best!, o.value, g)}`;
      return `${o.code}\nif (!${o.value.isNull} && (${isUnset(best!)} || !(${keeps}))) {\n${store}\n}`;
    },
    ...slotResult(0),
    shows: [
      { name: 'valueWithExtremumOrdering', type: value, nullable: true, slot: 0 },
      { name: 'extremumOrdering', type: order, nullable: true, slot: 1 },
    ],
  };
}

const by = (name: string, max: boolean, description: string, result: string): AggregateFunction =>
  defineAggregate({
    name,
    group: 'aggregate',
    description,
    parameters: ['x', 'y'],
    examples: [{ sql: `${name}(x, y)`, over: { x: "'a', 'b', 'c'", y: '10, 50, 20' }, result }],
    bind(args, context) {
      checkCount(args.length, 2, 2, context.functionName);
      const [x, y] = args;
      if (!isOrderable(y!.type)) {
        throw typeMismatch(
          'INVALID_ORDERING_TYPE',
          context.sql(args),
          `The \`${name}\` does not support ordering on type ${quotedType(y!.type)}.`,
        );
      }
      return { args, type: x!.type, nullable: true, code: byCode(x!.type, y!.type, max) };
    },
  });

export const maxBy = by('max_by', true, 'The value of x beside the largest y.', 'b');
export const minBy = by('min_by', false, 'The value of x beside the smallest y.', 'a');
