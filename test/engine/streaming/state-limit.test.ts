import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as F from '../../../engine/api/functions.ts';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { nodeFileSystem } from '../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../engine/runtime/system-clock.ts';
import type { QueryView } from '../../../engine/spi/view-port.ts';
import type { MillraceError } from '../../../engine/types/errors.ts';
import { sessionOn } from '../../stream/inline-session.ts';

let session: MillraceSession;
let view: QueryView | null = null;
const notices: string[] = [];
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem(), (event) => (view = event.query));
  vi.spyOn(console, 'log').mockImplementation((text: string) => void notices.push(text));
});
afterAll(async () => {
  vi.restoreAllMocks();
  await session.stop();
});

const QUERIES: Readonly<Record<string, readonly [mode: 'append' | 'update', operator: string, of: (rows: DataFrame) => DataFrame]>> = {
  'groups by text': ['update', 'stateStoreSave', (rows) => rows.groupBy('name').agg(F.count('*').as('n'), F.sum('id').as('s'))],
  'distinct numbers': ['append', 'dedupe', (rows) => rows.dropDuplicates('id')],
}; // prettier-ignore

/** Batches whose keys are ever new, and some that come again. */
const batch = (n: number): { id: number; name: string }[] =>
  Array.from({ length: 500 }, (_, i) => ({ id: n * 400 + i, name: `name ${n * 400 + i}` }));
const BATCHES = 24;

interface Story {
  /** The rows of each batch that was committed. */
  readonly rows: readonly string[];
  readonly errors: readonly MillraceError[];
  readonly warnings: readonly string[];
}

/** Runs a query over all batches; one that is stopped is started again with plenty of memory. */
async function story(name: string, memory: string): Promise<Story> {
  const [mode, , of] = QUERIES[name]!;
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-limit-'));
  const stream = session.memoryStream('rows', 'id BIGINT, name STRING');
  const batches = new Map<number, string>();
  const errors: MillraceError[] = [];
  const warnings: string[] = [];
  await session.conf.set('millrace.memory', memory);
  const start = () =>
    of(stream.toDF())
      .writeStream.outputMode(mode)
      .option('checkpointLocation', checkpoint)
      .foreachBatch(async (rows, id) => void batches.set(id, JSON.stringify(await rows.collect())))
      .start();
  let query = await start();
  for (let n = 0; n < BATCHES; n++) {
    await stream.addData(...batch(n));
    const stopped = await query.processAllAvailable().then(() => null, (error: unknown) => error as MillraceError); // prettier-ignore
    if (stopped === null) {
      const { why } = view!;
      if (why !== null && !warnings.includes(why)) warnings.push(why);
      continue;
    }
    errors.push(stopped);
    await session.conf.set('millrace.memory', '64m');
    query = await start();
    await query.processAllAvailable();
  }
  await query.stop();
  rmSync(checkpoint, { recursive: true });
  return { rows: [...batches].sort(([a], [b]) => a - b).map(([, rows]) => rows), errors, warnings };
}

describe.each(Object.entries(QUERIES))('%s', (name, [, operator]) => {
  test('warns at 80 % and stops at the limit, and with more memory goes on as if it had always been there', async () => {
    notices.length = 0;
    const { rows, errors, warnings } = await story(name, '300k');
    expect(warnings).toEqual([
      expect.stringMatching(
        new RegExp(`^After batch \\d+ the query's state takes [\\d.]+ KiB, most of it in ${operator} with [\\d,]+ rows: \\d+ % of the 300.0 KiB of millrace.memory.`),
      ),
    ]); // prettier-ignore
    expect(notices).toEqual([expect.stringContaining('withWatermark')]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      condition: 'OUT_OF_MEMORY',
      hint: expect.stringContaining('conf.set("millrace.memory", "'),
    });
    expect(errors[0]!.summary).toMatch(
      new RegExp(`most of it in ${operator} .*more than the 300.0 KiB of millrace.memory`),
    );
    const unlimited = await story(name, '64m');
    expect(unlimited).toMatchObject({ errors: [], warnings: [] });
    expect(rows).toEqual(unlimited.rows);
    expect(rows).toHaveLength(BATCHES);
  });
});
