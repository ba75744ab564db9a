import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pythonWith } from './jupyter-python.ts';
import { privateJupyterFolders } from './jupyter-server.ts';

const { python, reason } = pythonWith('jupyter_kernel_test');
const CASES = fileURLToPath(new URL('../python', import.meta.url));

test.skipIf(python === null)(
  `passes the 13 tests of jupyter_kernel_test${python === null ? ` (skipped: ${reason})` : ''}`,
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-conformance-'));
    const env = { ...process.env, ...privateJupyterFolders(folder) };
    const child = spawn(python!, ['-m', 'unittest', '-v', 'test_kernel'], { cwd: CASES, env });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    const code = await new Promise((resolve) => child.once('close', resolve));
    rmSync(folder, { recursive: true, force: true });
    expect(log).toMatch(/Ran 13 tests/);
    expect(log).not.toMatch(/skipped/);
    expect(code, log).toBe(0);
  },
);
