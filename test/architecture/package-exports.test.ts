import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from './source-files.ts';

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
let out: string;

// inside the checkout, so that what is built finds its packages
beforeAll(() => {
  mkdirSync(join(ROOT, '.millrace'), { recursive: true });
  out = mkdtempSync(join(ROOT, '.millrace', 'build-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

type Exports = Record<
  string,
  string | { readonly 'millrace-source': string; readonly types: string; readonly default: string }
>;

test('the package builds, and every export of package.json is there and loads', { timeout: 120_000 }, () => {
  const built = spawnSync(process.execPath, [TSC, '-p', 'tsconfig.build.json', '--outDir', out], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(built.stdout + built.stderr).toBe('');
  for (const [name, target] of Object.entries(packageJson.exports as Exports)) {
    if (typeof target === 'string') continue;
    expect(existsSync(join(ROOT, target['millrace-source'])), `the source of ${name}`).toBe(true);
    const inOut = (path: string): string => join(out, path.replace('./dist/', ''));
    expect(existsSync(inOut(target.types)), `the types of ${name}`).toBe(true);
    const url = pathToFileURL(inOut(target.default)).href;
    const load = `const m = await import(${JSON.stringify(url)}); process.stdout.write(String(Object.keys(m).length > 0))`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', load], { encoding: 'utf8' })).toBe('true');
  }
});

test('a query runs on what was built', { timeout: 60_000 }, () => {
  const program = join(out, 'program.mjs');
  const lines = [
    "import { MillraceSession } from './index.js';",
    'const session = await MillraceSession.builder.getOrCreate();',
    'process.stdout.write(String(await session.range(10).count()));',
    'await session.stop();',
  ];
  writeFileSync(program, lines.join('\n'));
  expect(execFileSync(process.execPath, [program], { encoding: 'utf8', cwd: out })).toBe('10');
});
