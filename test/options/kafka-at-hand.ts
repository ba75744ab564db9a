import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createTopic } from '../../kernel/cli/generate/create-topic.ts';
import { kafkaPorts } from '../../kernel/cli/servers/kafka-server.ts';
import { testBroker } from '../connectors/kafka-broker.ts';
import { send, testClient } from '../connectors/kafka-topics.ts';
import type { Options } from './kafka-runs.ts';

export const broker = await testBroker();
export const address = 'address' in broker ? broker.address : '';
export const client = testClient(address);
/** The port where a login is wanted. */
export const sasl = 'reason' in broker ? undefined : kafkaPorts()?.['sasl'];

/** Topics of the test by what texts below call them. */
const id = randomUUID().slice(0, 8);
export const NAMES: Record<string, string> = {
  $TOPIC: `options-${id}`,
  $OTHER: `options-${id}-other`,
  $GONE: `gone-${id}`,
  $ABORTED: `aborted-${id}`,
  $GROWS: `grows-${id}`,
  $TO: `to-${id}`,
  $COLUMN: `column-${id}`,
  $ID: id,
  $BROKER: address,
  $SASL: `127.0.0.1:${sasl}`,
  $NOBODY: '127.0.0.1:1',
};
export const named = (text: string): string => text.replace(/\$[A-Z]+/g, (name) => NAMES[name]!);
export const filled = (options: Options): Record<string, string> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, named(value)]));

/** The topic has 6 records in partition 0, ten milliseconds apart, and in between 4 in partition 1. */
export const T0 = 1_700_000_000_000;
export const ALL = '0:0,1,2,3,4,5 1:0,1,2,3';
export const at = (ms: number): string => String(T0 + ms);
export const times = (p0: number, p1: number): string => `{"$TOPIC":{"0":${p0},"1":${p1}}}`;

/** Makes the topics and fills them. */
export async function fillTopics(): Promise<void> {
  if ('reason' in broker) return;
  const admin = client.admin();
  await admin.connect();
  for (const [name, partitions] of [
    ['$TOPIC', 2],
    ['$OTHER', 1],
    ['$GONE', 1],
    ['$ABORTED', 1],
    ['$TO', 1],
    ['$COLUMN', 1],
    ['$GROWS', 1],
  ] as const)
    await createTopic(admin, NAMES[name]!, partitions);
  const records = (count: number, partition: number, from: number) =>
    Array.from({ length: count }, (_, i) => ({ value: 'v', partition, timestamp: at(from + 10 * i) }));
  await send(client, NAMES['$TOPIC']!, [...records(6, 0, 0), ...records(4, 1, 5)]);
  await send(client, NAMES['$OTHER']!, records(1, 0, 0));
  await send(client, NAMES['$GONE']!, records(6, 0, 0));
  await admin.deleteTopicRecords({ topic: NAMES['$GONE']!, partitions: [{ partition: 0, offset: '3' }] });
  await admin.disconnect();
  const producer = client.producer({ transactionalId: `options-${id}`, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const end of ['commit', 'abort'] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: NAMES['$ABORTED']!, messages: [{ value: end }] });
    await transaction[end]();
  }
  await producer.disconnect();
}

/** Takes connections and says nothing. */
const held = new Set<Socket>();
const silent = createServer((socket) => void held.add(socket.on('error', () => undefined)));

/** Makes it listen; its address is `$SILENT`. */
export async function openSilentServer(): Promise<void> {
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  NAMES['$SILENT'] = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
}

export function closeSilentServer(): void {
  for (const socket of held) socket.destroy();
  silent.close();
}
