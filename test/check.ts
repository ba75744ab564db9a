import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `npm run check [-- NAME...]`: everything about the code that needs no run of it. All checks run, then the verdict. */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const module = (path: string): string => `node_modules/${path}`;

const checks: Readonly<Record<string, readonly string[]>> = {
  // npx tsc would be another compiler: tests bring an older one under the same name
  types: [module('typescript/bin/tsc'), '--noEmit', '-p', '.'],
  'types of the labextension': [module('typescript/bin/tsc'), '--noEmit', '-p', 'kernel/labextension'],
  lint: [module('eslint/bin/eslint.js'), '.', '--max-warnings', '0'],
  format: [module('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  'dead code': [module('knip/bin/knip.js'), '--no-progress', '--no-config-hints'],
  'imports, places and package': [module('vitest/vitest.mjs'), 'run', 'test/architecture/', '--reporter=dot'],
};

const wanted = process.argv.slice(2);
const failed: string[] = [];
for (const [name, args] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)`);
  if (status === 0) continue;
  console.log(`${stdout}${stderr}`.trimEnd());
  failed.push(name);
}
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
