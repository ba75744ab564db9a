import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PRIVATE_ENVIRONMENT, pythonIn } from '../../kernel/cli/python.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const LABEXTENSION = join(ROOT, 'kernel/labextension/labextension');

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** A Python that has JupyterLab: `MILLRACE_PYTHON`, the checkout's private environment, or the PATH. */
export function findPython(): string | null {
  const candidates = [process.env['MILLRACE_PYTHON'], pythonIn(PRIVATE_ENVIRONMENT), ...onPath(['python3', 'python'])];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    try {
      execFileSync(candidate, ['-c', 'import jupyterlab'], { stdio: 'ignore', timeout: 20_000 });
      return candidate;
    } catch {
      continue;
    }
  }
  return null;
}

/** A Chromium: `MILLRACE_CHROMIUM` or one of its usual names. */
export function findChromium(): string | null {
  const named = process.env['MILLRACE_CHROMIUM'];
  if (named) return existsSync(named) ? named : null;
  return onPath(CHROMIUM_NAMES)[0] ?? null;
}

/** Why the browser tests cannot run here, null when they can. With `MILLRACE_REQUIRE` a missing part is an error. */
export function missingForBrowser(): string | null {
  const required = (process.env['MILLRACE_REQUIRE'] ?? '').split(',').map((name) => name.trim());
  const needs = (name: string) => required.includes(name) || required.includes('all');
  const missing: string[] = [];
  if (findPython() === null) missing.push('no Python with JupyterLab (set MILLRACE_PYTHON)');
  if (findChromium() === null) missing.push('no Chromium (set MILLRACE_CHROMIUM)');
  if (!existsSync(join(LABEXTENSION, 'package.json')))
    missing.push('labextension not built (npm run build:labextension)');
  if (missing.length === 0) return null;
  const reason = missing.join('; ');
  if (needs('jupyter') || needs('browser')) throw new Error(`MILLRACE_REQUIRE asks for the browser tests: ${reason}`);
  console.log(`browser tests skipped: ${reason}`);
  return reason;
}

function onPath(names: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)).filter((file) => existsSync(file)));
}
