import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import { isInteger } from '../columnar/vector.ts';
import type { DataType } from '../types/data-type.ts';

/** What a `PutValue` is given of a value that is not null: statements to run first, and arguments. */
export function passedValue(
  part: ExpressionCode,
  type: DataType,
  g: CodeContext,
): { readonly code: string; readonly passed: string } {
  if (type.kind === 'string') {
    const { code, bytes } = g.bytesOf(part, type);
    return { code, passed: `${bytes.arena}, ${bytes.start}, ${bytes.end}` };
  }
  if (!isInteger(type)) return { code: '', passed: part.value };
  const { code, words } = g.wordsOf(part, type);
  return { code, passed: `${words.array}, ${words.at}` };
}
