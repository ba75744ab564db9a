import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { isMillraceError } from '../../engine/types/errors.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { countRows, endsWithin, noFaults, type FaultCounts } from './fault-counts.ts';
import { FaultyDisk, type Failing } from './faulty-disk.ts';
import { runToEnd, stateful, stateless, writeInput, type FaultyQuery } from './faulty-query.ts';
import { quickFolder } from './quick-folder.ts';

const BATCHES = 30;
const HANGS_MS = 20_000;
const WAYS: readonly Failing[] = ['fails once', 'takes a part', 'stays full'];

/**
 * Runs a query of 30 batches on a disk whose n-th call fails, for every n, and then again on one that works: the first run
 * goes on or fails with an error that names a file, the second has the answer of a run without faults.
 *
 * @param every tries each so-manieth call only
 * @param tell hears of every case that went wrong
 */
export async function failingDiskFaults(
  { every }: { readonly every: number },
  tell: (text: string) => void = () => undefined,
): Promise<FaultCounts> {
  const counts = noFaults();
  const root = mkdtempSync(join(quickFolder(), 'millrace-disk-'));
  try {
    for (const query of [stateful, stateless]) {
      const healthy = await tryDisk(query, join(root, `${query.name} healthy`), new FaultyDisk(Infinity, 'fails once'));
      const expected = await healthy.rows();
      for (const how of WAYS) {
        for (let at = 1; at <= healthy.calls; at += every) {
          counts.tries++;
          const what = `${query.name}, call ${at} ${how}`;
          const folder = join(root, 'failing');
          const run = await endsWithin(HANGS_MS, tryDisk(query, folder, new FaultyDisk(at, how)));
          const again = await endsWithin(
            HANGS_MS,
            run === null ? Promise.resolve([]) : run.value.rows().catch((reason: unknown) => reason as Error),
          );
          if (run === null || again === null) {
            counts.hung++;
            tell(`${what}: did not end`);
            continue;
          }
          if (again.value instanceof Error) {
            counts.wrong++;
            tell(`${what}: does not go on: ${again.value.message}`);
            rmSync(folder, { recursive: true });
            continue;
          }
          const { error } = run.value;
          if (error !== null && !isClear(error)) {
            counts.unclear++;
            tell(`${what}: ${error.message}`);
          }
          if (!countRows(counts, again.value, expected))
            tell(`${what}: another answer after ${error?.message ?? 'no error'}`);
          rmSync(folder, { recursive: true });
        }
      }
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return counts;
}

interface DiskRun {
  readonly calls: number;
  readonly error: Error | null;
  /** The answer, after the query went on where the disk works. */
  rows(): Promise<string[]>;
}

async function tryDisk(query: FaultyQuery, folder: string, faulty: FaultyDisk): Promise<DiskRun> {
  for (let batch = 0; batch < BATCHES; batch++) writeInput(folder, batch);
  const session = await sessionOn(systemClock, nodeFileSystem(folder, faulty.disk));
  const error = await runToEnd(query, session, folder).then(
    () => null,
    (reason: unknown) => reason as Error,
  );
  await session.stop();
  return {
    calls: faulty.calls,
    error,
    rows: async () => {
      const healthy = await sessionOn(systemClock, nodeFileSystem());
      try {
        await runToEnd(query, healthy, folder);
        return await query.rows(healthy, folder);
      } finally {
        await healthy.stop();
      }
    },
  };
}

const isClear = (error: Error): boolean =>
  isMillraceError(error) && /^FILE_/.test(error.condition) && /\/(?:checkpoint|out)\//.test(error.message);
