import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { Child } from './child.ts';
import { countRows, endsWithin, noFaults, type FaultCounts } from './fault-counts.ts';
import { runToEnd, stateless, writeInput } from './faulty-query.ts';

const HANGS_MS = 30_000;
const WITHIN_MS = 1000;

/**
 * Lets other processes start a query on a checkpoint while one runs on it: each must be refused within a second by the name of
 * the owner, who must not notice. Then the owner is killed, and the next one must go on at once.
 */
export async function secondOwnerFaults(
  { owners }: { readonly owners: number },
  tell: (text: string) => void = () => undefined,
): Promise<FaultCounts> {
  const counts = noFaults();
  const folder = mkdtempSync(join(tmpdir(), 'millrace-owners-'));
  try {
    writeInput(folder, 0);
    const owner = new Child(folder, stateless.name, 'hold');
    await owner.line(/^batch 0/);
    for (let i = 1; i <= owners; i++) {
      counts.tries++;
      const second = new Child(folder, stateless.name, 'run');
      const said = await endsWithin(HANGS_MS, second.line(/^(?:refused|runs)/));
      if (said === null) counts.hung++;
      else if (!isRefusal(said.value, owner)) {
        counts.unclear++;
        tell(`the second owner ${i}: ${said.value}`);
      }
      await second.kill();
      writeInput(folder, i);
      if ((await endsWithin(HANGS_MS, owner.line(new RegExp(`^batch ${i}$`)))) === null) {
        counts.hung++;
        tell(`the owner stopped at batch ${i}`);
      }
    }
    await owner.kill();
    const next = new Child(folder, stateless.name, 'run');
    const end = await endsWithin(HANGS_MS, next.line(/^(?:refused|done)/));
    if (end?.value !== 'done') {
      counts.unclear++;
      tell(`after the owner was killed: ${end?.value ?? 'nothing'}`);
    }
    await next.kill();
    await compare(counts, folder, owners, tell);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return counts;
}

function isRefusal(line: string | null, owner: Child): boolean {
  if (line === null || !line.startsWith('refused ')) return false;
  const { ms, message } = JSON.parse(line.slice(8)) as { ms: number; message: string };
  return ms < WITHIN_MS && message.includes('CHECKPOINT_IN_USE') && message.includes(`process ${owner.process.pid} `);
}

async function compare(
  counts: FaultCounts,
  folder: string,
  batches: number,
  tell: (text: string) => void,
): Promise<void> {
  const session = await sessionOn(systemClock, nodeFileSystem());
  const calm = join(folder, 'calm');
  for (let batch = 0; batch <= batches; batch++) writeInput(calm, batch);
  await runToEnd(stateless, session, calm);
  const expected = await stateless.rows(session, calm);
  if (!countRows(counts, await stateless.rows(session, folder), expected)) tell('another answer');
  await session.stop();
}
