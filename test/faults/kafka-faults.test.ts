import { describe, expect, test } from 'vitest';
import { kafkaPorts } from '../../kernel/cli/servers/kafka-server.ts';
import { testBroker } from '../connectors/kafka-broker.ts';
import { kafkaFaults } from './kafka-faults.ts';

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
