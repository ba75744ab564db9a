import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { sinks, sources } from '../../connectors/index.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { ManualClock } from '../../engine/runtime/manual-clock.ts';
import type { ViewEvent } from '../../engine/spi/view-port.ts';
import { inlineSession } from '../stream/inline-session.ts';

type Options = Readonly<Record<string, string>>;
type Read = (options: Options) => Promise<string>;

/** What a stream shows in its first seconds: its own name, then the values and times of its rows. */
const streamed =
  (format: string, always: Options = {}): Read =>
  async (options) => {
    const { session, clock } = await inlineSession();
    try {
      const query = await session.readStream
        .format(format)
        .options({ ...always, ...options })
        .load()
        .writeStream.format('memory')
        .queryName('rows')
        .trigger({ manual: true })
        .start();
      await query.step();
      for (let second = 0; second < 3; second++) {
        clock.advance(1000);
        await query.step();
      }
      const rows = await session.table('rows').collect();
      return `${query.lastProgress?.sources[0]?.description} ${rows.map((row) => Object.values(row).join(' ')).join(', ')}`;
    } catch (error) {
      return (error as { condition: string }).condition;
    } finally {
      await session.stop();
    }
  };

/** The lines that come from whom the options name; none of them names nobody. */
async function fromSocket(options: Options): Promise<string> {
  const servers = await Promise.all(
    ['one', 'two'].map(async (line) => {
      const server = createServer((socket) => socket.end(`${line}\n`));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => String((server.address() as AddressInfo).port));
  const { session } = await inlineSession();
  const given = Object.fromEntries(Object.entries(options).map(([name, v]) => [name, v === 'two' ? ports[1]! : v]));
  try {
    const df = session.readStream
      .format('socket')
      .options({ host: '127.0.0.1', port: ports[0]!, ...given })
      .load();
    const query = await df.writeStream.format('memory').queryName('lines').start();
    let lines: unknown[] = [];
    while (lines.length === 0 && query.isActive) {
      await query.processAllAvailable();
      lines = (await session.table('lines').collect()).map((row) => row['value']);
    }
    return `${(await df.columns()).join(' ')}: ${lines.join(' ')}`;
  } catch (error) {
    return (error as { condition: string }).condition;
  } finally {
    await session.stop();
    for (const server of servers) server.close();
  }
}

async function printed(options: Options): Promise<string> {
  const texts: string[] = [];
  const definition = sinks.find(({ name }) => name === 'console')!;
  const { session } = await inlineSession();
  try {
    const batch = await session.createDataFrame([['a'.repeat(30)], ['b']], 'text STRING').schema();
    const { batchOf } = await import('../../engine/columnar/vector-builder.ts');
    const sink = await definition.open({
      options,
      path: null,
      queryId: 'q',
      lastBatchId: -1,
      queryName: null,
      schema: batch,
      mode: 'append',
      partitionBy: [],
      fileSystem: nodeFileSystem(),
      clock: new ManualClock(0),
      timeZone: 'UTC',
      print: (text) => void texts.push(text),
      publishTable: () => undefined,
      waiting: () => undefined,
    });
    const rows = batchOf(batch, [['a'.repeat(30)], ['b']]);
    await sink.addBatch(0, [rows], new AbortController().signal);
    return texts.join('');
  } catch (error) {
    return (error as { condition: string }).condition;
  } finally {
    await session.stop();
  }
}

interface Walk {
  readonly read: Read;
  /** Values of each option that must change what is read or printed. */
  readonly values: Readonly<Record<string, string>>;
  /** Values that make no sense, where not every text does. */
  readonly refused: Readonly<Record<string, string>>;
}

const WALKS: Readonly<Record<string, Walk>> = {
  rate: {
    read: streamed('rate'),
    values: { rowsPerSecond: '3', rampUpTime: '2s', numPartitions: '4' },
    refused: { rowsPerSecond: '0', rampUpTime: 'soon', numPartitions: 'x' },
  },
  'rate-micro-batch': {
    read: streamed('rate-micro-batch', { rowsPerBatch: '1' }),
    values: { rowsPerBatch: '2', startTimestamp: '5000', advanceMillisPerBatch: '10', numPartitions: '4' },
    refused: { rowsPerBatch: 'x', startTimestamp: '-1', advanceMillisPerBatch: '-1', numPartitions: '0' },
  },
  socket: {
    read: fromSocket,
    values: { host: '127.0.0.2', port: 'two', includeTimestamp: 'true' },
    refused: { port: '0', includeTimestamp: 'maybe' },
  },
  console: { read: printed, values: { numRows: '1', truncate: 'false' }, refused: { numRows: 'x', truncate: 'maybe' } },
};

/** Others are walked elsewhere: files in file-options.test.ts, Kafka in kafka-options.test.ts, state in test/connectors/state. */
const ELSEWHERE: readonly string[] = [
  'json',
  'csv',
  'text',
  'binaryFile',
  'kafka',
  'memory-stream',
  'statestore',
  'state-metadata',
];

test('every connector with options is walked', () => {
  for (const { name, options } of [...sources, ...sinks]) {
    if (options.length === 0 || ELSEWHERE.includes(name)) continue;
    expect(Object.keys(WALKS[name]?.values ?? {}), name).toEqual(options.map((option) => option.name));
  }
});

for (const [name, { read, values, refused }] of Object.entries(WALKS)) {
  test.each(Object.entries(values))(`${name}: %s = %s has its effect`, async (option, value) => {
    const plain = await read({});
    const changed = await read({ [option]: value });
    expect(changed).not.toBe(plain);
    if (option !== 'host') expect(changed).not.toMatch(/^[A-Z_]+$/);
  });

  test.each(Object.entries(refused))(`${name}: %s = %s is refused`, async (option, value) => {
    expect(await read({ [option]: value })).toMatch(/^(INVALID_OPTION|_LEGACY_ERROR_TEMP_\d+|[A-Z_.]+)$/);
  });
}

test('the notice of an inferred schema is told once, however often the read is looked at', async () => {
  const told: string[] = [];
  const { sessionOn } = await import('../stream/inline-session.ts');
  const log = console.log;
  console.log = (text: string) => void told.push(text);
  try {
    const onEvent = (_: ViewEvent): void => undefined;
    const session = await sessionOn(new ManualClock(0), nodeFileSystem(), onEvent);
    const folder = nodeFileSystem().temporaryDirectory('millrace-notice-');
    nodeFileSystem().writeAtomic(`${folder}/a.json`, '{"a":1}\n');
    const df = session.read.json(folder);
    await df.schema();
    await df.count();
    await df.filter('a > 0').collect();
    await session.read.json(folder).count();
    nodeFileSystem().writeAtomic(`${folder}/a.json`, '{"a":"x"}\n');
    await session.read.json(folder).count();
    await session.stop();
  } finally {
    console.log = log;
  }
  expect(told.filter((text) => text.includes('inferred')).length).toBe(2);
});
