import { spawn } from 'node:child_process';
import type { Magic } from './magic.ts';

/** `%npm install name`: runs npm in the folder of the notebook. */
export const npm: Magic = (argument, body, context) =>
  new Promise((resolve, reject) => {
    const child = spawn('npm', argument.split(/\s+/), {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', context.print);
    child.on('error', (error) =>
      reject(new Error(`npm cannot be started: ${error.message}. Install Node.js with npm.`)),
    );
    child.on('close', (code) => {
      if (code === 0) resolve(body);
      else reject(new Error(`npm ${argument} ended with code ${code}; its output above says why.`));
    });
  });
