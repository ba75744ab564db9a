import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../../engine/runtime/system-clock.ts';
import type { MillraceSession } from '../../../../engine/api/session.ts';
import { sessionOn } from '../../../stream/inline-session.ts';

const BATCHES = 3;
let session: MillraceSession;
let folder: string;
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem());
});
afterAll(() => session.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-replay-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

const input = (n: number): string => join(folder, `${1000 + n}.json`);

/** Runs a query with state, or one without, to the end of its input; gives its last counts. */
async function run(
  stateful: boolean,
  options: Readonly<Record<string, string | number>> = {},
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const rows = session.readStream.schema('k STRING').option('maxFilesPerTrigger', 1).json(folder);
  const writer = (stateful ? rows.groupBy('k').count() : rows).writeStream
    .outputMode(stateful ? 'update' : 'append')
    .option('checkpointLocation', join(folder, '.checkpoint'))
    .trigger({ availableNow: true })
    .foreachBatch(async (batch) => {
      for (const row of await batch.collect())
        counts.set(
          row['k'] as string,
          (row['count'] as number | undefined) ?? (counts.get(row['k'] as string) ?? 0) + 1,
        );
    });
  for (const [name, value] of Object.entries(options)) writer.option(name, value);
  const query = await writer.start();
  await query.awaitTermination();
  return counts;
}

/** Everything in the checkpoint but who ran last. */
const bytes = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder, '.checkpoint'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'owner.json')
      .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), 'base64')]),
  );

const CHANGES: readonly (readonly [what: string, change: (path: string) => void])[] = [
  ['is shorter', (path) => truncateSync(path, 10)],
  ['is longer', (path) => appendFileSync(path, '\n{"k":"new"}')],
  [
    'has other rows of the same length',
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"a"', '"z"')),
  ],
];

describe.each([
  ['with state', true],
  ['without state', false],
])('a batch %s that runs again', (_, stateful) => {
  beforeEach(async () => {
    for (let n = 0; n < BATCHES; n++) writeFileSync(input(n), '{"k":"a"}\n{"k":"b"}');
    await run(stateful);
    unlinkSync(join(folder, '.checkpoint', 'commits', String(BATCHES - 1)));
  });

  test('on the same input goes on', async () => {
    expect([...(await run(stateful))]).toEqual(stateful ? [['a', 3], ['b', 3]] : [['a', 1], ['b', 1]]); // prettier-ignore
  });

  test.each(CHANGES)(
    'is refused when its file %s, as often as it is started, and nothing is changed',
    async (_, change) => {
      const original = readFileSync(input(BATCHES - 1), 'utf8');
      change(input(BATCHES - 1));
      const before = bytes();
      for (let i = 0; i < 3; i++) {
        await expect(run(stateful)).rejects.toMatchObject({
          condition: 'SOURCE_REPLAY_DIFFERS',
          hint: expect.stringContaining(`.option("acceptChangedInputOfBatch", ${BATCHES - 1})`),
        });
        expect(bytes()).toEqual(before);
      }
      await expect(run(stateful, { acceptChangedInputOfBatch: 1 })).rejects.toMatchObject({
        condition: 'SOURCE_REPLAY_DIFFERS',
      });
      const now = await run(stateful, { acceptChangedInputOfBatch: BATCHES - 1 });
      expect(now.size).toBeGreaterThan(0);
      // What it read now counts from now on.
      unlinkSync(join(folder, '.checkpoint', 'commits', String(BATCHES - 1)));
      expect(await run(stateful)).toEqual(now);
      unlinkSync(join(folder, '.checkpoint', 'commits', String(BATCHES - 1)));
      writeFileSync(input(BATCHES - 1), original);
      await expect(run(stateful)).rejects.toMatchObject({ condition: 'SOURCE_REPLAY_DIFFERS' });
    },
  );
});
