import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/either.ts';
import { TextScratch } from '../../../columnar/text-scratch.ts';
import { STRING } from '../../../types/data-type.ts';
import { isAtHand, unless } from '../../list-call.ts';
import { putCode } from '../../put-code.ts';
import type { TypedExpression } from '../../typed.ts';

/** The code of `array_join`: the bytes of each item are appended once, NULLs are left out unless something stands for them. */
export function joinedItems(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const { scratch } = g;
  const { code, isNull: noList, list } = g.list(args[0]!);
  const texts = args.slice(1).map((arg) => g.expression(arg));
  const written = texts.map((text) => g.bytesOf(text, STRING));
  const ranges = written.map(({ bytes }) => `${bytes.arena}, ${bytes.start}, ${bytes.end}`);
  const [separator, missing] = ranges as [string, string?];
  const isNull = [noList, ...texts.map((text) => text.isNull)].reduce(either);
  if (isNull === 'true') return { code, isNull, value: 'null' };
  const [start, end, some] = [g.fresh('s'), g.fresh('e'), g.fresh()];
  // items may be computed in the scratch while they are joined: then what is joined goes there at the end
  const apart = !isAtHand(list);
  const out = apart ? g.constant(new TextScratch()) : scratch;
  const between = `if (${some}) ${out}.putBytes(${separator}); ${some} = true;`;
  const absent = missing === undefined ? '' : `${between} ${out}.putBytes(${missing});`;
  const puts = list.each((item) => {
    if (item.isNull === 'true') return absent;
    const present = `${between} ${putCode(item, STRING, { scratch: out })}`;
    return item.isNull === 'false' ? present : `if (!${item.isNull}) { ${present} } else { ${absent} }`;
  });
  const before = [code, ...texts.map((text) => text.code), ...written.map((text) => text.code)].join('\n');
  const moved = `${start} = ${scratch}.at; ${scratch}.putBytes(${out}.arena, 0, ${out}.at);`;
  const run = apart ? `${out}.at = 0;\n${puts}\n${moved}` : `${start} = ${scratch}.at;\n${puts}`;
  return g.textOfBytes(
    `${before}\nlet ${start} = 0, ${end} = 0, ${some} = false;\n${unless(isNull, `${run}\n${end} = ${scratch}.at;`)}`,
    isNull,
    { arena: `${scratch}.arena`, start, end },
    STRING,
  );
}
