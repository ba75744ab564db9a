import { NULL_CODE, type CodeContext, type ExpressionCode } from '../../../codegen/code-context.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { STRING } from '../../../types/data-type.ts';
import { accepted } from '../../signature.ts';
import { defineFunction } from '../../define-function.ts';
import { putCode } from '../../put-code.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { anyOf, arrayOf, TEXT } from '../../type-pattern.ts';
import type { TypedExpression } from '../../typed.ts';

export const concatWs = defineFunction({
  name: 'concat_ws',
  group: 'string',
  description: 'The texts, and those in arrays, joined by sep; NULLs are left out.',
  parameters: ['sep', 'str', '...'],
  examples: [{ sql: "concat_ws(' ', 'Spark', NULL, 'SQL')", result: 'Spark SQL' }],
  bind(given, context) {
    if (given.length === 0) throw wrongArgumentCount(context.functionName, '> 0', 0);
    const args = given.map((arg, i) => accepted(arg, i, i === 0 ? TEXT : anyOf(arrayOf(TEXT), TEXT), given, context));
    return { args, type: STRING, nullable: args[0]!.nullable, code: { form: 'generate', generate: joinedCode } };
  },
});

function joinedCode(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const separator = g.expression(args[0]!);
  if (separator.isNull === 'true') return NULL_CODE;
  const { code, bytes } = g.bytesOf(separator, STRING);
  const { scratch } = g;
  const [start, end, some] = [g.fresh('s'), g.fresh('e'), g.fresh()];
  const range = `${bytes.arena}, ${bytes.start}, ${bytes.end}`;
  const parts = args.slice(1).map((arg) => ({ arg, part: g.expression(arg) }));
  const puts = parts.map(({ arg, part }) => {
    if (part.isNull === 'true') return '';
    const put =
      arg.type.kind === 'array'
        ? `${some} = ${g.constant(putTexts)}(${scratch}, ${part.value}, ${some}, ${range});`
        : `if (${some}) ${scratch}.putBytes(${range}); ${some} = true; ${putCode(part, STRING, g)}`;
    return part.isNull === 'false' ? put : `if (!${part.isNull}) { ${put} }`;
  });
  const write = `${start} = ${scratch}.at; ${puts.join('\n')} ${end} = ${scratch}.at;`;
  const guarded = separator.isNull === 'false' ? write : `if (!${separator.isNull}) { ${write} }`;
  const before = [separator.code, code, ...parts.map(({ part }) => part.code)].join('\n');
  return g.textOfBytes(
    `${before}\nlet ${start} = 0, ${end} = 0, ${some} = false;\n${guarded}`,
    separator.isNull,
    { arena: `${scratch}.arena`, start, end },
    STRING,
  );
}

/** Appends the texts of an array with separators. @returns whether there is a text by now */
function putTexts(
  out: TextScratch,
  texts: readonly (string | null)[],
  some: boolean,
  separator: Uint8Array,
  start: number,
  end: number,
): boolean {
  let between = some;
  for (const text of texts) {
    if (text === null) continue;
    if (between) out.putBytes(separator, start, end);
    between = true;
    out.putText(text);
  }
  return between;
}
