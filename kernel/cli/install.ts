import { join, resolve } from 'node:path';
import { copyLabextension, userJupyterFolder, writeKernelspec } from './kernelspec.ts';
import { optionsOf } from './options.ts';
import type { Command } from './command.ts';

export const command: Command = {
  summary: 'install [--user | --prefix DIR]: registers the kernel and its views with Jupyter',
  async run(args) {
    const { values } = optionsOf(args, { user: 'flag', prefix: 'text' });
    if (values.user === true && values.prefix !== undefined)
      throw new Error('Give either --user or --prefix DIR, not both.');
    const folder = values.prefix === undefined ? userJupyterFolder() : join(resolve(values.prefix), 'share', 'jupyter');
    console.log(`Kernel "TypeScript (Millrace)" installed in ${writeKernelspec(folder)}`);
    const extension = copyLabextension(folder);
    if (extension !== null) console.log(`Live views for JupyterLab installed in ${extension}`);
    else
      console.log('Live views for JupyterLab are not built yet: run "npm run build:labextension", then install again.');
    return 0;
  },
};
