import type { Admin } from 'kafkajs';

const WAIT_MS = 15_000;

/** Makes a topic and waits until the broker knows its leaders: right after its start a broker hears of them late. */
export async function createTopic(admin: Admin, topic: string, partitions: number): Promise<void> {
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: false });
  for (const started = performance.now(); ;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      if (topics[0]?.partitions.length === partitions && topics[0].partitions.every((p) => p.leader >= 0)) return;
    } catch (error) {
      if (performance.now() - started > WAIT_MS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
