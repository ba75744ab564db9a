import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKernel, freeConnection, startKernel } from '../kernel/kernel-client.ts';
import { pythonWith } from '../kernel/jupyter-python.ts';
import { printFigures } from './kernel-figures.ts';
import type { KernelClient } from '../kernel/kernel-client.ts';

/** The round trip of a trivial cell, against ipykernel through the same client; and the memory after 100 cells. */
const CELLS = 100;
const WARM = 10;

const { python, reason } = pythonWith('ipykernel');
if (python === null) throw new Error(`kernel-cell compares with ipykernel, and there is ${reason}.`);

async function startIpykernel(folder: string): Promise<KernelClient> {
  const connection = await freeConnection();
  const file = join(folder, 'connection.json');
  writeFileSync(file, JSON.stringify(connection));
  const child = spawn(python!, ['-m', 'ipykernel_launcher', '-f', file], {
    stdio: 'ignore',
    env: { ...process.env, IPYTHONDIR: folder },
  });
  return connectKernel(connection, child);
}

async function time(kernel: KernelClient, code: string): Promise<{ took: number; answer: string }> {
  const started = performance.now();
  const { result } = await kernel.run(code);
  return { took: performance.now() - started, answer: result ?? '' };
}

/** Resident memory of a process and of all below it, in MB; null where the system does not tell. */
function memoryOf(root: number): number | null {
  try {
    const parents = new Map<number, number>();
    const sizes = new Map<number, number>();
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      sizes.set(Number(entry), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
    }
    const below = (pid: number): number =>
      [...parents]
        .filter(([, parent]) => parent === pid)
        .reduce((sum, [child]) => sum + below(child), sizes.get(pid) ?? 0);
    return Math.round(below(root));
  } catch {
    return null;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
const ours = await startKernel();
// With the library and its engine loaded, as in every notebook that uses them.
await ours.run('await session.range(1).count()');
const theirs = await startIpykernel(folder);
const samples: number[] = [];
const peers: number[] = [];
const answers: [string, string] = ['', ''];
for (let cell = 0; cell < WARM + CELLS; cell++) {
  const code = `${cell} + 1`;
  const mine = await time(ours, code);
  const peer = await time(theirs, code);
  answers[0] += `${mine.answer} `;
  answers[1] += `${peer.answer} `;
  if (cell < WARM) continue;
  samples.push(mine.took);
  peers.push(peer.took);
}
const memoryMb = memoryOf(ours.process.pid!);
console.log(`memory of all processes after ${WARM + CELLS} cells: ${memoryMb} MB`);
await ours.stop();
theirs.process.kill();
rmSync(folder, { recursive: true, force: true });
printFigures({ name: 'kernel-cell', ours: samples, peers, peer: 'ipykernel', unit: 'ms', answers, more: { memoryMb } });
process.exit();
