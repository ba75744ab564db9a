import { SourceMap } from 'node:module';
import { stripTypeScriptTypes } from './type-stripper.ts';
import type { SourceMapPayload } from 'node:module';
import type { SyntaxProblem } from './compiled-cell.ts';

/** JavaScript made from TypeScript, with pairs `JavaScript offset, TypeScript offset`. */
export interface Stripped {
  readonly code: string;
  readonly positions: readonly number[];
  /** Every character stands where it stood in the TypeScript. */
  readonly inPlace: boolean;
}

/** Replaces types by blanks; code that needs more (`enum`, parameter properties) is rewritten. */
export function stripTypes(source: string): Stripped | SyntaxProblem {
  try {
    const code = stripTypeScriptTypes(source);
    return { code, positions: [0, 0], inPlace: code.length === source.length };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
      return problemOf(error as Error, source);
  }
  try {
    return rewritten(source);
  } catch (error) {
    return problemOf(error as Error, source);
  }
}

function rewritten(source: string): Stripped {
  const output = stripTypeScriptTypes(source, { mode: 'transform', sourceMap: true });
  const at = output.lastIndexOf('\n//# sourceMappingURL=');
  const code = output.slice(0, at);
  const encoded = output.slice(output.lastIndexOf(',') + 1);
  const payload = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as SourceMapPayload;
  const map = new SourceMap(payload);
  const sourceLines = lineStarts(source);
  const positions: number[] = [0, 0];
  lineStarts(code).forEach((start, line) => {
    const entry = map.findEntry(line, code.slice(start).search(/\S/));
    const original = 'originalLine' in entry ? (sourceLines[entry.originalLine] ?? 0) : undefined;
    if (original !== undefined) positions.push(start, original, start, original);
  });
  return { code, positions, inPlace: false };
}

/** The offsets at which the lines of a text begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

// The stack of a syntax error begins with `:LINE`, then the lines around and a caret under the place; no caret at the end.
function problemOf(error: Error, source: string): SyntaxProblem {
  const [head = '', ...shown] = (error.stack ?? '').split('\n');
  const line = Number(/:(\d+)$/.exec(head)?.[1] ?? 1);
  const caret = shown.find((text) => /^ *\^+$/.test(text));
  const column = caret === undefined ? (source.split('\n')[line - 1] ?? '').length : caret.indexOf('^');
  return { message: error.message, line, column: column + 1 };
}
