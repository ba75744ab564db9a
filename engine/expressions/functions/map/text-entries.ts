import type { CodeContext } from '../../../codegen/code-context.ts';
import type { ListExpression } from '../../../codegen/list-code.ts';
import { structCode } from '../../../codegen/struct-code.ts';
import { STRING } from '../../../types/data-type.ts';
import { cachedRegex } from '../../../types/java-regex.ts';
import { plainCharacterOf } from '../../bytes/plain-character.ts';
import { orNull } from '../../../codegen/or-null.ts';
import { builtList } from '../../list-call.ts';
import type { TypedExpression } from '../../typed.ts';
import { partsAt } from '../string/parts-at.ts';

/** The pairs of a text with their keys and values apart: `a:1,b:2`. */
export function textEntries(args: readonly TypedExpression[], g: CodeContext): ListExpression {
  const [text, pairs, values] = args.map((arg) => g.expression(arg)) as [Code, Code, Code];
  const [pair, value] = [plainCharacterOf(pairs), plainCharacterOf(values)];
  if (pair < 0 || value < 0 || text.isNull === 'true') {
    const parts = [text, pairs, values].map((part) => g.bound(part));
    const call = `${g.constant(splitPairs)}(${parts.map(orNull).join(', ')})`;
    const built = builtList(call, 'false', true, g);
    return { ...built, code: `${parts.map((part) => part.code).join('\n')}\n${built.code}` };
  }
  const { code, list } = partsAt(text, pair, '-1', g);
  return {
    code: `${text.code}\n${code}`,
    isNull: text.isNull,
    list: {
      each: (body) =>
        list.each((item) => {
          const { arena, start, end } = item.bytes!;
          const at = g.fresh('n');
          const find = `let ${at} = ${start};\nwhile (${at} < ${end} && ${arena}[${at}] !== ${value}) ${at}++;`;
          const key = g.textOfBytes('', 'false', { arena, start, end: at }, STRING);
          const rest = g.textOfBytes('', `(${at} === ${end})`, { arena, start: `(${at} + 1)`, end }, STRING);
          return `${find}\n${key.code}\n${rest.code}\n${body(
            structCode('false', [
              { ...key, code: '' },
              { ...rest, code: '' },
            ]),
          )}`;
        }),
      copies: 1,
    },
  };
}

type Code = ReturnType<CodeContext['expression']>;

/** The same where a delimiter is a regular expression. */
function splitPairs(
  text: string | null,
  pairs: string | null,
  values: string | null,
): [string, string | null][] | null {
  if (text === null || pairs === null || values === null) return null;
  const entries: [string, string | null][] = [];
  for (const pair of text.split(cachedRegex(pairs, '', 'str_to_map'))) {
    const match = cachedRegex(values, '', 'str_to_map').exec(pair);
    if (match === null) entries.push([pair, null]);
    else entries.push([pair.slice(0, match.index), pair.slice(match.index + match[0].length)]);
  }
  return entries;
}
