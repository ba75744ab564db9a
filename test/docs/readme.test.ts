import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

test('the program on the first page runs and prints the windows of the orders', { timeout: 30_000 }, () => {
  const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))!;
  const folder = mkdtempSync(join(tmpdir(), 'millrace-readme-'));
  try {
    // a project of the user's own
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const program = join(folder, 'orders.ts');
    const index = JSON.stringify(join(ROOT, 'index.ts'));
    writeFileSync(program, code!.replace("'millrace'", index).replace('60_000', '1_500'));
    const { stdout, stderr } = spawnSync(process.execPath, [program], {
      cwd: join(ROOT, 'notebooks'),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Batch: 0\n-+\n\+-+.*\n\| +window\|country\|orders\| +total\|/);
    expect(stdout).toMatch(/2026-03-01 12:00.*\| +PT\| +\d+\|/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
