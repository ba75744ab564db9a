import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { binaryFile } from '../../connectors/files/formats/binary-file.ts';
import { csv } from '../../connectors/files/formats/csv.ts';
import { json } from '../../connectors/files/formats/json.ts';
import { text } from '../../connectors/files/formats/text.ts';
import { fileSource } from '../../connectors/files/source.ts';
import { sources } from '../../connectors/index.ts';
import { MemoryStreamData, memoryStream, memoryStreams } from '../../connectors/memory/memory-stream.ts';
import { rateMicroBatch } from '../../connectors/rate/micro-batch-source.ts';
import { rate } from '../../connectors/rate/source.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { sourceConformance, type SourceUnderTest } from './source-conformance.ts';

const rates = async (): Promise<SourceUnderTest> => {
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
};

const rateBatches = async (): Promise<SourceUnderTest> => ({
  definition: rateMicroBatch,
  options: { rowsPerBatch: '10' },
  rows: null,
  more: async () => undefined,
  wrong: [[{ rowsPerBatch: '-1' }, /rowsPerBatch/]],
});

let streams = 0;
const memoryRows = async (): Promise<SourceUnderTest> => {
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
};

const lines: Readonly<Record<string, (id: number) => string>> = {
  json: (id) => `{"id":${id},"name":"n, ${id}"}\n`,
  csv: (id) => `${id},"n, ${id}"\n`,
  text: (id) => `line ${id}\n`,
  binaryFile: (id) => `${id}`,
};

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

const underTest: Readonly<Record<string, () => Promise<SourceUnderTest>>> = {
  rate: rates,
  'rate-micro-batch': rateBatches,
  'memory-stream': memoryRows,
  json: () => filesOf(json),
  csv: () => filesOf(csv),
  text: () => filesOf(text),
  binaryFile: async () => ({ ...(await filesOf(binaryFile)), rows: 2 }),
};
const ELSEWHERE: Readonly<Record<string, string>> = {
  kafka: 'needs a broker: kafka.test.ts',
  socket: 'what it read once is gone: socket.test.ts',
  statestore: 'is no stream: state/',
  'state-metadata': 'is no stream: state/',
};

for (const { name } of sources.filter((source) => !(source.name in ELSEWHERE))) {
  const make = underTest[name];
  if (make !== undefined) sourceConformance(name, make);
  else test(`${name} has data to be tested with`, () => expect.fail(`Add ${name} to the table above.`));
}
