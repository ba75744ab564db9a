import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKernel } from '../kernel/kernel-client.ts';
import { printFigures } from './kernel-figures.ts';

/** From the start of the kernel's process to its first kernel_info_reply, against `node -e 0`. */
const RUNS = 11;
const cache = mkdtempSync(join(tmpdir(), 'millrace-cache-'));

async function start(): Promise<number> {
  const started = performance.now();
  const kernel = await startKernel({ env: { NODE_COMPILE_CACHE: cache } });
  const took = kernel.answeredAt - started;
  await kernel.stop();
  return took;
}

function emptyNode(): number {
  const started = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - started;
}

const cold = await start();
await start();
const ours: number[] = [];
const peers: number[] = [];
for (let run = 0; run < RUNS; run++) {
  peers.push(emptyNode());
  ours.push(await start());
}
rmSync(cache, { recursive: true, force: true });
console.log(`cold compile cache: ${cold.toFixed(0)} ms`);
printFigures({
  name: 'kernel-start',
  ours,
  peers,
  peer: 'node -e 0',
  unit: 'ms',
  answers: ['started', 'started'],
  more: { coldMs: Math.round(cold) },
});
process.exit();
