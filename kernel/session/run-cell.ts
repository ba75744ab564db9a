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
  const outcome = await outcomeOf(message);
  flushText();
  toKernel({ kind: 'done', run: message.run, outcome });
}

/** Ends the running cell if it is still the given run; its abort signal fires first. */
export function interruptCell(run: RunId | null): void {
  if (running === undefined || running.run !== run) return;
  const error = new Interrupted();
  running.abort.abort(error);
  running.interrupt(error);
}

async function outcomeOf(message: Execute): Promise<Outcome> {
  let interrupt: (error: Error) => void = () => undefined;
  const interrupted = new Promise<Outcome>(
    (resolve) => (interrupt = (error) => resolve({ status: 'error', ...describeError(error) })),
  );
  const context: CellContext = {
    run: message.run,
    cell: message.cell,
    allowStdin: message.allowStdin,
    abort: new AbortController(),
    interrupt,
    payload: [],
    done: false,
  };
  running = context;
  beginCell(context);
  // describing what was thrown runs code of the cell, too, and is interrupted like the rest
  const outcome = await Promise.race([interrupted, inCell(context, () => runToEnd(message, context))]);
  context.done = true;
  running = undefined;
  return outcome;
}

async function runToEnd(message: Execute, context: CellContext): Promise<Outcome> {
  try {
    await runAndShow(message.cell);
    const userExpressions: Record<string, Record<string, unknown>> = {};
    for (const [name, cell] of Object.entries(message.userExpressions)) userExpressions[name] = await valueOf(cell);
    return { status: 'ok', payload: context.payload, userExpressions };
  } catch (error) {
    // describing it may run code of the cell for long: what was written before is shown meanwhile
    flushText();
    return { status: 'error', ...describeError(context.abort.signal.aborted ? context.abort.signal.reason : error) };
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
