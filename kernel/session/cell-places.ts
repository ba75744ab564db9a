import { starred } from '../../engine/types/secrets.ts';
import { originalOffset } from '../compile/edits.ts';
import type { CompiledCell } from '../compile/compiled-cell.ts';

/** A place in what the user wrote; line and column count from 1. */
export interface CellPlace {
  readonly cell: string;
  readonly line: number;
  readonly column: number;
  /** The line, secrets left out. */
  readonly text: string;
}

const cells = new Map<string, CompiledCell>();

export function rememberCell(cell: CompiledCell): void {
  cells.set(cell.name, cell);
}

/** The stack frames of `stack` that lie in cells, nearest first, with the function's name. */
export function cellFrames(stack: string): (CellPlace & { readonly within: string })[] {
  return stack.split('\n').flatMap((line) => {
    const frame = /^\s+at (?:(.*?) \(|async )?(cell \[[^\]]*\]):(\d+):(\d+)\)?$/.exec(line);
    if (frame === null) return [];
    const place = placeOf(frame[2]!, Number(frame[3]), Number(frame[4]));
    return place === undefined ? [] : [{ ...place, within: frame[1] ?? '' }];
  });
}

function placeOf(name: string, line: number, column: number): CellPlace | undefined {
  const cell = cells.get(name);
  if (cell === undefined) return undefined;
  const script = cell.script.slice(cell.columnOffset);
  const before = script.split('\n', line - 1).join('\n').length + (line > 1 ? 1 : 0);
  // The last line of a script calls the cell; it is not the user's.
  if (before > script.lastIndexOf('\n})(')) return undefined;
  const offset = Math.max(0, Math.min(originalOffset(cell.positions, before + column - 1), cell.source.length));
  const start = cell.source.lastIndexOf('\n', offset - 1) + 1;
  const end = cell.source.indexOf('\n', offset);
  return {
    cell: name,
    line: cell.source.slice(0, offset).split('\n').length,
    column: offset - start + 1,
    text: starred(cell.source.slice(start, end < 0 ? undefined : end)),
  };
}
