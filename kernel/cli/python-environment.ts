import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PRIVATE_ENVIRONMENT, pythonIn } from './python.ts';

/** What went wrong, and what the program that failed printed. */
export class EnvironmentError extends Error {
  readonly step: 'venv' | 'pip';

  constructor(step: 'venv' | 'pip', printed: string) {
    super(printed.trim());
    this.step = step;
  }
}

/**
 * Makes the private Python environment and gets packages into it. pip names some two hundred packages: they go by on one
 * line, and are only printed where pip fails.
 *
 * @throws EnvironmentError
 */
export async function makePrivateEnvironment(python: string, packages: readonly string[]): Promise<string> {
  const made = await run(python, ['-m', 'venv', PRIVATE_ENVIRONMENT], () => undefined);
  if (made.code !== 0) throw new EnvironmentError('venv', made.printed);
  // JupyterLab starts its own yarn.js, which is CommonJS; the nearest package.json would call it a module.
  writeFileSync(join(PRIVATE_ENVIRONMENT, 'package.json'), '{ "type": "commonjs" }\n');
  const own = pythonIn(PRIVATE_ENVIRONMENT);
  const show = progressLine(`pip: `);
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--progress-bar', 'off', ...packages];
  const installed = await run(own, pip, show.line);
  show.end();
  if (installed.code !== 0) throw new EnvironmentError('pip', installed.printed);
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

/** Shows what comes on one line of a terminal, each in place of the one before; on anything else it says nothing. */
function progressLine(head: string): { line(text: string): void; end(): void } {
  const { stdout } = process;
  if (!stdout.isTTY) return { line: () => undefined, end: () => undefined };
  const clear = (): void => void stdout.write('\r\x1b[K');
  return {
    line(text) {
      clear();
      stdout.write(`${head}${text.trim()}`.slice(0, Math.max(20, stdout.columns - 1)));
    },
    end: clear,
  };
}

function run(
  file: string,
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<{ code: number; printed: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    child.on('error', (error) => resolve({ code: 1, printed: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, printed }));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        printed += `${line}\n`;
        onLine(line);
      });
    }
  });
}
