import { createRequire } from 'node:module';
import type { Kafka as KafkaClient, KafkaConfig } from 'kafkajs';

const require = createRequire(import.meta.url);

interface RequestQueue {
  readonly throttledUntil: number;
  readonly pending: readonly unknown[];
}

/** A kafkajs client that writes no log of its own: what went wrong is told by the errors. */
export function kafkajsClient(config: KafkaConfig): KafkaClient {
  const { Kafka } = require('kafkajs') as typeof import('kafkajs');
  quietTimers();
  return new Kafka({ clientId: 'millrace', ...config, logCreator: () => () => undefined });
}

let quiet = false;

/**
 * An idle queue of kafkajs 2.2.4 looks at itself every millisecond, with a timer that Node 24 warns of because its time
 * lies before 1970. It has nothing to look at while no request waits.
 */
function quietTimers(): void {
  if (quiet) return;
  quiet = true;
  const { prototype } = require('kafkajs/src/network/requestQueue') as {
    prototype: { scheduleCheckPendingRequests(this: RequestQueue): void };
  };
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > 0) schedule.call(this);
  };
}
