import { spawn, type ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython, LABEXTENSION } from './components.ts';

/** A JupyterLab of one's own: every folder private, no token, loopback only. */
export interface JupyterServer {
  readonly url: string;
  /** Writes a notebook with these code cells and returns its path below the server's root. */
  notebook(name: string, cells: readonly string[]): Promise<string>;
  /** A notebook as it is saved now. */
  saved(name: string): Promise<{ cells: { outputs: { data: Record<string, unknown> }[] }[] }>;
  file(name: string): string;
  stopKernels(): Promise<void>;
  close(): Promise<void>;
}

/** How the kernel of the tests is started; `{connection_file}` is filled in by Jupyter. */
export interface KernelCommand {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const KERNEL = 'millrace';
const OVERRIDES = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false, doNotDisturbMode: true },
  '@jupyterlab/docmanager-extension:plugin': { autosave: false },
};

/** Starts JupyterLab with the built labextension and one kernel. */
export async function startJupyter(
  kernel: KernelCommand,
  options: { readonly extension?: boolean } = {},
): Promise<JupyterServer> {
  const python = findPython();
  if (!python) throw new Error('No Python with JupyterLab was found.');
  const folder = await mkdtemp(join(tmpdir(), 'mr-jupyter-'));
  const root = join(folder, 'notebooks');
  const data = join(folder, 'share');
  const app = join(folder, 'app', 'settings');
  for (const path of [root, join(data, 'kernels', KERNEL), join(data, 'labextensions', '@millrace'), app]) {
    await mkdir(path, { recursive: true });
  }
  await writeFile(join(app, 'overrides.json'), JSON.stringify(OVERRIDES));
  const spec = {
    argv: kernel.argv,
    env: kernel.env ?? {},
    display_name: 'TypeScript (Millrace)',
    language: 'typescript',
  };
  await writeFile(join(data, 'kernels', KERNEL, 'kernel.json'), JSON.stringify(spec));
  if (options.extension !== false) {
    await symlink(LABEXTENSION, join(data, 'labextensions', '@millrace', 'labextension')).catch(() =>
      cp(LABEXTENSION, join(data, 'labextensions', '@millrace', 'labextension'), { recursive: true }),
    );
  }
  const tcp = await freePort();
  const url = `http://127.0.0.1:${tcp}`;
  const child = launch(python, folder, root, data, tcp);
  await answering(url, child);

  return {
    url,
    async notebook(name, cells) {
      await writeFile(join(root, name), JSON.stringify(notebookOf(cells)));
      return name;
    },
    async saved(name) {
      return JSON.parse(await readFile(join(root, name), 'utf8'));
    },
    file: (name) => join(root, name),
    stopKernels: () => stopKernels(url),
    async close() {
      await stopKernels(url).catch(() => undefined);
      child.kill('SIGTERM');
      await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function stopKernels(url: string): Promise<void> {
  const sessions = (await (await fetch(`${url}/api/sessions`)).json()) as { id: string }[];
  for (const session of sessions) await fetch(`${url}/api/sessions/${session.id}`, { method: 'DELETE' });
}

function launch(python: string, folder: string, root: string, data: string, tcp: number): ChildProcess {
  const env = {
    ...process.env,
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
    JUPYTERLAB_SETTINGS_DIR: join(folder, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(folder, 'workspaces'),
    JUPYTER_PATH: data,
  };
  const flags = [
    '--no-browser',
    '--allow-root',
    '--ip=127.0.0.1',
    `--port=${tcp}`,
    '--ServerApp.port_retries=0',
    '--IdentityProvider.token=',
    '--ServerApp.password=',
    `--ServerApp.root_dir=${root}`,
    '--ServerApp.disable_check_xsrf=True',
    '--LabApp.expose_app_in_browser=True',
    `--LabApp.app_settings_dir=${join(folder, 'app', 'settings')}`,
  ];
  return spawn(python, ['-m', 'jupyterlab', ...flags], {
    env,
    cwd: root,
    stdio: process.env['MILLRACE_DEBUG'] ? 'inherit' : 'ignore',
  });
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    if (child.exitCode !== null) throw new Error(`JupyterLab ended with code ${child.exitCode}.`);
    const answer = await fetch(`${url}/api/status`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  child.kill('SIGTERM');
  throw new Error('JupyterLab did not answer within a minute.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function notebookOf(cells: readonly string[]): unknown {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: KERNEL, display_name: 'TypeScript (Millrace)', language: 'typescript' } },
    cells: cells.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source,
    })),
  };
}
