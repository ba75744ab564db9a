import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MillraceSession } from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { newCheckpoint, ran } from './state-under-test.ts';

let inline: InlineSession;
let session: MillraceSession;
/** Of two batches of an aggregation. */
let checkpoint: string;
beforeAll(async () => {
  ({ session } = inline = await inlineSession());
  const numbers = session.memoryStream('numbers', 'n INT');
  checkpoint = await ran(numbers.toDF().groupBy('n').count(), 'update', [[[numbers, 1]], [[numbers, 2]]]);
});
afterAll(() => inline.session.stop());

const WITH_MESSAGE = 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE';
const NEGATIVE = 'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE';
const NUMBER = 'java.lang.NumberFormatException';
const CONFLICT = 'STDS_CONFLICT_OPTIONS';
const UNSPECIFIED = 'STDS_REQUIRED_OPTION_UNSPECIFIED';
const feed = { readChangeFeed: true } as const;

test.each<readonly [options: Readonly<Record<string, string | number | boolean>>, condition: string, says: RegExp]>([
  [{ batchId: -1 }, NEGATIVE, /'batchId': cannot be negative/],
  [{ batchId: 'x' }, NUMBER, /For input string: "x"/],
  [{ batchId: 99 }, 'STDS_COMMITTED_BATCH_UNAVAILABLE', /No committed batch 99 found/],
  [{ operatorId: -1 }, NEGATIVE, /operatorId/],
  [{ operatorId: '1.5' }, NUMBER, /1\.5/],
  [{ operatorId: 7 }, 'STDS_FAILED_TO_READ_STATE_SCHEMA', /no operator 7/],
  [{ storeName: ' ' }, 'STDS_INVALID_OPTION_VALUE.IS_EMPTY', /'storeName': cannot be empty/],
  [{ storeName: 'nope' }, WITH_MESSAGE, /'storeName': .*no such store/],
  [{ joinSide: 'up' }, WITH_MESSAGE, /Valid values are left,right,none/],
  [{ joinSide: 'left' }, 'STDS_FAILED_TO_READ_STATE_SCHEMA', /no left side/],
  [{ joinSide: 'left', storeName: 'x' }, CONFLICT, /\['joinSide', 'storeName'\] cannot be specified together/],
  [{ joinSide: 'left', stateVarName: 'x' }, WITH_MESSAGE, /'stateVarName'/],
  [feed, UNSPECIFIED, /'changeStartBatchId' must be specified/],
  [{ ...feed, changeStartBatchId: -1 }, NEGATIVE, /changeStartBatchId/],
  [{ ...feed, changeStartBatchId: 5 }, WITH_MESSAGE, /make sure that changeStartBatchId is less than 1/],
  [{ ...feed, changeStartBatchId: 1, changeEndBatchId: 0 }, WITH_MESSAGE, /changeEndBatchId cannot be smaller/],
  [{ ...feed, changeStartBatchId: 0, changeEndBatchId: 9 }, 'STDS_COMMITTED_BATCH_UNAVAILABLE', /batch 9 found/],
  [{ ...feed, changeStartBatchId: 0, batchId: 0 }, CONFLICT, /'batchId', 'readChangeFeed'/],
  [{ ...feed, changeStartBatchId: 0, joinSide: 'left' }, CONFLICT, /'joinSide', 'readChangeFeed'/],
  [{ ...feed, changeStartBatchId: 0, snapshotStartBatchId: 0 }, CONFLICT, /snapshotStartBatchId/],
  [{ readChangeFeed: 'maybe' }, 'java.lang.IllegalArgumentException', /For input string: "maybe"/],
  [{ changeStartBatchId: 0 }, WITH_MESSAGE, /Only specify this option when readChangeFeed is set to true/],
  [{ changeEndBatchId: 0 }, WITH_MESSAGE, /Only specify this option/],
  [{ snapshotStartBatchId: 0 }, UNSPECIFIED, /'snapshotPartitionId' must be specified/],
  [{ snapshotPartitionId: 0 }, UNSPECIFIED, /'snapshotStartBatchId' must be specified/],
  [{ snapshotStartBatchId: -1, snapshotPartitionId: 0 }, NEGATIVE, /snapshotStartBatchId/],
  [{ snapshotStartBatchId: 9, snapshotPartitionId: 0 }, WITH_MESSAGE, /less than or equal to 1/],
  [{ snapshotStartBatchId: 0, snapshotPartitionId: 1 }, WITH_MESSAGE, /one partition/],
  [{ snapshotStartBatchId: 1, snapshotPartitionId: 0 }, 'CANNOT_LOAD_STATE_STORE.UNCATEGORIZED', /batch 1/],
  [{ stateVarName: 'x' }, WITH_MESSAGE, /only supported with the transformWithState operator. Found operator=stateStoreSave/], // prettier-ignore
  [
    { readRegisteredTimers: true },
    WITH_MESSAGE,
    /readRegisteredTimers=true is only supported with the transformWithState/,
  ],
  [{ readRegisteredTimers: true, stateVarName: 'x' }, CONFLICT, /'readRegisteredTimers', 'stateVarName'/],
  [{ readRegisteredTimers: 'maybe' }, WITH_MESSAGE, /Boolean value is expected/],
  [{ flattenCollectionTypes: 'maybe' }, WITH_MESSAGE, /Boolean value is expected/],
  [{ colour: 'red' }, 'UNKNOWN_OPTION', /no option 'colour'/],
])('%o is refused', async (options, condition, says) => {
  const refused = expect(session.read.format('statestore').options(options).load(checkpoint).collect());
  await refused.rejects.toMatchObject({ condition, message: expect.stringMatching(says), hint: expect.any(String) });
});

test.each(['statestore', 'state-metadata'])(
  '%s wants a checkpoint, takes no schema and is no stream',
  async (format) => {
    await expect(session.read.format(format).load().collect()).rejects.toMatchObject({ condition: UNSPECIFIED });
    await expect(session.read.format(format).load(checkpoint, checkpoint).collect()).rejects.toMatchObject({
      condition: UNSPECIFIED,
    });
    const given = session.read.format(format).schema('a INT').load(checkpoint);
    await expect(given.collect()).rejects.toMatchObject({ condition: '_LEGACY_ERROR_TEMP_1242' });
    const stream = session.readStream.format(format).load(checkpoint);
    await expect(stream.columns()).rejects.toMatchObject({ condition: '_LEGACY_ERROR_TEMP_2049' });
    expect(await session.read.format(format).option('path', checkpoint).load().count()).toBeGreaterThan(0);
  },
);

test('a folder without a batch that is done has no state', async () => {
  const nowhere = newCheckpoint();
  const state = session.read.format('statestore').load(nowhere);
  await expect(state.collect()).rejects.toMatchObject({ condition: 'STDS_COMMITTED_BATCH_UNAVAILABLE' });
  expect(await session.read.format('state-metadata').load(nowhere).collect()).toEqual([]);
});

test('of a checkpoint of Spark it says who can read it', async () => {
  const spark = newCheckpoint();
  mkdirSync(join(spark, 'state', '0'), { recursive: true });
  const metadata = session.read.format('state-metadata').load(spark);
  await expect(metadata.collect()).rejects.toMatchObject({ hint: expect.stringContaining('Spark') });
});

test('of a query without state it says so', async () => {
  const numbers = session.memoryStream('plain', 'n INT');
  const stateless = await ran(numbers.toDF(), 'append', [[[numbers, 1]]]);
  const state = session.read.format('statestore').load(stateless);
  await expect(state.collect()).rejects.toMatchObject({ hint: 'The query keeps no state.' });
  expect(await session.read.format('state-metadata').load(stateless).collect()).toEqual([]);
});
