import { Script, constants } from 'node:vm';
import { beginCell, currentCell, inCell } from './cell-context.ts';
import { describeError } from './cell-error.ts';
import { flushText, writeText } from './cell-output.ts';
import { rememberCell } from './cell-places.ts';
import { hasMember } from './hostile-value.ts';
import { Interrupted } from './interrupted.ts';
import { bundleOf } from './mime-bundle.ts';
import { onOwnStack } from './own-stack.ts';
import { awaitPreload, shadowNotes } from './preload.ts';
import { sessionScope } from './session-scope.ts';
import { toKernel } from './to-kernel.ts';
import type { CompiledCell } from '../compile/compiled-cell.ts';
import type { CellContext } from './cell-context.ts';
import type { Outcome, RunId, ToSession } from './session-messages.ts';

type Execute = Extract<ToSession, { kind: 'execute' }>;

let running: CellContext | undefined;

/** Runs a cell to its end and tells the kernel how it went, after everything that it wrote. */
export async function runCell(message: Execute): Promise<void> {
  const context: CellContext = {
    run: message.run,
    cell: message.cell,
    allowStdin: message.allowStdin,
    abort: new AbortController(),
    payload: [],
    done: false,
  };
  running = context;
  beginCell(context);
  // describing what was thrown runs code of the cell, too, and is interrupted like the rest
  const outcome = await inCell(context, () => runToEnd(message, context));
  if (!context.done) finish(context, outcome);
}

/**
 * Ends a cell although its code may never settle, in one turn: code that is terminated takes the promises with it that wait.
 * Its abort signal fires first. The end of one that has ended is told once more, since that may have been lost.
 */
export function interruptCell(run: RunId | null): void {
  if (run === null) return;
  const error = new Interrupted();
  if (running?.run !== run) return toKernel({ kind: 'done', run, outcome: failed(error) });
  running.abort.abort(error);
  finish(running, failed(error));
}

function finish(context: CellContext, outcome: Outcome): void {
  context.done = true;
  running = undefined;
  flushText();
  toKernel({ kind: 'done', run: context.run, outcome });
}

const failed = (error: unknown): Outcome => ({ status: 'error', ...describeError(error) });

async function runToEnd(message: Execute, context: CellContext): Promise<Outcome> {
  try {
    await runAndShow(message.cell);
    const userExpressions: Record<string, Record<string, unknown>> = {};
    for (const [name, cell] of Object.entries(message.userExpressions)) userExpressions[name] = await valueOf(cell);
    return { status: 'ok', payload: context.payload, userExpressions };
  } catch (error) {
    // describing it may run code of the cell for long: what was written before is shown meanwhile
    flushText();
    return failed(context.abort.signal.aborted ? context.abort.signal.reason : error);
  }
}

async function runAndShow(cell: CompiledCell): Promise<void> {
  const value = await evaluate(cell);
  await analyseDeclared(cell);
  shadowNotes(cell.declares).forEach((note) => writeText('stderr', note));
  if (value === undefined) return;
  flushText();
  const data = await bundleOf(value);
  flushText();
  if (Object.keys(data).length === 0) return;
  toKernel({ kind: 'output', run: currentCell()!.run, type: 'execute_result', content: { data, metadata: {} } });
}

/** DataFrames are built unseen; the end of the cell that declares one is where a mistake in it is told. */
async function analyseDeclared(cell: CompiledCell): Promise<void> {
  const values = cell.declares.map((name) => sessionScope[name]);
  await Promise.all(values.filter(isDataFrame).map((frame) => frame.schema()));
}

function isDataFrame(value: unknown): value is { schema(): Promise<unknown> } {
  return hasMember(value, Symbol.for('millrace.dataFrame'));
}

async function valueOf(cell: CompiledCell): Promise<Record<string, unknown>> {
  try {
    return { status: 'ok', data: await bundleOf(await evaluate(cell)), metadata: {} };
  } catch (error) {
    return { status: 'error', ...describeError(error) };
  }
}

/** Runs the script of a cell; what it declares is on the session scope afterwards. */
async function evaluate(cell: CompiledCell): Promise<unknown> {
  rememberCell(cell);
  const missing = await awaitPreload(cell.uses);
  if (missing !== undefined) {
    writeText('stderr', `Millrace's own library could not be loaded: ${describeError(missing).traceback.join('\n')}\n`);
  }
  const script = new Script(cell.script, {
    filename: cell.name,
    columnOffset: -cell.columnOffset,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return onOwnStack(() => script.runInThisContext() as unknown);
}
