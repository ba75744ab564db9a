/**
 * Keeps the checkpoints that this version writes, for later ones to go on from: `node
 * test/engine/streaming/checkpoint/record-kept.ts`. The old file stays beside the new one, under the version that wrote it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inlineSession } from '../../../stream/inline-session.ts';
import manifest from '../../../../package.json' with { type: 'json' };
import { AFTER, BEFORE, filesOf, runBatches, type Kept } from './kept-checkpoints.ts';
import { KEPT_QUERIES } from './kept-queries.ts';

const { session } = await inlineSession();
const folder = mkdtempSync(join(tmpdir(), 'kept-'));
const kept: Record<string, Kept> = {};
for (const [i, [name, query]] of Object.entries(KEPT_QUERIES).entries()) {
  const checkpoint = join(folder, String(i));
  await runBatches(session, query, checkpoint, BEFORE);
  const files = filesOf(checkpoint);
  kept[name] = { files, rows: await runBatches(session, query, checkpoint, AFTER) };
}
await session.stop();
rmSync(folder, { recursive: true });
const file = new URL(`kept/${manifest.version}.json`, import.meta.url);
writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`);
console.log(`${Object.keys(kept).length} checkpoints of ${manifest.version}`);
