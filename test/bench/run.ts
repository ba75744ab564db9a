import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/** `npm run bench -- NAME [--data DIR] [--seed N]`: one benchmark in a process of its own. */
const benches = new Set([
  'json-window',
  'text-json',
  'growth',
  'memory',
  'small-batch',
  'kernel-start',
  'kernel-cell',
  'stall',
  'kafka-window',
  'operations',
  'threads',
  'allocations',
  'sliding',
  'stream-join',
  'sessions',
  'state-function',
  'nexmark',
]);
const here = new URL('.', import.meta.url);
const [name, ...rest] = process.argv.slice(2);
const script = new URL(`${name ?? ''}.ts`, here);
const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && benches.has(file.slice(0, -3)))
  .map((file) => file.slice(0, -3));
if (name === undefined || !names.includes(name) || !existsSync(script)) {
  console.error(
    `There is no benchmark ${name ?? ''}; there are: ${names.join(', ')}. For example: npm run bench -- json-window`,
  );
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [script.pathname, ...rest], { stdio: 'inherit' });
process.exitCode = status ?? 1;
