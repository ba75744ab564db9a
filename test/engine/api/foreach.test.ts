import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ForeachWriter } from '../../../index.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => void ({ session } = await inlineSession()));
afterAll(() => session.stop());

const failure = new Error('no');

/** What a writer is told of two batches, of the rows 1 and 2 and of the row 3. */
const WRITERS: Readonly<Record<string, { writer: (told: unknown[]) => ForeachWriter | ForeachWriter['process']; told: unknown[] }>> = {
  'a function: each row': { writer: (told) => (row) => told.push(row['n']), told: [1, 2, 3] },
  'a writer: when batches begin and end': {
    writer: (told) => ({
      open: (partition, epoch) => told.push(['open', partition, epoch]),
      process: (row) => told.push(row['n']),
      close: (error) => told.push(['close', error]),
    }),
    told: [['open', 0, 0], 1, 2, ['close', null], ['open', 0, 1], 3, ['close', null]],
  },
  'a writer that waits': {
    writer: (told) => ({
      open: async () => void (await Promise.resolve()),
      process: async (row) => void told.push(await Promise.resolve(row['n'])),
    }),
    told: [1, 2, 3],
  },
  'a writer that knows a batch already: no rows, and the end': {
    writer: (told) => ({
      open: (_, epoch) => epoch > 0,
      process: (row) => told.push(row['n']),
      close: () => told.push('close'),
    }),
    told: ['close', 3, 'close'],
  },
}; // prettier-ignore

test.each(Object.entries(WRITERS))('foreach tells %s', async (_, { writer, told: wanted }) => {
  const told: unknown[] = [];
  const input = session.memoryStream('n', 'n INT');
  const query = await input.toDF().writeStream.foreach(writer(told)).start();
  for (const rows of [[1, 2], [3]]) {
    await input.addData(...rows);
    await query.processAllAvailable();
  }
  expect(query.lastProgress!.sink).toMatchObject({ description: 'ForeachWriterTable' });
  await query.stop();
  expect(told).toEqual(wanted);
});

test('what a writer throws ends the query, after close heard of it', async () => {
  const told: unknown[] = [];
  const input = session.memoryStream('n', 'n INT');
  const writer = {
    process: () => {
      throw failure;
    },
    close: (error: unknown) => told.push(error),
  };
  const query = await input.toDF().writeStream.foreach(writer).start();
  await input.addData(1);
  await expect(query.awaitTermination()).rejects.toMatchObject({ condition: 'FOREACH_USER_FUNCTION_ERROR' });
  expect(query.exception!.message).toMatch(/foreach failed on batch 0: Error: no/);
  expect(told).toEqual([failure]);
});

test.each([null, {}, 7])('%j is no writer', (writer) => {
  const { writeStream } = session.memoryStream('n', 'n INT').toDF();
  expect(() => writeStream.foreach(writer as never)).toThrow(/foreach writer cannot be null/);
});
