import { layoutOf } from '../../../columnar/vector.ts';
import type { ArithmeticOperator } from '../../arithmetic-operator.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { tolerant } from '../../tolerant-code.ts';
import { bindArithmetic } from '../operator/arithmetic.ts';

const attempt = (name: string, op: ArithmeticOperator, description: string, sql: string): ScalarFunction =>
  defineFunction({
    name,
    group: 'math',
    description,
    parameters: ['left', 'right'],
    examples: [{ sql, result: 'NULL' }],
    bind: (args, context) =>
      tolerant(
        bindArithmetic(op, args, context),
        op === '/' || op === '%'
          ? ([, by], [, divisor]) => (layoutOf(divisor!.type) === 'i64' ? `${by} === 0n` : `${by} == 0`)
          : undefined,
      ),
  });

/** Arithmetic with NULL in place of an error. */
export const tryArithmetic: readonly ScalarFunction[] = [
  attempt('try_add', '+', 'The sum, NULL when it overflows.', 'try_add(2147483647, 1)'),
  attempt('try_subtract', '-', 'The difference, NULL when it overflows.', 'try_subtract(-2147483648, 1)'),
  attempt('try_multiply', '*', 'The product, NULL when it overflows.', 'try_multiply(2147483647, 2)'),
  attempt('try_divide', '/', 'The quotient, NULL when the divisor is 0.', 'try_divide(1, 0)'),
  attempt('try_mod', '%', 'The remainder, NULL when the divisor is 0.', 'try_mod(1, 0)'),
];
