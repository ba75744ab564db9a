import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { seededRandom } from '../../engine/runtime/random.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { Child } from './child.ts';
import { countRows, endsWithin, noFaults, type FaultCounts } from './fault-counts.ts';
import { runToEnd, stateful, stateless, writeInput, type FaultyQuery } from './faulty-query.ts';

const BATCHES = 60;
/** A batch of these takes a millisecond or two. */
const LATEST_MS = 60;
const HANGS_MS = 30_000;

/**
 * Kills the process of a query at moments that only the seed knows, starts another on the same checkpoint at once, and so on
 * until one comes to the end of the input: the answer must be that of a run without kills.
 */
export async function killFaults(
  { seed, kills }: { readonly seed: number; readonly kills: number },
  tell: (text: string) => void = () => undefined,
): Promise<FaultCounts> {
  const counts = noFaults();
  const random = seededRandom(seed);
  const root = mkdtempSync(join(tmpdir(), 'millrace-kills-'));
  try {
    for (let round = 0; counts.tries < kills; round++) {
      const query = [stateful, stateless][round % 2]!;
      await killUntilDone(counts, query, join(root, String(round)), random, kills, tell);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return counts;
}

async function killUntilDone(
  counts: FaultCounts,
  query: FaultyQuery,
  folder: string,
  random: () => number,
  kills: number,
  tell: (text: string) => void,
): Promise<void> {
  for (let batch = 0; batch < BATCHES; batch++) writeInput(folder, batch);
  for (;;) {
    const child = new Child(folder, query.name, 'run');
    const started = await child.line(/^(?:runs|refused)/);
    if (started !== 'runs') {
      counts.unclear++;
      tell(`${query.name} after ${counts.tries} kills: ${started}`);
      return;
    }
    if (counts.tries < kills) {
      await Promise.race([setTimeout(random() * LATEST_MS), child.ended]);
      if (child.process.exitCode === null) {
        await child.kill();
        counts.tries++;
        continue;
      }
    }
    const end = await endsWithin(HANGS_MS, child.line(/^(?:done|refused)/));
    if (end === null) counts.hung++;
    if (end?.value !== 'done') tell(`${query.name}: ${end?.value ?? 'did not end'}`);
    await child.kill();
    break;
  }
  const session = await sessionOn(systemClock, nodeFileSystem());
  const calm = `${folder} calm`;
  for (let batch = 0; batch < BATCHES; batch++) writeInput(calm, batch);
  await runToEnd(query, session, calm);
  const expected = await query.rows(session, calm);
  if (!countRows(counts, await query.rows(session, folder), expected)) tell(`${query.name}: another answer`);
  await session.stop();
}
