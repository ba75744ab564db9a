import { BOOLEAN, DOUBLE, VOID } from '../../../types/data-type.ts';
import { branches } from '../../../codegen/branches.ts';
import { defineFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { inline, nullKernel } from '../../function-code.ts';
import { checkCount, literalOf } from '../../signature.ts';
import { anyOf, FLOATING, REAL } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';
import { bindComparison } from '../operator/comparison.ts';
import { presenceOf } from '../operator/null-test.ts';
import { bindCoalesce } from './coalesce.ts';
import { bindWhen } from './when.ts';
import { INTEGER } from '../../../types/data-type.ts';
import type { BindContext, BoundScalar } from '../../define-function.ts';

const call = (name: string, bound: BoundScalar): TypedExpression => ({
  node: 'call',
  name,
  deterministic: true,
  ...bound,
});

const equals = (a: TypedExpression, b: TypedExpression, context: BindContext): TypedExpression =>
  call('==', bindComparison('==', [a, b], context));

export const nullif = defineFunction({
  name: 'nullif',
  group: 'conditional',
  description: 'NULL if both are equal, else the first.',
  parameters: ['expr1', 'expr2'],
  examples: [{ sql: 'nullif(2, 2)', result: 'NULL' }],
  bind(args, context) {
    checkCount(args.length, 2, 2, context.functionName);
    const [a, b] = args as [TypedExpression, TypedExpression];
    return { ...bindWhen([equals(a, b, context), literalOf(null, a.type), a], context), pretty: context.sql(args) };
  },
});

export const nullifzero = defineFunction({
  name: 'nullifzero',
  group: 'conditional',
  description: 'NULL if expr is 0, else expr.',
  parameters: ['expr'],
  examples: [{ sql: 'nullifzero(0)', result: 'NULL' }],
  bind(args, context) {
    checkCount(args.length, 1, 1, context.functionName);
    const [a] = args as [TypedExpression];
    const zero = equals(a, literalOf(0, INTEGER), context);
    return { ...bindWhen([zero, literalOf(null, VOID), a], context), pretty: context.sql(args) };
  },
});

export const zeroifnull = defineFunction({
  name: 'zeroifnull',
  group: 'conditional',
  description: '0 if expr is NULL, else expr.',
  parameters: ['expr'],
  examples: [{ sql: 'zeroifnull(NULL)', result: '0' }],
  bind(args, context) {
    checkCount(args.length, 1, 1, context.functionName);
    return { ...bindCoalesce([args[0]!, literalOf(0, INTEGER)], context), pretty: context.sql(args) };
  },
});

export const nvl2 = defineFunction({
  name: 'nvl2',
  group: 'conditional',
  description: 'The second argument if the first is not NULL, else the third.',
  parameters: ['expr1', 'expr2', 'expr3'],
  examples: [{ sql: 'nvl2(NULL, 2, 1)', result: '1' }],
  bind(args, context) {
    checkCount(args.length, 3, 3, context.functionName);
    const [a, b, c] = args as [TypedExpression, TypedExpression, TypedExpression];
    return { ...bindWhen([presenceOf(a), b, c], context), pretty: context.sql(args) };
  },
});

export const isnan = defineFunction({
  name: 'isnan',
  group: 'math',
  description: 'Whether expr is NaN; false for NULL.',
  parameters: ['expr'],
  examples: [{ sql: "isnan(double('NaN'))", result: 'true' }],
  bind(given, context) {
    const { args } = defineScalar({
      ...isnan,
      args: [anyOf(FLOATING, REAL)],
      returns: BOOLEAN,
      code: inline(() => ''),
    }).bind(given, context);
    return {
      args,
      type: BOOLEAN,
      nullable: false,
      code: nullKernel((x: number | null) => x !== null && Number.isNaN(x)),
    };
  },
});

export const nanvl = defineFunction({
  name: 'nanvl',
  group: 'math',
  description: 'The first argument unless it is NaN, else the second.',
  parameters: ['expr1', 'expr2'],
  examples: [{ sql: "nanvl(double('NaN'), 1.0)", result: '1.0' }],
  bind(given, context) {
    const float = given.length === 2 && given.every((arg) => arg.type.kind === 'float');
    const pattern = float ? REAL : FLOATING;
    const type = float ? given[0]!.type : DOUBLE;
    const { args } = defineScalar({ ...nanvl, args: [pattern, pattern], returns: DOUBLE, code: inline(() => '') }).bind(
      given,
      context,
    );
    return {
      args,
      type,
      nullable: args.some((arg) => arg.nullable),
      code: {
        form: 'generate',
        generate([a, b], g) {
          const result = branches(g, type);
          const first = result.take(g.expression(a!));
          const second = result.take(g.expression(b!));
          const { value } = result.result('');
          return result.result(`${result.declared}\n${first}\nif (${value} !== ${value}) {\n${second}\n}`);
        },
      },
    };
  },
});
