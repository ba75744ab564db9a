#!/usr/bin/env node
// Plain JavaScript that an old Node can read: it finds a Node that is new enough before anything else is loaded.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'millrace-cache');
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  const source = new URL('../kernel/cli/main.ts', import.meta.url);
  await import(existsSync(source) ? source.href : new URL('../dist/kernel/cli/main.js', import.meta.url).href);
} else {
  const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  const command = [pinned, `${pinned}.cmd`].find((file) => existsSync(file));
  if (command === undefined || process.env.MILLRACE_PINNED === '1') {
    console.error(
      `Millrace needs Node 22.18 or newer; this is ${process.version}. Install a newer Node from nodejs.org.`,
    );
    process.exit(1);
  }
  const { status } = spawnSync(command, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, MILLRACE_PINNED: '1' },
  });
  process.exit(status ?? 1);
}
