import { kafkajsClient } from '../../connectors/kafka/kafkajs-client.ts';
import { orderEvents } from './generate/order-events.ts';
import { fraction, hostAndPort, wholeNumber } from './generate/read-values.ts';
import { sendEvents } from './generate/send-events.ts';
import { optionsOf } from './options.ts';
import type { Command } from './command.ts';

export const command: Command = {
  summary:
    'generate orders --kafka HOST:PORT [--topic orders] [--rate 5000] [--late 1%] [--seconds N] [--rows N] [--seed N] [--partitions N] [--start TIME]: fills a topic',
  async run(args) {
    const { values, words } = optionsOf(args, {
      kafka: 'text',
      topic: 'text',
      rate: 'text',
      late: 'text',
      seconds: 'text',
      rows: 'text',
      seed: 'text',
      partitions: 'text',
      start: 'text',
    });
    if (words[0] !== 'orders' || words.length > 1)
      throw new Error('millrace generate wants a kind of events; there are: orders.');
    if (values.kafka === undefined)
      throw new Error('millrace generate orders wants --kafka HOST:PORT; "millrace servers up kafka" starts a broker.');
    const topic = values.topic ?? 'orders';
    const rate = wholeNumber('rate', values.rate, 5000);
    const startMs = values.start === undefined ? Date.now() : Date.parse(values.start);
    if (Number.isNaN(startMs))
      throw new Error(`--start ${values.start} is no time. For example --start 2026-01-01T00:00:00Z.`);
    const seconds = values.seconds === undefined ? Infinity : wholeNumber('seconds', values.seconds, 1);
    const events = orderEvents({
      seed: wholeNumber('seed', values.seed, Math.floor(Math.random() * 2 ** 31), 0),
      late: fraction('late', values.late, 0),
      startMs,
      perSecond: rate,
    });
    const stopping = new AbortController();
    process.once('SIGINT', () => stopping.abort());
    process.once('SIGTERM', () => stopping.abort());
    const sent = await sendEvents({
      kafka: kafkajsClient({ brokers: [hostAndPort(values.kafka)], connectionTimeout: 3000, retry: { retries: 3 } }),
      address: values.kafka,
      topic,
      partitions: wholeNumber('partitions', values.partitions, 4),
      events,
      rate: values.rows !== undefined && values.rate === undefined ? Infinity : rate,
      rows: values.rows === undefined ? Infinity : wholeNumber('rows', values.rows, 1),
      seconds,
      signal: stopping.signal,
      say: (text) => console.error(text),
    });
    console.log(`${sent} rows sent to ${topic}`);
    return 0;
  },
};
