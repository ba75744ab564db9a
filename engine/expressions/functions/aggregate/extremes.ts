import { compareScalars } from '../../../types/compare.ts';
import type { DataType } from '../../../types/data-type.ts';
import type { CodeContext } from '../../../codegen/code-context.ts';
import { quotedType, typeMismatch } from '../../analysis-errors.ts';
import { keepOne } from '../../aggregate-code.ts';
import { defineAggregate, type AggregateFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import { comparisonText, isOrderable } from '../operator/comparison.ts';

/** Whether a is before b in the order of a type, as JavaScript. */
export function beforeText(type: DataType, a: string, b: string, descending: boolean, g: CodeContext): string {
  const code = (value: string) => ({ code: '', isNull: 'false', value });
  if (type.kind === 'string') return `${g.constant(compareScalars(type))}(${a}, ${b}) ${descending ? '>' : '<'} 0`;
  return comparisonText(descending ? '>' : '<', type, code(a), code(b), g);
}

const extreme = (name: 'min' | 'max', description: string): AggregateFunction =>
  defineAggregate({
    name,
    group: 'aggregate',
    description,
    parameters: ['expr'],
    examples: [],
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
      const code = keepOne(type, (slot, value, g) => beforeText(type, value, slot.get, name === 'max', g));
      return { args, type, nullable: true, code };
    },
  });

export const min = extreme('min', 'The smallest value of expr.');
export const max = extreme('max', 'The largest value of expr.');
