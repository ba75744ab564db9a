import { SCOPE } from '../compile/cell-names.ts';
import { cellFrames } from './cell-places.ts';
import { hasMember, isError, memberOf, shortened, textOf } from './hostile-value.ts';
import { Interrupted } from './interrupted.ts';
import { shadowHint } from './preload.ts';
import type { CellError } from './session-messages.ts';

const MOST_LINES = 40;
/** The frames stand at the end, behind a message of any length. */
const MOST_STACK = 100_000;
const LIBRARY_ERROR = Symbol.for('millrace.error');

/** Describes whatever a cell threw, with lines of the cell and without frames of the kernel. It never throws itself. */
export function describeError(thrown: unknown): CellError {
  if (!isError(thrown)) {
    const text = textOf(thrown);
    return { ename: 'Thrown', evalue: text, traceback: [`Thrown: ${text}`] };
  }
  const { ename, evalue } = headOf(thrown);
  const traceback = [`${ename}: ${evalue}`, ...frameLines(thrown)];
  const hint = shadowHint(evalue);
  if (hint !== undefined) traceback.push(hint);
  const seen = new Set<unknown>([thrown]);
  for (let cause = memberOf(thrown, 'cause'); cause !== undefined; cause = memberOf(cause, 'cause')) {
    if (seen.has(cause) || traceback.length > MOST_LINES) break;
    seen.add(cause);
    traceback.push(...causeLines(cause));
  }
  return { ename, evalue, traceback };
}

function headOf(error: Error): { ename: string; evalue: string } {
  const name = memberOf(error, 'name');
  const ename = typeof name === 'string' && name !== '' ? shortened(name) : 'Error';
  let message: unknown;
  try {
    message = error.message;
  } catch {
    return { ename, evalue: 'Its message cannot be read: reading it throws' };
  }
  return { ename, evalue: readable(typeof message === 'string' ? shortened(message) : textOf(message)) };
}

function causeLines(cause: unknown): string[] {
  if (!isError(cause)) return [`Caused by ${textOf(cause)}`];
  const { ename, evalue } = headOf(cause);
  const frames = cellFrames(stackOf(cause)).map(frameLine);
  return [`Caused by ${ename}: ${evalue}`, ...frames];
}

function stackOf(error: Error): string {
  const stack = memberOf(error, 'stack');
  return typeof stack === 'string' ? stack.slice(-MOST_STACK) : '';
}

/** The text of a message of V8 with the names that the user wrote. */
function readable(message: string): string {
  const scope = SCOPE.replace('$', '\\$');
  return message
    .replaceAll(new RegExp(`\\(0 ?, ?${scope}\\.([\\w$]+)\\)`, 'g'), '$1')
    .replaceAll(new RegExp(`${scope}\\.`, 'g'), '');
}

function frameLines(error: Error): string[] {
  const frames = cellFrames(stackOf(error));
  if (frames.length === 0 && !(error instanceof Interrupted)) return libraryLines(error);
  return frames.flatMap((frame, index) => {
    const { column, text } = frame;
    const shown = index === 0 && text.trim() !== '';
    return [frameLine(frame), ...(shown ? [`        ${text.trimEnd()}`, `        ${' '.repeat(column - 1)}^`] : [])];
  });
}

function frameLine({ cell, line, column, within }: ReturnType<typeof cellFrames>[number]): string {
  const name = within.replace(/^(async )?.*\$mr.*$/, '$1').trim();
  return `    at ${name === '' || name === '<anonymous>' ? '' : `${name}, `}${cell}, line ${line}, column ${column}`;
}

/** Frames of whatever library failed; errors of Millrace itself say already where the cell is. */
function libraryLines(error: Error): string[] {
  if (hasMember(error, LIBRARY_ERROR)) return [];
  const lines = stackOf(error)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return lines.filter((line) => !/node:internal|[\\/]kernel[\\/]session[\\/]/.test(line)).slice(0, 6);
}
