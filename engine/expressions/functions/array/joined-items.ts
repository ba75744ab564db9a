import type { CodeContext, ExpressionCode } from '../../../codegen/code-context.ts';
import { either } from '../../../codegen/generate-expression.ts';
import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { STRING } from '../../../types/data-type.ts';
import { putCode } from '../../put-code.ts';
import { partsOfArray, type TypedExpression } from '../../typed.ts';

/** The code of `array_join`: the bytes of each item are appended once; of `array(a, b)` no array is made. */
export function joinedItems(args: readonly TypedExpression[], g: CodeContext): ExpressionCode {
  const { scratch } = g;
  const parts = partsOfArray(args[0]!)?.map((part) => g.expression(part)) ?? null;
  const list = parts === null ? g.expression(args[0]!) : null;
  const texts = args.slice(1).map((arg) => g.expression(arg));
  const written = texts.map((text) => g.bytesOf(text, STRING));
  const ranges = written.map(({ bytes }) => `${bytes.arena}, ${bytes.start}, ${bytes.end}`);
  const [separator, missing] = ranges as [string, string?];
  const [start, end, some] = [g.fresh('s'), g.fresh('e'), g.fresh()];
  const between = `if (${some}) ${scratch}.putBytes(${separator}); ${some} = true;`;
  const absent = missing === undefined ? '' : `${between} ${scratch}.putBytes(${missing});`;
  const put = (part: ExpressionCode): string => {
    if (part.isNull === 'true') return absent;
    const present = `${between} ${putCode(part, STRING, g)}`;
    return part.isNull === 'false' ? present : `if (!${part.isNull}) { ${present} } else { ${absent} }`;
  };
  const puts =
    list === null
      ? parts!.map(put).join('\n')
      : `${g.constant(putItems)}(${[scratch, list.value, ...ranges].join(', ')});`;
  const isNull = [list?.isNull ?? 'false', ...texts.map((text) => text.isNull)].reduce(either);
  const before = [...(parts ?? [list!]), ...texts, ...written].map(({ code }) => code).join('\n');
  const write = `${start} = ${scratch}.at; ${puts} ${end} = ${scratch}.at;`;
  const guarded = isNull === 'false' ? write : isNull === 'true' ? '' : `if (!${isNull}) { ${write} }`;
  return g.textOfBytes(
    `${before}\nlet ${start} = 0, ${end} = 0, ${some} = false;\n${guarded}`,
    isNull,
    { arena: `${scratch}.arena`, start, end },
    STRING,
  );
}

/** Appends the texts of an array with separators; NULLs are left out unless something stands for them. */
function putItems(
  out: TextScratch,
  texts: readonly (string | null)[],
  separator: Uint8Array,
  start: number,
  end: number,
  missing?: Uint8Array,
  missingStart = 0,
  missingEnd = 0,
): void {
  let between = false;
  for (const text of texts) {
    if (text === null && missing === undefined) continue;
    if (between) out.putBytes(separator, start, end);
    between = true;
    if (text === null) out.putBytes(missing!, missingStart, missingEnd);
    else out.putText(text);
  }
}
