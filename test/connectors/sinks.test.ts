import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { consoleSink } from '../../connectors/console/sink.ts';
import { csv } from '../../connectors/files/formats/csv.ts';
import { json } from '../../connectors/files/formats/json.ts';
import { text } from '../../connectors/files/formats/text.ts';
import { fileSink } from '../../connectors/files/sink.ts';
import { memorySink } from '../../connectors/memory/sink.ts';
import { noop } from '../../connectors/noop/sink.ts';
import { scalarRows } from '../../engine/columnar/vector.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { sinkConformance, type SinkPlace } from './sink-conformance.ts';

sinkConformance('noop', { definition: noop, read: async () => null });

sinkConformance('memory', {
  definition: memorySink,
  read: async ({ published }) => published.flatMap((batch) => [...scalarRows(batch)].map((row) => Number(row[0]))),
});

sinkConformance('console', {
  definition: consoleSink,
  read: async ({ printed }) => [...printed.join('\n').matchAll(/^\|\s*(\d+)\|/gm)].map(([, id]) => Number(id)),
});

for (const format of [json, csv])
  sinkConformance(`${format.name} files`, {
    definition: fileSink(format),
    read: (place) => readBack(place, format.name),
  });

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
