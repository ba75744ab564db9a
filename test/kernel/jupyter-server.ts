import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKernelspec } from '../../kernel/cli/kernelspec.ts';

/** A real jupyter_server with the Millrace kernel, all of its folders private. */
export interface JupyterServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startJupyterServer(python: string): Promise<JupyterServer> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-server-'));
  const env = { ...process.env, ...privateJupyterFolders(folder) };
  const port = await freePort();
  const options = ['--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`, '--ServerApp.port_retries=0'];
  const open = ['--IdentityProvider.token=', '--ServerApp.password=', '--ServerApp.disable_check_xsrf=True'];
  const args = ['-m', 'jupyter_server', ...options, ...open, `--ServerApp.root_dir=${folder}`];
  const child = spawn(python, args, { env, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  let log = '';
  const url = `http://127.0.0.1:${port}/`;
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('is running at')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`jupyter_server ended with code ${code}:\n${log}`)));
  });
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Environment variables that keep Jupyter out of the home of whoever runs the tests, with the kernelspec in place. */
export function privateJupyterFolders(folder: string): Record<string, string> {
  writeKernelspec(join(folder, 'data'));
  return {
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
}
