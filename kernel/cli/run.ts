import { dirname, resolve } from 'node:path';
import { readNotebook, writeNotebook } from './notebook-file.ts';
import { optionsOf } from './options.ts';
import { runNotebook } from './run-notebook.ts';
import type { Command } from './command.ts';

export const command: Command = {
  summary: 'run NB.ipynb [--out DONE.ipynb]: executes a notebook without Jupyter and Python',
  async run(args) {
    const { values, words } = optionsOf(args, { out: 'text' });
    const [name, ...others] = words;
    if (name === undefined || others.length > 0)
      throw new Error('millrace run wants one notebook: millrace run NB.ipynb --out DONE.ipynb');
    const notebook = readNotebook(name);
    const out = values.out === undefined ? undefined : resolve(values.out);
    process.chdir(dirname(resolve(name)));
    const failure = await runNotebook(notebook);
    if (out !== undefined) writeNotebook(out, notebook);
    if (failure === null) return 0;
    console.error(`Code cell ${failure.cell} of ${name} failed:\n${failure.text}`);
    return 1;
  },
};
