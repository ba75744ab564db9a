import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { text } from '../../connectors/files/formats/text.ts';
import { sinks } from '../../connectors/index.ts';
import type { DataStreamWriter } from '../../engine/api/data-stream-writer.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import type { StreamingQuery } from '../../engine/api/streaming-query.ts';
import { scalarRows } from '../../engine/columnar/vector.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { sinkConformance, type SinkPlace, type SinkUnderTest } from './sink-conformance.ts';

const underTest: Readonly<Record<string, Pick<SinkUnderTest, 'read' | 'schema' | 'row'>>> = {
  noop: { read: async () => null },
  memory: {
    read: async ({ published }) => published.flatMap((batch) => [...scalarRows(batch)].map((row) => Number(row[0]))),
  },
  console: {
    read: async ({ printed }) => [...printed.join('\n').matchAll(/^\|\s*(\d+)\|/gm)].map(([, id]) => Number(id)),
  },
  json: { read: (place) => readBack(place, 'json') },
  csv: { read: (place) => readBack(place, 'csv') },
  text: {
    schema: parseSchema('value STRING'),
    row: (id) => [String(id)],
    read: async ({ folder }) => {
      const found = (await sessionOn(systemClock, nodeFileSystem())).read.text(folder);
      return (await found.collect()).map((row) => Number(row['value']));
    },
  },
};
const ELSEWHERE: Readonly<Record<string, string>> = { kafka: 'needs a broker: kafka-queries.test.ts' };

for (const definition of sinks.filter((sink) => !(sink.name in ELSEWHERE))) {
  const under = underTest[definition.name];
  if (under !== undefined) sinkConformance(definition.name, { definition, ...under });
  else
    test(`${definition.name} has rows to be tested with`, () =>
      expect.fail(`Add ${definition.name} to the table above.`));
}

/** What a reader of the folder sees, Spark too: only files that the log names. */
async function readBack({ folder }: SinkPlace, format: string): Promise<number[]> {
  const session = await sessionOn(systemClock, nodeFileSystem());
  const found = session.read.format(format).schema('id BIGINT, name STRING').load(folder);
  return (await found.collect()).map((row) => {
    expect(row['name']).toBe(`row "${Number(row['id'])}", ${Number(row['id'])}`);
    return Number(row['id']);
  });
}

test('the log of a file sink is written anew in every tenth batch, as in Spark', async () => {
  const session = await sessionOn(systemClock, nodeFileSystem());
  const folder = nodeFileSystem().temporaryDirectory('millrace-sink-log-');
  const stream = session.memoryStream('numbers', 'value STRING');
  const query = await stream
    .toDF()
    .writeStream.format('text')
    .option('checkpointLocation', join(folder, 'checkpoint'))
    .start(join(folder, 'out'));
  for (let i = 0; i < 12; i++) {
    await stream.addData(`line ${i}`);
    await query.processAllAvailable();
  }
  await query.stop();
  const names = readdirSync(join(folder, 'out', '_spark_metadata')).filter((name) => !name.startsWith('.'));
  expect(names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).slice(-3)).toEqual([
    '9.compact',
    '10',
    '11',
  ]);
  expect(await session.read.text(join(folder, 'out')).count()).toBe(12);
  expect(text.extension).toBe('.txt');
});

describe('the log of a file sink', () => {
  const writer = (session: MillraceSession, folder: string, checkpoint: string): DataStreamWriter =>
    session
      .memoryStream('numbers', 'n INT')
      .toDF()
      .writeStream.format('json')
      .option('checkpointLocation', join(folder, checkpoint))
      .trigger({ availableNow: true });

  /** A folder with the output of twelve batches. */
  async function written(session: MillraceSession): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-sink-log-'));
    const numbers = session.memoryStream('numbers', 'n INT');
    const query = await numbers
      .toDF()
      .writeStream.format('json')
      .option('checkpointLocation', join(folder, 'checkpoint'))
      .start(join(folder, 'out'));
    for (let n = 0; n < 12; n++) {
      await numbers.addData(n);
      await query.processAllAvailable();
    }
    await query.stop();
    return folder;
  }

  test('refuses a query that would take the batches of another for its own', async () => {
    const session = await sessionOn(systemClock, nodeFileSystem());
    const folder = await written(session);
    await expect(writer(session, folder, 'another').start(join(folder, 'out'))).rejects.toMatchObject({
      condition: 'SINK_OF_ANOTHER_QUERY',
      message: expect.stringContaining(join(folder, 'out')),
    });
    rmSync(join(folder, 'checkpoint'), { recursive: true });
    await expect(writer(session, folder, 'checkpoint').start(join(folder, 'out'))).rejects.toMatchObject({
      condition: 'SINK_OF_ANOTHER_QUERY',
    });
    await session.stop();
    rmSync(folder, { recursive: true });
  });

  test('refuses the batch of a query beside which another writes into the same folder', async () => {
    const session = await sessionOn(systemClock, nodeFileSystem());
    const folder = mkdtempSync(join(tmpdir(), 'millrace-sink-log-'));
    const numbers = session.memoryStream('numbers', 'n INT');
    const start = (checkpoint: string): Promise<StreamingQuery> =>
      numbers
        .toDF()
        .writeStream.format('json')
        .option('checkpointLocation', join(folder, checkpoint))
        .start(join(folder, 'out'));
    const queries = [await start('a'), await start('b')];
    await numbers.addData(1);
    const ends = await Promise.allSettled(queries.map((query) => query.processAllAvailable()));
    const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
    expect(failed).toMatchObject([{ condition: 'SINK_OF_ANOTHER_QUERY' }]);
    await session.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(['9.compact', '10', '11'])(
    'is refused by whoever reads the folder when its %s is deleted, cut or changed',
    async (name) => {
      const session = await sessionOn(systemClock, nodeFileSystem());
      const folder = await written(session);
      const path = join(folder, 'out', '_spark_metadata', name);
      const text = readFileSync(path, 'utf8');
      const read = (): Promise<number> => session.read.schema('n INT').json(join(folder, 'out')).count();
      expect(await read()).toBe(12);
      const damages = [
        '',
        'v1',
        'v2' + text.slice(2),
        text.slice(0, -1),
        text.replace('"size":', '"size":1'),
        `${text}\n{}`,
      ];
      for (const damaged of damages) {
        writeFileSync(path, damaged);
        await expect(read(), JSON.stringify(damaged)).rejects.toThrow(path);
      }
      rmSync(path);
      await expect(read()).rejects.toThrow(path);
      writeFileSync(path, text);
      expect(await read()).toBe(12);
      await session.stop();
      rmSync(folder, { recursive: true });
    },
  );
});
