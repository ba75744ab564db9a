import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeOrderFiles } from './generate/order-files.ts';
import { wholeNumber } from './generate/read-values.ts';
import { ROOT } from './kernelspec.ts';
import { readNotebook } from './notebook-file.ts';
import { optionsOf } from './options.ts';
import { runNotebook } from './run-notebook.ts';
import type { Command } from './command.ts';
import type { NotebookFile, Output } from './notebook-file.ts';

const NOTEBOOK = join(ROOT, 'notebooks', 'quickstart.ipynb');
/** The line under a table's head. */
const TABLE = /^[+┌]?[-─]+([ +┬]+[-─]+)*[+┐]?$/m;

export const command: Command = {
  summary: 'demo [--seed N]: executes the quickstart notebook without Jupyter and prints its last table',
  async run(args) {
    const { seed } = optionsOf(args, { seed: 'text' }).values;
    if (!existsSync(NOTEBOOK))
      throw new Error(`${NOTEBOOK} is missing: this copy of Millrace is incomplete. Install it again.`);
    const orders = seed === undefined ? null : makeOrders(wholeNumber('seed', seed, 0, 0));
    process.chdir(dirname(NOTEBOOK));
    const notebook = readNotebook(NOTEBOOK);
    console.error('Running notebooks/quickstart.ipynb; its live part takes ten seconds.');
    const failure = await runNotebook(notebook);
    if (orders !== null) rmSync(orders, { recursive: true, force: true });
    if (failure !== null) {
      console.error(`Code cell ${failure.cell} of the quickstart failed:\n${failure.text}`);
      return 1;
    }
    console.log(lastTable(notebook));
    return 0;
  },
};

/** Orders of another seed in a folder of their own; the notebook reads where `MILLRACE_ORDERS` points. */
function makeOrders(seed: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-orders-'));
  writeOrderFiles(folder, seed);
  process.env['MILLRACE_ORDERS'] = folder;
  return folder;
}

/** The text of the last output that is a table, or of the last output at all. */
function lastTable(notebook: NotebookFile): string {
  const texts = notebook.cells.flatMap((cell) => (cell.outputs ?? []).map(textOf)).filter((text) => text !== '');
  return (texts.findLast((text) => TABLE.test(text)) ?? texts.at(-1) ?? '').trimEnd();
}

function textOf(output: Output): string {
  if (output.output_type === 'stream') return output['name'] === 'stdout' ? String(output['text']) : '';
  const data = output['data'] as Record<string, unknown> | undefined;
  return String(data?.['text/plain'] ?? '');
}
