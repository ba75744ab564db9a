import { kafkajsClient } from '../../../connectors/kafka/kafkajs-client.ts';

/** Whether a broker answers and knows itself: an open port alone is too early. */
export async function canReachKafka(port: number): Promise<boolean> {
  const kafka = kafkajsClient({
    clientId: 'millrace-servers',
    brokers: [`127.0.0.1:${port}`],
    connectionTimeout: 500,
    requestTimeout: 2000,
    retry: { retries: 0 },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
