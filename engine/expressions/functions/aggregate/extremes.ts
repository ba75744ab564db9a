import type { DataType } from '../../../types/data-type.ts';
import { compareText } from '../../../types/utf8-order.ts';
import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { heldValue, isUnset, slotResult, slotValue, storeIn } from '../../aggregate-code.ts';
import { compareToText } from '../../bytes/stored-text.ts';
import { HeldText } from '../../held-text.ts';
import { defineAggregate, type AggregateCode, type AggregateFunction, type SlotCode } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import { comparisonText, isOrderable } from '../operator/comparison.ts';

/** Whether a value comes before (after, when descending) the one that a slot holds, in the order of a type. */
export function comesFirst(
  type: DataType,
  value: ExpressionCode,
  slot: SlotCode,
  descending: boolean,
  g: CodeContext,
): string {
  const operator = descending ? '>' : '<';
  if (type.kind !== 'string') {
    return comparisonText(operator, type, value, slotValue(slot), g);
  }
  if (value.bytes === undefined) return `${g.constant(compareText)}(${value.value}, ${slot.get}) ${operator} 0`;
  const { arena, start, end } = value.bytes;
  return `${g.constant(compareToText)}(${arena}, ${start}, ${end}, ${slot.get}) ${operator} 0`;
}

/** The same of a text, which stays bytes until the rows of the block are folded. */
function holdFirst(type: DataType, value: ExpressionCode, slot: SlotCode, descending: boolean, g: CodeContext): string {
  const held = g.constant(new HeldText());
  const bytes = `${value.bytes!.arena}, ${value.bytes!.start}, ${value.bytes!.end}`;
  g.once(`${held}.begin();`);
  slot.afterRows!(`if (${held}.held) { ${slot.put(`${held}.text()`)} }`);
  const stored = `${isUnset(slot)} || ${comesFirst(type, value, slot, descending, g)}`;
  const better = `(${held}.held ? ${held}.compare(${bytes}) ${descending ? '>' : '<'} 0 : ${stored})`;
  const test = value.isNull === 'false' ? better : `!${value.isNull} && ${better}`;
  return `${value.code}\nif (${test}) ${held}.keep(${bytes});`;
}

/** Keeps the first value in an order; it is made of a text's bytes only when it is stored. */
function keepFirst(type: DataType, descending: boolean): AggregateCode {
  return {
    buffer: [{ type, nullable: true, initial: null }],
    update([slot], [part], g) {
      const value = g.comparable(part!, type);
      if (value.isNull === 'true') return value.code;
      if (slot!.afterRows !== undefined && value.bytes !== undefined && type.kind === 'string')
        return holdFirst(type, value, slot!, descending, g);
      const better = `${isUnset(slot!)} || ${comesFirst(type, value, slot!, descending, g)}`;
      const test = value.isNull === 'false' ? better : `!${value.isNull} && (${better})`;
      return `${value.code}\nif (${test}) { ${storeIn(slot!, value, g)} }`;
    },
    anyOrder: true,
    merge([into], [from], g) {
      const { code, value } = heldValue(from!, g);
      const better = comesFirst(type, value, into!, descending, g);
      const wins = `!${value.isNull} && (${isUnset(into!)} || ${better})`;
      return `${code}\nif (${wins}) { ${storeIn(into!, value, g)} }`;
    },
    ...slotResult(0),
  };
}

const extreme = (name: 'min' | 'max', description: string, result: string): AggregateFunction =>
  defineAggregate({
    name,
    group: 'aggregate',
    description,
    parameters: ['expr'],
    examples: [{ sql: `${name}(x)`, over: { x: '5, 10, NULL, 15' }, result }],
    bind(args, context) {
      checkCount(args.length, 1, 1, context.functionName);
      const { type } = args[0]!;
      if (!isOrderable(type)) {
        throw typeMismatch(
          'INVALID_ORDERING_TYPE',
          context.sql(args),
          `The \`${name}\` does not support ordering on type ${quotedType(type)}.`,
        );
      }
      return { args, type, nullable: true, code: keepFirst(type, name === 'max') };
    },
  });

export const min = extreme('min', 'The smallest value of expr.', '5');
export const max = extreme('max', 'The largest value of expr.', '15');
