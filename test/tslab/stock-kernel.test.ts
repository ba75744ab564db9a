import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../kernel/cli/kernelspec.ts';
import { startKernel, type KernelClient } from '../kernel/kernel-client.ts';

const TSLAB = join(ROOT, 'node_modules/tslab/bin/tslab');
const missing = !existsSync(TSLAB);
let folder: string;
let kernel: KernelClient;

// the package as npm would install it, in a folder from which its dependencies are found
beforeAll(async () => {
  if (missing) return;
  mkdirSync(join(ROOT, '.millrace'), { recursive: true });
  folder = mkdtempSync(join(ROOT, '.millrace', 'tslab-'));
  const installed = join(folder, 'node_modules', 'millrace');
  mkdirSync(installed, { recursive: true });
  // a package of its own, or "millrace" would mean the checkout around it
  writeFileSync(join(folder, 'package.json'), '{ "name": "notebook" }');
  cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const out = join(installed, 'dist');
  spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', out], { cwd: ROOT });
  kernel = await startKernel({ cwd: folder, command: (file) => [TSLAB, 'kernel', '--config-path', file] });
}, 180_000);

afterAll(async () => {
  if (missing) return;
  await kernel?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 20_000);

test.skipIf(missing)(
  `a stock tslab 1.0.22 kernel runs a batch query and prints its table${missing ? ' (skipped: tslab is not installed)' : ''}`,
  { timeout: 120_000 },
  async () => {
    const opened = await kernel.run(
      "import { MillraceSession } from 'millrace';\nconst session = await MillraceSession.builder.getOrCreate();",
    );
    expect(opened.reply['status'], opened.stderr).toBe('ok');
    const { outputs } = await kernel.run("await session.range(3).selectExpr('id', 'id * 2 AS twice').show();");
    const printed = outputs.map(({ content }) => String(content['text'] ?? '')).join('');
    expect(printed).toContain('| id|twice|');
    expect(printed).toContain('|  2|    4|');
  },
);
