import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from '../compile/package-root.ts';

export const ROOT = fileURLToPath(PACKAGE_ROOT);
/** Where the labextension's build puts what JupyterLab loads. */
export const BUILT_LABEXTENSION = join(ROOT, 'kernel', 'labextension', 'labextension');

/** The folder in which Jupyter looks for a user's own kernels and extensions. */
export function userJupyterFolder(): string {
  const given = process.env['JUPYTER_DATA_DIR'];
  if (given !== undefined && given !== '') return given;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'jupyter');
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'jupyter');
}

/** Writes the kernelspec into a Jupyter data folder; returns the folder of the spec. */
export function writeKernelspec(jupyterFolder: string): string {
  const folder = join(jupyterFolder, 'kernels', 'millrace');
  mkdirSync(folder, { recursive: true });
  const bin = join(ROOT, 'bin', 'millrace.mjs');
  const spec = {
    argv: [process.execPath, bin, 'kernel', '--connection-file', '{connection_file}'],
    display_name: 'TypeScript (Millrace)',
    language: 'typescript',
    interrupt_mode: 'message',
    kernel_protocol_version: '5.5',
    metadata: { debugger: false },
  };
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
  return folder;
}

/** Copies the built labextension into a Jupyter data folder; null when it is not built. */
export function copyLabextension(jupyterFolder: string): string | null {
  const description = join(BUILT_LABEXTENSION, 'package.json');
  if (!existsSync(description)) return null;
  const { name } = JSON.parse(readFileSync(description, 'utf8')) as { name: string };
  // JupyterLab serves an extension from the folder that bears its name, scope included.
  const folder = join(jupyterFolder, 'labextensions', ...name.split('/'));
  rmSync(folder, { recursive: true, force: true });
  cpSync(BUILT_LABEXTENSION, folder, { recursive: true });
  return folder;
}
