import type { CodeContext, ExpressionCode } from '../codegen/code-context.ts';
import type { DataType } from '../types/data-type.ts';

/** A statement that appends a STRING or BINARY, which is not null, to the scratch: once, from wherever it lies. */
export function putCode(
  { bytes, value }: ExpressionCode,
  type: DataType,
  { scratch }: Pick<CodeContext, 'scratch'>,
): string {
  if (bytes !== undefined) return `${scratch}.putBytes(${bytes.arena}, ${bytes.start}, ${bytes.end});`;
  return `${scratch}.${type.kind === 'binary' ? 'putAll' : 'putText'}(${value});`;
}
