import { describe, expect, test } from 'vitest';
import { fetchSettings, type FetchSettings } from '../../connectors/kafka/fetch-settings.ts';
import { KafkajsPort } from '../../connectors/kafka/kafkajs-port.ts';
import { batchHeaders, HEADER_BYTES } from '../../connectors/kafka/record-batches.ts';
import { checkSums } from '../../connectors/kafka/record-checksums.ts';
import { testBroker } from './kafka-broker.ts';
import { makeTopic, numbered, send, testClient, testLink } from './kafka-topics.ts';

const broker = await testBroker();
const address = 'address' in broker ? broker.address : '';
const client = testClient(address);
const LARGE = 4 << 20;

/** A topic of three record batches of one record each. */
async function threeBatches(): Promise<string> {
  const topic = await makeTopic(client, 1);
  for (let i = 0; i < 3; i++) await send(client, topic, numbered(i, i + 1, 1));
  return topic;
}

async function fetched(topic: string, settings: Partial<FetchSettings>): Promise<{ bytes: Uint8Array; ms: number }> {
  const fetch = { ...fetchSettings({}, 10_000), ...settings };
  const port = new KafkajsPort({ ...testLink(address), committed: false, fetch });
  const place = { topic, partition: 0 };
  await port.offsets([{ ...place, at: 'latest' }]);
  const started = performance.now();
  const { bytes } = await port.fetch({ ...place, offset: 0, maxBytes: LARGE });
  await port.close();
  return { bytes, ms: performance.now() - started };
}

describe.skipIf('reason' in broker)(`fetches${'reason' in broker ? ` (skipped: ${broker.reason})` : ''}`, () => {
  test('an answer holds no more than mostBytes, but a whole record batch', async () => {
    const topic = await threeBatches();
    const count = async (mostBytes: number): Promise<number> =>
      [...batchHeaders((await fetched(topic, { mostBytes })).bytes)].length;
    const size = (await fetched(topic, {})).bytes.length / 3;
    expect([await count(LARGE), await count(2 * size), await count(size), await count(1), await count(0)]).toEqual([
      3, 2, 1, 1, 1,
    ]);
  });

  test('a broker waits for minBytes, but no longer than maxWaitMs', async () => {
    const topic = await threeBatches();
    const waiting = await fetched(topic, { minBytes: LARGE, maxWaitMs: 700 });
    expect(waiting.ms).toBeGreaterThan(650);
    expect([...batchHeaders(waiting.bytes)].length).toBe(3);
    expect((await fetched(topic, { minBytes: 1, maxWaitMs: 60_000 })).ms).toBeLessThan(30_000);
  });

  test('check sums are those of the broker, and tell of every byte that they cover', async () => {
    const topic = await threeBatches();
    const place = { topic, partition: 0 };
    const { bytes } = await fetched(topic, { checkCrcs: true });
    const [, second] = [...batchHeaders(bytes)];
    const start = second!.start - HEADER_BYTES;
    for (let at = start + 17; at < second!.end; at++) {
      const damaged = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 4 : byte));
      expect(() => checkSums(damaged, place), `byte ${at - start}`).toThrow(/begins at offset 1 is damaged/);
    }
  });
});

test.each([
  [{}, { mostBytes: Infinity, minBytes: 1, maxWaitMs: 500, checkCrcs: false }],
  [{ 'kafka.fetch.max.bytes': '9', 'kafka.max.partition.fetch.bytes': '8' }, { mostBytes: 8 }],
  [{ 'kafka.fetch.max.bytes': '7', 'kafka.max.partition.fetch.bytes': '8' }, { mostBytes: 7 }],
  [
    { 'kafka.fetch.min.bytes': '100', 'kafka.fetch.max.wait.ms': '250' },
    { minBytes: 100, maxWaitMs: 250 },
  ],
  // Longer would look like silence.
  [{ 'kafka.fetch.max.wait.ms': '60000' }, { maxWaitMs: 5_000 }],
  [{ 'kafka.check.crcs': 'TRUE' }, { checkCrcs: true }],
])('%o are settings', (options, settings) => {
  expect(fetchSettings(options, 10_000)).toMatchObject(settings);
});
