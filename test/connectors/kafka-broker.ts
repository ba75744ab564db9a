import { spawnSync } from 'node:child_process';
import { afterAll } from 'vitest';
import { hasKafkaJars, kafkaServer } from '../../kernel/cli/servers/kafka-server.ts';

/** A real broker for tests, or why there is none. */
export type TestBroker = { readonly address: string } | { readonly reason: string };

/** Starts the broker, or finds the one that runs. What `MILLRACE_REQUIRE` names must not be missing. */
export async function testBroker(): Promise<TestBroker> {
  const given = process.env['MILLRACE_KAFKA'];
  if (given !== undefined) return { address: given };
  const required = /\b(kafka|all)\b/.test(process.env['MILLRACE_REQUIRE'] ?? '');
  const missing = kafkaServer.needs.filter((name) => spawnSync(name, ['-version']).error !== undefined);
  const reason =
    missing.length > 0
      ? `no ${missing.join(' and no ')} on the path`
      : hasKafkaJars() || required || process.env['MILLRACE_FETCH'] === '1'
        ? null
        : "Kafka's jars are not here (MILLRACE_FETCH=1 fetches them)";
  if (reason === null) {
    // Who starts it ends it; a broker that runs already is left alone.
    if ((await kafkaServer.status()) === null) afterAll(async () => void (await kafkaServer.down()), 30_000);
    return { address: await kafkaServer.up(() => undefined) };
  }
  if (required) throw new Error(`MILLRACE_REQUIRE names kafka, but there is none: ${reason}.`);
  console.log(`Kafka tests are skipped: ${reason}.`);
  return { reason };
}
