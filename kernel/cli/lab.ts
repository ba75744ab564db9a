import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BUILT_LABEXTENSION, ROOT, copyLabextension, writeKernelspec } from './kernelspec.ts';
import { optionsOf } from './options.ts';
import { EnvironmentError, makePrivateEnvironment } from './python-environment.ts';
import { PRIVATE_ENVIRONMENT, STATE, findJupyterLabCommand, findPython, findPythonWith } from './python.ts';
import { workingCopy } from './working-copy.ts';
import type { Command } from './command.ts';

const NOTEBOOKS = join(ROOT, 'notebooks');
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
    const opened = words[0] ?? quickstart();
    // Without it the printed address opens an empty launcher; only the browser that Jupyter starts would see the notebook.
    if (opened.endsWith('.ipynb')) {
      options.push(`--LabApp.default_url=/lab/tree/${encodeURIComponent(basename(opened))}`);
    }
    const path = [jupyter, process.env['JUPYTER_PATH']].filter((each) => each !== undefined && each !== '');
    const separator = process.platform === 'win32' ? ';' : ':';
    return run(lab.file, [...lab.args, ...options, opened], { JUPYTER_PATH: path.join(separator) });
  },
};

/** The quickstart where it may be changed. */
function quickstart(): string {
  const folder = join(STATE, 'notebooks');
  workingCopy(NOTEBOOKS, folder);
  console.log(`Your copies of the notebooks are in ${folder}; those of the checkout stay as they are.`);
  return join(folder, 'quickstart.ipynb');
}

/** How JupyterLab is started here; gets it when there is none. */
async function findLab(): Promise<{ readonly file: string; readonly args: readonly string[] }> {
  const python = findPythonWith('jupyterlab');
  const file = python === undefined ? findJupyterLabCommand() : undefined;
  if (file !== undefined) return { file, args: [] };
  return { file: python ?? (await makeEnvironment()), args: ['-m', 'jupyterlab'] };
}

/** Gets JupyterLab into a private environment. */
async function makeEnvironment(): Promise<string> {
  const python = findPython();
  if (python === undefined) {
    const install = process.platform === 'linux' ? 'sudo apt install python3 python3-venv' : 'from python.org';
    throw new Error(
      `JupyterLab needs Python 3.9 or newer, and none was found: install it (${install}) and run this again. ${DEMO}`,
    );
  }
  console.log(`JupyterLab was not found: getting it into ${PRIVATE_ENVIRONMENT} (about a minute, 250 MB).`);
  try {
    return await makePrivateEnvironment(python, ['jupyterlab']);
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    throw new Error(
      error.step === 'pip'
        ? `pip could not install JupyterLab; its message above says why. Correct that and run this again. ${DEMO}`
        : `Python at ${python} cannot make an environment with pip: install the parts it lacks (on Debian and Ubuntu: sudo apt ` +
            `install python3-venv python3-pip) and run this again. ${DEMO}`,
      { cause: error },
    );
  }
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
