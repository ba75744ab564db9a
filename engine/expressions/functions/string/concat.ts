import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { array, STRING, type DataType } from '../../../types/data-type.ts';
import { quotedType, typeMismatch, unexpectedInputType } from '../../analysis-errors.ts';
import { withCommonType } from '../../common-arguments.ts';
import { joinedLists } from '../array/joined-lists.ts';
import { defineFunction, type BindContext, type ScalarCode } from '../../define-function.ts';
import { listOf } from '../../list-call.ts';
import { putCode } from '../../put-code.ts';
import { ANY_ARRAY, anyOf, BYTES, TEXT } from '../../type-pattern.ts';
import { canStoreAs } from '../../type-coercion.ts';
import type { CallExpression, TypedExpression } from '../../typed.ts';

/** Texts, byte strings or arrays, one after the other. */
export const concat = defineFunction({
  name: 'concat',
  aliases: ['||'],
  group: 'string',
  description: 'The arguments one after the other: texts, binaries or arrays. NULL if one is NULL.',
  parameters: ['col', '...'],
  examples: [{ sql: "concat('Spark', 'SQL')", result: 'SparkSQL' }],
  pretty: (args) => `concat(${args.join(', ')})`,
  bind(given, context) {
    const args = coercedParts(given, context);
    const type = args.reduce<DataType>(
      (t, arg) =>
        t.kind === 'array' && arg.type.kind === 'array' ? array(t.element, t.containsNull || arg.type.containsNull) : t,
      args[0]?.type ?? STRING,
    );
    return { args, type, nullable: args.some((arg) => arg.nullable), code: codeFor(type) };
  },
});

function coercedParts(given: readonly TypedExpression[], context: BindContext): TypedExpression[] {
  if (given.length === 0) return [];
  if (given.some((arg) => arg.type.kind === 'array')) {
    const wrong = given.findIndex((arg) => arg.type.kind !== 'array' && arg.type.kind !== 'void');
    if (wrong >= 0) {
      throw typeMismatch(
        'DATA_DIFF_TYPES',
        context.sql(given),
        `Input to \`concat\` should all be the same type, but it's (${given.map((arg) => quotedType(arg.type)).join(' or ')}).`,
      );
    }
    return withCommonType(given, context);
  }
  if (given.every((arg) => arg.type.kind === 'binary')) return [...given];
  return given.map((arg, i) => {
    if (arg.type.kind === 'string') return arg;
    if (!canStoreAs(arg.type, STRING))
      throw unexpectedInputType(context.sql(given), i, anyOf(TEXT, BYTES, ANY_ARRAY), arg);
    return context.cast(arg, STRING);
  });
}

const codeFor = (type: DataType): ScalarCode =>
  type.kind === 'array'
    ? listOf(({ lists }) => ({ list: joinedLists(lists) }))
    : { form: 'generate', generate: (args, g) => joinedCode(flattened(args, type, g), type, g) };

/** `a || b || c` is nested calls: their parts are written one after the other, none of them twice. */
const flattened = (args: readonly TypedExpression[], type: DataType, g: CodeContext): readonly TypedExpression[] =>
  args.flatMap((arg) =>
    isConcat(arg) && arg.type.kind === type.kind && g.known(arg) === undefined ? flattened(arg.args, type, g) : [arg],
  );

const isConcat = (e: TypedExpression): e is CallExpression =>
  e.node === 'call' && (e.name === 'concat' || e.name === '||');

function joinedCode(args: readonly TypedExpression[], type: DataType, g: CodeContext): ExpressionCode {
  const parts = args.map((arg) => g.expression(arg));
  const isNull = parts.map((part) => part.isNull).reduce(either, 'false');
  if (isNull === 'true') return NULL_CODE;
  const { scratch } = g;
  const [start, end] = [g.fresh('s'), g.fresh('e')];
  const puts = parts.map((part) => putCode(part, type, g)).join(' ');
  const write = `${start} = ${scratch}.at; ${puts} ${end} = ${scratch}.at;`;
  const guarded = isNull === 'false' ? write : `if (!${isNull}) { ${write} }`;
  const code = `${parts.map((part) => part.code).join('\n')}\nlet ${start} = 0, ${end} = 0;\n${guarded}`;
  return g.textOfBytes(code, isNull, { arena: `${scratch}.arena`, start, end }, type);
}
