import { starredAbout } from '../../engine/types/secrets.ts';
import type { CompiledCell } from '../compile/compiled-cell.ts';
import type { TypeProblem } from '../compile/language.ts';
import type { Outcome } from './session-messages.ts';

/** Type errors of a cell as text beside its output, and as the error of a cell that must not run. */
export function showTypeProblems(
  cell: CompiledCell,
  problems: readonly TypeProblem[],
): { asText: string; asError: Outcome } {
  const lines = cell.source.split('\n');
  const about = (text: string): string => starredAbout(cell.source, text);
  const shown = problems.map(({ code, message, line, column }) =>
    [
      `Type error TS${code}: ${about(message)}`,
      `    at ${cell.name}, line ${line}, column ${column}`,
      `        ${about(lines[line - 1] ?? '')}`,
    ].join('\n'),
  );
  const cure = 'The cell did not run. Correct the types, or run cells in spite of type errors with %types warn.';
  const [first] = problems;
  return {
    asText: `${shown.join('\n')}\n`,
    asError: { status: 'error', ename: 'TypeCheck', evalue: about(first?.message ?? ''), traceback: [...shown, cure] },
  };
}
