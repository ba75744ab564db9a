import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csv } from '../../connectors/files/formats/csv.ts';
import { json } from '../../connectors/files/formats/json.ts';
import { text } from '../../connectors/files/formats/text.ts';
import { fileSource } from '../../connectors/files/source.ts';
import { MemoryStreamData, memoryStream, memoryStreams } from '../../connectors/memory/memory-stream.ts';
import { rateMicroBatch } from '../../connectors/rate/micro-batch-source.ts';
import { rate } from '../../connectors/rate/source.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { sourceConformance, type SourceUnderTest } from './source-conformance.ts';

sourceConformance('rate', async () => {
  // Every look at this clock is a second later, so that there are rows at once.
  let seconds = 1000;
  const now = (): number => ++seconds * 1000;
  return {
    definition: rate,
    options: { rowsPerSecond: '5' },
    clock: { now, elapsed: now, sleepUntil: async () => undefined },
    rows: null,
    more: async () => void now(),
    wrong: [
      [{ rowsPerSecond: '0' }, /rowsPerSecond/],
      [{ rampUpTime: 'soon' }, /rampUpTime/],
    ],
  };
});

sourceConformance('rate-micro-batch', async () => ({
  definition: rateMicroBatch,
  options: { rowsPerBatch: '10' },
  rows: null,
  more: async () => undefined,
  wrong: [[{ rowsPerBatch: '-1' }, /rowsPerBatch/]],
}));

let streams = 0;
sourceConformance('memory stream', async () => {
  const stream = `conformance-${++streams}`;
  const data = new MemoryStreamData('numbers', parseSchema('id BIGINT, name STRING'));
  memoryStreams.set(stream, data);
  data.add(Array.from({ length: 20 }, (_, i) => [BigInt(i), `n${i}`]));
  return {
    definition: memoryStream,
    options: { stream },
    rows: 20,
    more: async () => void data.add([[100n, 'later']]),
    wrong: [[{ stream: 'nowhere' }, /nowhere/]],
  };
});

const lines: Readonly<Record<string, (id: number) => string>> = {
  json: (id) => `{"id":${id},"name":"n, ${id}"}\n`,
  csv: (id) => `${id},"n, ${id}"\n`,
  text: (id) => `line ${id}\n`,
};

for (const format of [json, csv, text]) sourceConformance(`${format.name} files`, () => filesOf(format));

async function filesOf(format: FormatDefinition): Promise<SourceUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-files-'));
  let files = 0;
  const write = async (): Promise<void> => {
    const path = join(folder, `${++files}${format.extension}`);
    const ids = Array.from({ length: 10 }, (_, i) => files * 100 + i);
    writeFileSync(path, ids.map(lines[format.name]!).join(''));
    utimesSync(path, files, files);
  };
  await write();
  await write();
  return {
    definition: fileSource(format),
    options: {},
    paths: [folder],
    ...(format.fixedSchema === null ? { schema: parseSchema('id BIGINT, name STRING') } : {}),
    rows: 20,
    more: write,
    wrong: [[{ maxFilesPerTrigger: 'all' }, /maxFilesPerTrigger/]],
  };
}
