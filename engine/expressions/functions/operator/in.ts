import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import { BOOLEAN, type DataType } from '../../../types/data-type.ts';
import { typeMismatch, quotedType } from '../../analysis-errors.ts';
import { ByteSet } from '../../bytes/byte-set.ts';
import { withCommonType } from '../../common-arguments.ts';
import { defineFunction } from '../../define-function.ts';
import { checkCount } from '../../signature.ts';
import type { TypedExpression } from '../../typed.ts';
import { comparisonText, isOrderable } from './comparison.ts';

export const inFunction = defineFunction({
  name: 'in',
  group: 'operator',
  description: 'Whether expr equals one of the values; NULL when it does not but one of them is NULL.',
  parameters: ['expr', 'value', '...'],
  examples: [{ sql: '1 IN (1, 2, 3)', result: 'true' }],
  pretty: ([a, ...rest]) => `(${a} IN (${rest.join(', ')}))`,
  bind(given, context) {
    checkCount(given.length, 1, Infinity, context.functionName);
    const args = withCommonType(given, context);
    const { type } = args[0]!;
    if (!isOrderable(type)) {
      throw typeMismatch(
        'INVALID_ORDERING_TYPE',
        context.sql(given),
        `The \`in\` does not support ordering on type ${quotedType(type)}.`,
      );
    }
    return {
      args,
      type: BOOLEAN,
      nullable: args.some((arg) => arg.nullable),
      code: {
        form: 'generate',
        generate([subject, ...values], g) {
          // Spark: nothing is among no values, not even null
          if (values.length === 0) return { code: '', isNull: 'false', value: 'false' };
          const given = g.expression(subject!);
          const set = given.id === undefined ? textSet(type, values) : null;
          if (set !== null) return amongTexts(given, set, g);
          const a = g.comparable(given, type);
          const name = g.fresh();
          let code = `${a.code}\nlet ${name} = ${a.isNull === 'false' ? 'false' : `${a.isNull} ? null : false`};`;
          if (a.isNull === 'true') return { code: '', isNull: 'true', value: 'null' };
          for (const value of values) {
            const b = g.comparable(g.expression(value), type);
            const test = b.isNull === 'true' ? 'false' : comparisonText('==', type, a, b, g);
            const guarded =
              b.isNull === 'false'
                ? `if (${test}) ${name} = true;`
                : `if (${b.isNull}) ${name} = null; else if (${test}) ${name} = true;`;
            code += `\nif (${a.isNull === 'false' ? '' : `!${a.isNull} && `}${name} !== true) {\n${b.code}\n${guarded}\n}`;
          }
          return { code, isNull: `(${name} === null)`, value: name };
        },
      },
    };
  },
});

/** Literal texts, to be looked up at once instead of one after the other. */
interface TextSet {
  readonly type: DataType;
  readonly members: ByteSet;
  readonly hasNull: boolean;
}

function textSet(type: DataType, values: readonly TypedExpression[]): TextSet | null {
  if (type.kind !== 'string' || values.length < FEWEST) return null;
  const members: Uint8Array[] = [];
  let hasNull = false;
  for (const value of values) {
    if (value.node !== 'literal') return null;
    if (typeof value.value === 'string') members.push(utf8.encode(value.value));
    else hasNull = true;
  }
  return { type, members: new ByteSet(members), hasNull };
}

/** Fewer are compared one by one. */
const FEWEST = 3;
const utf8 = new TextEncoder();

function amongTexts(subject: ExpressionCode, { type, members, hasNull }: TextSet, g: CodeContext): ExpressionCode {
  if (subject.isNull === 'true') return NULL_CODE;
  const { code, bytes } = g.bytesOf(subject, type);
  const found = `${g.constant(members)}.has(${bytes.arena}, ${bytes.start}, ${bytes.end})`;
  const name = g.fresh();
  const result = hasNull ? `(${found} ? true : null)` : found;
  const guarded = subject.isNull === 'false' ? result : `${subject.isNull} ? null : ${result}`;
  const isNull = hasNull ? `(${name} === null)` : subject.isNull;
  return { code: `${subject.code}\n${code}\nconst ${name} = ${guarded};`, isNull, value: name };
}
