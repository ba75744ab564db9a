import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT } from './kernelspec.ts';

/** Where a checkout keeps what it makes for itself. */
export const STATE = process.env['MILLRACE_STATE'] ?? join(ROOT, '.millrace');
/** The private Python environment of a checkout. */
export const PRIVATE_ENVIRONMENT = join(STATE, 'venv');

const WINDOWS = process.platform === 'win32';

/** The Python of an environment's folder. */
export function pythonIn(environment: string): string {
  return WINDOWS ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
}

/** A Python in which a module can be imported: the given one, the private one, or one on the path. */
export function findPythonWith(module: string): string | undefined {
  const given = process.env['MILLRACE_PYTHON'];
  const candidates = [
    ...(given === undefined || given === '' ? [] : [given]),
    pythonIn(PRIVATE_ENVIRONMENT),
    ...PATH_PYTHONS,
  ];
  return candidates.find((python) => canImport(python, module));
}

/** The `jupyter-lab` command on the path; its Python may be one that the path does not show (pipx, conda). */
export function findJupyterLabCommand(): string | undefined {
  const name = WINDOWS ? 'jupyter-lab.exe' : 'jupyter-lab';
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

const PATH_PYTHONS: readonly string[] = WINDOWS ? ['python', 'py'] : ['python3', 'python'];

/** A Python 3.9 or newer on the path. */
export function findPython(): string | undefined {
  const modern = 'import sys; sys.exit(sys.version_info < (3, 9))';
  return PATH_PYTHONS.find((python) => spawnSync(python, ['-c', modern]).status === 0);
}

/** Whether a Python has a module, without loading it. */
export function canImport(python: string, module: string): boolean {
  if (python.includes('/') && !existsSync(python)) return false;
  const find = `import importlib.util, sys; sys.exit(importlib.util.find_spec(${JSON.stringify(module)}) is None)`;
  return spawnSync(python, ['-c', find]).status === 0;
}
