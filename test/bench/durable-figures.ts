import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './kernel-figures.ts';

/** A bench that writes durable bytes: both sides' samples, in turn, on the same disk. */
export interface DurableFigures {
  readonly name: string;
  readonly unit: 'rows/s' | 'ms';
  readonly ours: readonly number[];
  readonly peers: readonly number[];
  readonly peer: string;
  readonly rows: number;
  readonly directory: string;
  readonly answers: readonly [ours: string, peers: string];
  readonly more?: Record<string, unknown>;
}

/** Prints the line that ends the bench. Ratios are ours/peer for rates and peer/ours for times: more is better. */
export function printDurableFigures(f: DurableFigures): void {
  const [value, peer] = [median(f.ours), median(f.peers)];
  const ratio = f.unit === 'ms' ? peer / value : value / peer;
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const round = (x: number): number => Math.round(x * 1000) / 1000;
  const [ours, peers] = f.answers.map(digest);
  console.log(
    JSON.stringify({
      name: f.name,
      value: round(value),
      unit: f.unit,
      peer: { name: f.peer, value: round(peer) },
      ratio: round(ratio),
      samples: f.ours.map(round),
      peerSamples: f.peers.map(round),
      rows: f.rows,
      fileSystem: `0x${statfsSync(f.directory).type.toString(16)}`,
      fsyncP50Ms: round(fsyncP50(f.directory)),
      newFileP50Ms: round(newFileP50(f.directory)),
      digest: ours,
      peerDigest: peers,
      ...f.more,
    }),
  );
  if (ours !== peers) throw new Error(`${f.name}: the two sides gave different answers`);
}

/** What one write of 4 KB with fdatasync takes on this disk. */
function fsyncP50(directory: string): number {
  const path = join(directory, 'fsync-probe');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 1);
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const begin = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    times.push(performance.now() - begin);
  }
  closeSync(file);
  rmSync(path);
  return median(times);
}

/** What a new file takes here: ext4 passes over each one that was removed in the last minutes, one by one. */
function newFileP50(directory: string): number {
  const folder = mkdtempSync(join(directory, 'new-files-'));
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const begin = performance.now();
    const file = openSync(join(folder, String(i)), 'wx');
    times.push(performance.now() - begin);
    closeSync(file);
  }
  rmSync(folder, { recursive: true });
  return median(times);
}
