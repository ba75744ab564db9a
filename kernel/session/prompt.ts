import { currentCell } from './cell-context.ts';
import { flushText } from './cell-output.ts';
import { toKernel } from './to-kernel.ts';
import type { RunId } from './session-messages.ts';

const waiting = new Map<RunId, (value: string) => void>();

/** Asks the person at the notebook for a line of text: `const name = await prompt("Name?")`. */
export function prompt(question = '', options: { readonly password?: boolean } = {}): Promise<string> {
  const cell = currentCell();
  if (cell === undefined || cell.done || !cell.allowStdin) {
    const why = cell?.done === true ? 'the cell has ended' : 'this client does not allow input (allow_stdin is false)';
    return Promise.reject(
      new Error(`prompt("${question}") cannot ask: ${why}. Put the value into a variable instead.`),
    );
  }
  flushText();
  return new Promise((resolve) => {
    waiting.set(cell.run, resolve);
    toKernel({ kind: 'input', run: cell.run, prompt: `${question}`, password: options.password === true });
  });
}

/** Passes the person's answer to the cell that waits for it. */
export function answerPrompt(run: RunId, value: string): void {
  waiting.get(run)?.(value);
  waiting.delete(run);
}
