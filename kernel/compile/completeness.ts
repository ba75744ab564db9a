import ts from 'typescript';
import type { Completeness } from './language.ts';

/** An open comment and an open template string: their errors begin where they do. */
const UNTERMINATED = new Set([1010, 1160]);

/** Tells whether a console may run this code or should ask for another line. */
export function completeness(code: string): Completeness {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, false) as ts.SourceFile & {
    readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  const [first] = file.parseDiagnostics;
  if (first === undefined) return { status: 'complete', indent: '' };
  const end = code.trimEnd().length;
  if (first.start < end && !UNTERMINATED.has(first.code)) return { status: 'invalid', indent: '' };
  const open = (code.match(/[([{]/g) ?? []).length - (code.match(/[)\]}]/g) ?? []).length;
  return { status: 'incomplete', indent: '  '.repeat(Math.max(0, open)) };
}
