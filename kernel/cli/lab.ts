import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BUILT_LABEXTENSION, ROOT, copyLabextension, writeKernelspec } from './kernelspec.ts';
import { optionsOf } from './options.ts';
import { PRIVATE_ENVIRONMENT, STATE, findJupyterLabCommand, findPython, findPythonWith, pythonIn } from './python.ts';
import type { Command } from './commands.ts';

const NOTEBOOK = join(ROOT, 'notebooks', 'quickstart.ipynb');
const DEMO = 'Without Jupyter, "npm run demo" still works.';

export const command: Command = {
  summary: 'lab [--no-browser] [--port N]: opens JupyterLab with the kernel and the quickstart notebook',
  async run(args) {
    const { values, words } = optionsOf(args, { noBrowser: 'flag', port: 'text' });
    const lab = await findLab();
    if (!existsSync(join(BUILT_LABEXTENSION, 'package.json'))) buildLabextension();
    const jupyter = join(STATE, 'jupyter');
    writeKernelspec(jupyter);
    copyLabextension(jupyter);
    const options = [
      ...(values.noBrowser === true ? ['--no-browser'] : []),
      ...(values.port === undefined ? [] : [`--port=${values.port}`]),
      ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
    ];
    const opened = words[0] ?? NOTEBOOK;
    // Without it the printed address opens an empty launcher; only the browser that Jupyter starts would see the notebook.
    if (opened.endsWith('.ipynb')) {
      options.push(`--LabApp.default_url=/lab/tree/${encodeURIComponent(basename(opened))}`);
    }
    const path = [jupyter, process.env['JUPYTER_PATH']].filter((each) => each !== undefined && each !== '');
    const separator = process.platform === 'win32' ? ';' : ':';
    return run(lab.file, [...lab.args, ...options, opened], { JUPYTER_PATH: path.join(separator) });
  },
};

/** How JupyterLab is started here; gets it when there is none. */
async function findLab(): Promise<{ readonly file: string; readonly args: readonly string[] }> {
  const python = findPythonWith('jupyterlab');
  const file = python === undefined ? findJupyterLabCommand() : undefined;
  if (file !== undefined) return { file, args: [] };
  return { file: python ?? (await makeEnvironment()), args: ['-m', 'jupyterlab'] };
}

/** Gets JupyterLab into a private environment, with pip's own progress on the screen. */
async function makeEnvironment(): Promise<string> {
  const python = findPython();
  if (python === undefined) {
    const install = process.platform === 'linux' ? 'sudo apt install python3 python3-venv' : 'from python.org';
    throw new Error(
      `JupyterLab needs Python 3.9 or newer, and none was found: install it (${install}) and run this again. ${DEMO}`,
    );
  }
  console.log(`JupyterLab was not found: getting it into ${PRIVATE_ENVIRONMENT} (about a minute, 250 MB).`);
  if ((await run(python, ['-m', 'venv', PRIVATE_ENVIRONMENT])) !== 0) {
    throw new Error(
      `Python at ${python} cannot make an environment with pip: install the parts it lacks (on Debian and Ubuntu: sudo apt ` +
        `install python3-venv python3-pip) and run this again. ${DEMO}`,
    );
  }
  // JupyterLab starts its own yarn.js, which is CommonJS; the nearest package.json would call it a module.
  writeFileSync(join(STATE, 'package.json'), '{ "type": "commonjs" }\n');
  const own = pythonIn(PRIVATE_ENVIRONMENT);
  if ((await run(own, ['-m', 'pip', 'install', '--progress-bar', 'on', 'jupyterlab'])) !== 0) {
    throw new Error(
      `pip could not install JupyterLab; its message above says why. Correct that and run this again. ${DEMO}`,
    );
  }
  quietNews();
  return own;
}

/** The question about Jupyter news would cover the first page. */
function quietNews(): void {
  const folder = join(PRIVATE_ENVIRONMENT, 'share', 'jupyter', 'lab', 'settings');
  mkdirSync(folder, { recursive: true });
  const settings = { fetchNews: 'false', checkForUpdates: false };
  writeFileSync(
    join(folder, 'overrides.json'),
    JSON.stringify({ '@jupyterlab/apputils-extension:notification': settings }),
  );
}

function buildLabextension(): void {
  console.log('Building the live views for JupyterLab (a few seconds).');
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['run', '--silent', 'build', '--workspace', 'kernel/labextension'],
    { cwd: ROOT, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status === 0) return;
  console.error(stdout + stderr);
  console.error('The live views could not be built; results are shown as plain tables and charts.');
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', cwd: ROOT, env: { ...process.env, ...env } });
    child.on('error', (error) => reject(new Error(`${file} cannot be started: ${error.message}`)));
    child.on('close', (code) => resolve(code ?? 1));
    // The terminal sends Ctrl-C to both; JupyterLab asks its question and decides.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
  });
}
