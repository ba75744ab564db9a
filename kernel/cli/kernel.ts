import { optionsOf } from './options.ts';
import { kernelMagics } from './kernel-magics.ts';
import type { Command } from './command.ts';

export const command: Command = {
  summary: 'kernel --connection-file FILE: runs the Jupyter kernel (Jupyter calls this)',
  async run(args) {
    const { connectionFile } = optionsOf(args, { connectionFile: 'text' }).values;
    if (connectionFile === undefined)
      throw new Error('millrace kernel wants --connection-file FILE, which Jupyter gives.');
    const { startKernel } = await import('../session/kernel-main.ts');
    await startKernel(connectionFile, kernelMagics);
    return new Promise(() => undefined);
  },
};
