import { describe, expect, test } from 'vitest';
import { KafkajsPort, type KafkajsPortOptions } from '../../connectors/kafka/kafkajs-port.ts';
import { sourcePatience } from '../../connectors/kafka/patience.ts';
import { batchHeaders } from '../../connectors/kafka/record-batches.ts';
import { kafkaPorts } from '../../kernel/cli/servers/kafka-server.ts';
import { testBroker } from '../connectors/kafka-broker.ts';
import { makeTopic, testClient, testLink } from '../connectors/kafka-topics.ts';
import { kafkaFaults } from './kafka-faults.ts';
import { KafkaProxy } from './kafka-proxy.ts';

const broker = await testBroker();
const reason =
  'reason' in broker ? broker.reason : kafkaPorts()?.['proxy'] === undefined ? 'its broker knows no proxy' : null;
const SEED = 20261127;

describe.skipIf(reason !== null)(`a network that fails${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test('loses and doubles no record of Kafka, and the query says what it waits for', { timeout: 90_000 }, async () => {
    const said: string[] = [];
    const count = await kafkaFaults({ seed: SEED, cuts: 6, silenceMs: 2_500, say: (text) => said.push(text) });
    expect(count, said.join('\n')).toEqual({ tries: 18, lost: 0, doubled: 0, wrong: 0, hung: 0, unclear: 0 });
  });
});

describe.skipIf(reason !== null)(`a connection to Kafka${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const link = (): KafkajsPortOptions => ({
    ...testLink(`127.0.0.1:${kafkaPorts()!['proxy']}`),
    patience: sourcePatience({ 'kafkaConsumer.pollTimeoutMs': '1000' }),
    committed: false,
  });

  test('that was slow for longer than a query waits and then breaks is made again', async () => {
    const topic = await makeTopic(
      testClient(`127.0.0.1:${kafkaPorts()!['plain']}`),
      1,
      Array.from({ length: 200 }, () => ({ value: 'v'.repeat(1000), partition: 0 })),
    );
    const place = { topic, partition: 0 };
    const proxy = await KafkaProxy.open(kafkaPorts()!['proxy']!, kafkaPorts()!['proxied']!);
    const port = new KafkajsPort(link());
    try {
      await port.offsets([{ ...place, at: 'latest' }]);
      proxy.bytesPerSecond = 80_000;
      proxy.cuts.push({ api: 'fetch', after: 0.95, how: 'reset' });
      const started = performance.now();
      const { bytes } = await port.fetch({ ...place, offset: 0, maxBytes: 4 << 20 });
      expect(proxy.made).toBe(1);
      expect(performance.now() - started).toBeGreaterThan(1_500);
      expect([...batchHeaders(bytes)][0]!.recordCount).toBe(200);
    } finally {
      await port.close();
      await proxy.refuse();
    }
  }, 30_000);

  test('that was closed is not made again by who still asks', async () => {
    const proxy = await KafkaProxy.open(kafkaPorts()!['proxy']!, kafkaPorts()!['proxied']!);
    const port = new KafkajsPort(link());
    try {
      expect((await port.topics()).length).toBeGreaterThan(0);
      await port.close();
      await expect(port.topics()).rejects.toThrow('the connection to Kafka was closed');
      await expect.poll(() => proxy.connections).toBe(0);
    } finally {
      await proxy.refuse();
    }
  });
});
