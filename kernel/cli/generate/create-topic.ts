import type { Admin } from 'kafkajs';

const WAIT_MS = 15_000;

/** Makes a topic and waits until its leaders answer: right after its start a broker hears of them late. */
export async function createTopic(admin: Admin, topic: string, partitions: number): Promise<void> {
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }], waitForLeaders: false });
  for (const started = performance.now(); ;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const known = topics[0]?.partitions.filter((p) => p.leader >= 0) ?? [];
      // A leader in the metadata may not have its log yet; only its own answer says so.
      if (known.length === partitions && (await admin.fetchTopicOffsets(topic)).length === partitions) return;
    } catch (error) {
      if (performance.now() - started > WAIT_MS) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
