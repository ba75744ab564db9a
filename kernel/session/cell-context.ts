import { AsyncLocalStorage } from 'node:async_hooks';
import type { CompiledCell } from '../compile/compiled-cell.ts';
import type { RunId } from './session-messages.ts';

/** One run of a cell, carried along by everything that its code starts. */
export interface CellContext {
  readonly run: RunId;
  readonly cell: CompiledCell;
  readonly allowStdin: boolean;
  readonly abort: AbortController;
  /** Text for the pager, answered with the cell's result. */
  readonly payload: Record<string, unknown>[];
  done: boolean;
}

const storage = new AsyncLocalStorage<CellContext>();
let latest: CellContext | undefined;

/** Makes a cell the newest one. */
export function beginCell(context: CellContext): void {
  latest = context;
}

/** Runs `body` so that its output, also later output, belongs to the cell. */
export function inCell<T>(context: CellContext, body: () => T): T {
  return storage.run(context, body);
}

/** The cell whose code runs; code that lost its origin counts to the newest cell. */
export function currentCell(): CellContext | undefined {
  return storage.getStore() ?? latest;
}

/** Whether a cell runs now. */
export function cellRuns(): boolean {
  return latest !== undefined && !latest.done;
}
