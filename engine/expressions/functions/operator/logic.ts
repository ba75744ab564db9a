import { BOOLEAN } from '../../../types/data-type.ts';
import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { differentTypes, promoted, wrongOperandType } from '../../binary-operands.ts';
import { defineFunction, type ScalarFunction } from '../../define-function.ts';
import { inline } from '../../function-code.ts';
import { prettySql } from '../../pretty-sql.ts';
import { checkCount, signature } from '../../signature.ts';
import { BOOL } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

/** `and` ends at the first FALSE, `or` at the first TRUE; the right side runs only when it matters. */
function logic(name: 'and' | 'or', description: string, sql: string, result: string): ScalarFunction {
  return defineFunction({
    name,
    group: 'operator',
    description,
    parameters: ['left', 'right'],
    examples: [{ sql, result }],
    pretty: ([a, b]) => `(${a} ${name.toUpperCase()} ${b})`,
    bind(given, context) {
      checkCount(given.length, 2, 2, name);
      const args = promoted(given[0]!, given[1]!, context).map((arg) =>
        arg.type.kind === 'void' ? context.cast(arg, BOOLEAN) : arg,
      ) as [TypedExpression, TypedExpression];
      if (args[0].type.kind !== args[1].type.kind) throw differentTypes(given[0]!, given[1]!, context);
      if (args[0].type.kind !== 'boolean') throw wrongOperandType(args[0], args[1], '"BOOLEAN"', context);
      const nullable = args.some((arg) => arg.nullable);
      return {
        args,
        type: BOOLEAN,
        nullable,
        code: { form: 'generate', generate: (parts, g) => logicCode(name, parts, g) },
      };
    },
  });
}

function logicCode(name: 'and' | 'or', args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const left = g.bound(g.expression(args[0]!));
  const right = g.expression(args[1]!);
  const sign = name === 'and' ? '&&' : '||';
  if (left.isNull === 'false' && right.isNull === 'false' && right.code.trim() === '') {
    return { code: left.code, isNull: 'false', value: `(${left.value} ${sign} ${right.value})` };
  }
  const value = g.fresh();
  const ends = name === 'and' ? `${left.value} === false` : `${left.value} === true`;
  const rightEnds = name === 'and' ? `${right.value} === false` : `${right.value} === true`;
  const end = name === 'and' ? 'false' : 'true';
  const other = name === 'and' ? 'true' : 'false';
  const anyNull = either(left.isNull, right.isNull);
  const leftEnds = left.isNull === 'false' ? ends : `!${left.isNull} && ${ends}`;
  const rightKnown =
    right.isNull === 'true' ? 'false' : right.isNull === 'false' ? rightEnds : `!${right.isNull} && ${rightEnds}`;
  const code = `${left.code}
let ${value};
if (${left.isNull === 'true' ? 'false' : leftEnds}) ${value} = ${end};
else {
${right.code}
if (${rightKnown}) ${value} = ${end};
else ${value} = ${anyNull} ? null : ${other};
}`;
  return { code, isNull: anyNull === 'false' ? 'false' : `(${value} === null)`, value };
}

export const and = logic('and', 'Whether both are true.', 'true AND NULL', 'NULL');
export const or = logic('or', 'Whether one is true.', 'true OR NULL', 'true');

export const not = defineFunction({
  name: 'not',
  aliases: ['!'],
  group: 'operator',
  description: 'Whether expr is false.',
  parameters: ['expr'],
  examples: [{ sql: 'NOT true', result: 'false' }],
  pretty: ([a]) => `(NOT ${a})`,
  bind: signature({ args: [BOOL], returns: BOOLEAN, code: inline(([a]) => `(!${a})`) }),
});

/** Conditions that must all hold as one; null where there are none. */
export const allOf = (conditions: readonly TypedExpression[]): TypedExpression | null =>
  conditions.length === 0 ? null : conditions.reduce(bothOf);

const bothOf = (a: TypedExpression, b: TypedExpression): TypedExpression => ({
  node: 'call',
  name: 'and',
  args: [a, b],
  type: BOOLEAN,
  nullable: a.nullable || b.nullable,
  deterministic: true,
  pretty: ([left, right]) => `(${prettySql(left!)} AND ${prettySql(right!)})`,
  code: { form: 'generate', generate: (parts, g) => logicCode('and', parts, g) },
});
