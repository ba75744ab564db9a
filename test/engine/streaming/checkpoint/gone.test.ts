import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../../engine/runtime/system-clock.ts';
import type { MillraceSession } from '../../../../engine/api/session.ts';
import { sessionOn } from '../../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem());
});
afterAll(() => session.stop());

const GONE: readonly (readonly [what: string, remove: (folder: string) => string, condition: string])[] = [
  ['its checkpoint is deleted', (folder) => removed(folder, 'checkpoint'), 'CHECKPOINT_GONE'],
  ['the folder above both is deleted', (folder) => removed(folder, ''), 'CHECKPOINT_GONE'],
  ['its checkpoint is deleted and made again', (folder) => emptied(folder, 'checkpoint'), 'CHECKPOINT_GONE'],
  ['the logs of its checkpoint are deleted', (folder) => removed(folder, 'checkpoint/offsets'), 'FILE_NOT_FOUND'],
  ['the folder of its sink is deleted', (folder) => removed(folder, 'out'), 'SINK_GONE'],
  ['the log of its sink is deleted', (folder) => removed(folder, 'out/_spark_metadata'), 'SINK_GONE'],
];

function removed(folder: string, name: string): string {
  rmSync(join(folder, name), { recursive: true });
  return join(folder, name);
}

function emptied(folder: string, name: string): string {
  removed(folder, name);
  mkdirSync(join(folder, name));
  return join(folder, name);
}

describe('a running query stops with the name of what is gone, and makes nothing again, when', () => {
  test.each(GONE)('%s', async (_, remove, condition) => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-gone-'));
    const numbers = session.memoryStream('numbers', 'n INT');
    const query = await numbers
      .toDF()
      .writeStream.format('json')
      .option('checkpointLocation', join(folder, 'checkpoint'))
      .start(join(folder, 'out'));
    await numbers.addData(1);
    await query.processAllAvailable();
    const gone = remove(folder);
    await numbers.addData(2);
    await expect(query.awaitTermination()).rejects.toMatchObject({
      condition,
      message: expect.stringContaining(gone.replace(/\/$/, '').replace(/\/_spark_metadata$/, '')),
    });
    expect(existsSync(join(gone, 'offsets'))).toBe(false);
    expect(existsSync(join(gone, '_spark_metadata'))).toBe(false);
    rmSync(folder, { recursive: true, force: true });
  });
});
