import { createCodec } from '../wire/codec.ts';
import { createNotebook } from '../session/notebook.ts';
import { createPrivateSockets } from '../session/private-sockets.ts';
import { listenForWatchdog } from '../session/watchdog-link.ts';
import { createCellOutputs } from './cell-outputs.ts';
import { kernelMagics } from './kernel-magics.ts';
import { sourceOf } from './notebook-file.ts';
import type { Notebook } from '../session/notebook.ts';
import type { Header } from '../wire/message.ts';
import type { NotebookFile, Output } from './notebook-file.ts';

/** Why a notebook stopped: the cell's number among the code cells and its error as text. */
export interface Failure {
  readonly cell: number;
  readonly text: string;
}

/** Runs all code cells of a notebook in this process's folder, without Jupyter; fills in their outputs. */
export async function runNotebook(file: NotebookFile): Promise<Failure | null> {
  const codec = createCodec('');
  const collected = createCellOutputs();
  const outputsOf = new Map<string, Output[]>();
  const sockets = createPrivateSockets();
  const notebook: Notebook = createNotebook({
    sockets,
    watchdog: listenForWatchdog(sockets.watchdog),
    language: null,
    magics: kernelMagics,
    types: 'off',
    publish({ type, parent, content }) {
      const outputs = outputsOf.get(parent.msg_id);
      if (outputs !== undefined) collected.take(outputs, type, content);
    },
    askInput: () => undefined,
  });
  const interrupt = (): void => notebook.interrupt();
  process.on('SIGINT', interrupt);
  try {
    return await runCells(notebook, file, outputsOf, () => codec.header('execute_request'));
  } finally {
    process.off('SIGINT', interrupt);
    await notebook.shutdown();
  }
}

async function runCells(
  notebook: Notebook,
  file: NotebookFile,
  outputsOf: Map<string, Output[]>,
  header: () => Header,
): Promise<Failure | null> {
  const cells = file.cells.filter((cell) => cell.cell_type === 'code');
  for (const cell of cells) {
    cell.outputs = [];
    cell.execution_count = null;
  }
  for (const [index, cell] of cells.entries()) {
    const parent = header();
    outputsOf.set(parent.msg_id, cell.outputs!);
    const reply = await notebook.run({
      code: sourceOf(cell),
      parent,
      cellId: cell.id ?? `cell-${index + 1}`,
      silent: false,
      storeHistory: true,
      allowStdin: false,
      userExpressions: {},
    });
    cell.execution_count = reply.executionCount;
    if (reply.status === 'error') return { cell: index + 1, text: reply.traceback.join('\n') };
  }
  return null;
}
