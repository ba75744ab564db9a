import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateEnvironment } from '../../kernel/cli/python-environment.ts';
import { PRIVATE_ENVIRONMENT, findPython, pythonIn } from '../../kernel/cli/python.ts';
import { ROOT } from '../../kernel/cli/kernelspec.ts';

const PACKAGES = ['jupyterlab', 'jupyter_kernel_test', 'nbclient', 'ipykernel', 'pytest'];

/** Builds the labextension from npm's packages alone; the browser tests say so when it is missing. */
export function buildLabextension(): void {
  if (existsSync(join(ROOT, 'kernel/labextension/labextension/package.json'))) return;
  console.log('Building the labextension.');
  const shell = process.platform === 'win32';
  const built = spawnSync('npm', ['run', '--silent', 'build:labextension'], { cwd: ROOT, encoding: 'utf8', shell });
  if (built.status !== 0) console.log(`${built.stdout}${built.stderr}The labextension does not build.`);
}

/** Gets what the tests can use and npm does not bring: Jupyter from pip, Kafka from Maven Central. */
export async function fetchComponents(): Promise<void> {
  const own = pythonIn(PRIVATE_ENVIRONMENT);
  const given = process.env['MILLRACE_PYTHON'];
  if (given === undefined && !has(own, PACKAGES)) {
    const python = findPython();
    if (python === undefined) console.log('No Python 3.9 or newer: the Jupyter tests cannot run.');
    else {
      console.log(`Getting ${PACKAGES.join(', ')} into ${PRIVATE_ENVIRONMENT}.`);
      await makePrivateEnvironment(python, PACKAGES).catch((error: Error) => console.log(error.message));
    }
  }
  if (existsSync(join(ROOT, 'kernel/cli/servers.ts'))) {
    // once up and down: the jars stay, and each test starts the broker that it needs
    run(process.execPath, ['bin/millrace.mjs', 'servers', 'up', 'kafka']);
    run(process.execPath, ['bin/millrace.mjs', 'servers', 'down', 'kafka']);
  }
}

function has(python: string, modules: readonly string[]): boolean {
  if (!existsSync(python)) return false;
  const check = `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in ${JSON.stringify(modules)}))`;
  return spawnSync(python, ['-c', check]).status === 0;
}

function run(file: string, args: readonly string[]): void {
  const { status, error } = spawnSync(file, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) console.log(`${[file, ...args].join(' ')} failed: ${error?.message ?? `exit code ${status}`}`);
}
