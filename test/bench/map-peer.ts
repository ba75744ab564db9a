import { closeSync, fdatasyncSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowRun } from './window-run.ts';

interface Group {
  count: number;
  sum: number;
  batch: number;
}

/**
 * What a good plain program does: JSON.parse, a Map a window, changed groups out, and one write with fdatasync a batch.
 */
export function runMapPeer(input: string, directory: string): WindowRun {
  const windows = new Map<number, Map<string, Group>>();
  const log = openSync(join(directory, 'peer.log'), 'w');
  const batchMs: number[] = [];
  const started = performance.now();
  let batch = 0;
  let rows = 0;
  for (const name of readdirSync(input).sort()) {
    const begin = performance.now();
    batch++;
    const changed: [number, string, Group][] = [];
    for (const line of readFileSync(join(input, name), 'utf8').split('\n')) {
      if (line === '') continue;
      rows++;
      const row = JSON.parse(line) as { ts: string; key: string; value: number };
      const start = Math.floor(Date.parse(row.ts) / 10_000);
      let groups = windows.get(start);
      if (groups === undefined) windows.set(start, (groups = new Map()));
      let group = groups.get(row.key);
      if (group === undefined) groups.set(row.key, (group = { count: 0, sum: 0, batch: 0 }));
      group.count++;
      group.sum += row.value;
      if (group.batch !== batch) {
        group.batch = batch;
        changed.push([start, row.key, group]);
      }
    }
    writeSync(log, JSON.stringify(changed.map(([start, key, g]) => [start, key, g.count, g.sum])));
    fdatasyncSync(log);
    batchMs.push(performance.now() - begin);
  }
  const elapsedMs = performance.now() - started;
  closeSync(log);
  const answer = new Map<string, string>();
  for (const [start, groups] of windows) {
    for (const [key, g] of groups) answer.set(`${start * 10_000}|${key}`, `${g.count}|${g.sum}`);
  }
  return { rows, elapsedMs, batchMs, answer };
}
