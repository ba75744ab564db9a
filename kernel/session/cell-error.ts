import { inspect } from 'node:util';
import { SCOPE } from '../compile/cell-names.ts';
import { cellFrames } from './cell-places.ts';
import { shadowHint } from './preload.ts';
import type { CellError } from './session-messages.ts';

const LIBRARY_ERROR = Symbol.for('millrace.error');

/** Ends a cell whose code was told to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('The cell was interrupted. Its variables are kept.');
  }
}

/** Describes whatever a cell threw, with lines of the cell and without frames of the kernel. */
export function describeError(thrown: unknown): CellError {
  if (!isError(thrown)) {
    const text = inspect(thrown);
    return { ename: 'Thrown', evalue: text, traceback: [`Thrown: ${text}`] };
  }
  const ename = typeof thrown.name === 'string' && thrown.name !== '' ? thrown.name : 'Error';
  const evalue = readable(typeof thrown.message === 'string' ? thrown.message : String(thrown.message));
  const traceback = [`${ename}: ${evalue}`, ...frameLines(thrown)];
  const hint = shadowHint(evalue);
  if (hint !== undefined) traceback.push(hint);
  for (let cause = thrown.cause; cause !== undefined; cause = isError(cause) ? cause.cause : undefined) {
    traceback.push(`Caused by ${isError(cause) ? `${cause.name}: ${readable(cause.message)}` : inspect(cause)}`);
    if (traceback.length > 40) break;
  }
  return { ename, evalue, traceback };
}

/** The text of a message of V8 with the names that the user wrote. */
function readable(message: string): string {
  const scope = SCOPE.replace('$', '\\$');
  return message
    .replaceAll(new RegExp(`\\(0 ?, ?${scope}\\.([\\w$]+)\\)`, 'g'), '$1')
    .replaceAll(new RegExp(`${scope}\\.`, 'g'), '');
}

function frameLines(error: Error): string[] {
  const frames = cellFrames(typeof error.stack === 'string' ? error.stack : '');
  if (frames.length === 0 && !(error instanceof Interrupted)) return libraryLines(error);
  return frames.flatMap(({ cell, line, column, text, within }, index) => {
    const name = within.replace(/^(async )?.*\$mr.*$/, '$1').trim();
    const head = `    at ${name === '' || name === '<anonymous>' ? '' : `${name}, `}${cell}, line ${line}, column ${column}`;
    return index === 0 && text.trim() !== ''
      ? [head, `        ${text.trimEnd()}`, `        ${' '.repeat(column - 1)}^`]
      : [head];
  });
}

/** Frames of whatever library failed; errors of Millrace itself say already where the cell is. */
function libraryLines(error: Error): string[] {
  if (LIBRARY_ERROR in error) return [];
  const stack = (error.stack ?? '').replace(error.message, '');
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return lines.filter((line) => !/node:internal|[\\/]kernel[\\/]session[\\/]/.test(line)).slice(0, 6);
}

function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
