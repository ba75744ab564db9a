import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import type { ListCode } from '../../../codegen/list-code.ts';
import { STRING } from '../../../types/data-type.ts';

/** The parts of a text between a character of ASCII, where they lie; at most `limit` of them when that is positive. */
export function partsAt(
  text: ExpressionCode,
  separator: number,
  limit: string,
  g: CodeContext,
): { readonly code: string; readonly list: ListCode } {
  const { code, bytes } = g.bytesOf(text, STRING);
  const [arena, start, end] = [g.fresh('a'), g.fresh('s'), g.fresh('e')];
  const range = `const ${arena} = ${bytes.arena}, ${start} = ${bytes.start}, ${end} = ${bytes.end};`;
  const each: ListCode['each'] = (body) => {
    const [from, at, count] = [g.fresh('s'), g.fresh('e'), g.fresh('n')];
    const { code: named, ...item } = g.textOfBytes('', 'false', { arena, start: from, end: at }, STRING);
    const known = /^\(?-\d+\)?$|^0$/.test(limit);
    const goesOn = known ? '' : ` || !(${limit} <= 0 || ${count} < ${limit} - 1)`;
    return `let ${from} = ${start}, ${count} = 0;
for (let ${at} = ${start}; ; ${at}++) {
if (${at} < ${end} && (${arena}[${at}] !== ${separator}${goesOn})) continue;
${named}
${body({ code: '', ...item })}
if (${at} >= ${end}) break;
${count}++;
${from} = ${at} + 1;
}`;
  };
  return { code: `${code}\n${range}`, list: { each, copies: 1 } };
}
