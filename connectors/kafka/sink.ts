import { defineSink } from '../../engine/spi/sink.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { clientOptionSpecs } from './client-option-specs.ts';

/** Rows as records of Kafka: `value`, and `key`, `topic`, `partition`, `headers` where there are such columns. */
export const kafkaSink = defineSink({
  name: 'kafka',
  description: 'topics of Apache Kafka',
  options: [
    { name: 'topic', description: 'the topic of all rows; without it the column topic names one for each' },
    { name: 'includeHeaders', description: 'kept for Spark, with a notice: a column headers is always written' },
    ...clientOptionSpecs('sink'),
  ],
  modes: ['append', 'update', 'complete'],
  checkpointRequired: true,
  open: async (context) => new (await import('./writer.ts')).KafkaSink(context),
  async write({ mode, ...context }) {
    if (mode === 'overwrite' || mode === 'ignore') throw onlyAdds(mode);
    const { KafkaSink } = await import('./writer.ts');
    const sink = new KafkaSink({ ...context, waiting: () => undefined });
    const { signal } = new AbortController();
    return {
      add: async (batch) => void (await sink.addBatch(0, [batch], signal)),
      commit: () => sink.close(),
      abort: () => sink.close(),
    };
  },
});

/** As Spark's: `KafkaSourceProvider.createRelation`. */
const onlyAdds = (mode: string): AnalysisError =>
  new AnalysisError({
    condition: 'java.lang.IllegalArgumentException',
    message: `Save mode ${mode} not allowed for Kafka. Allowed save modes are append and error.`,
    hint: 'A topic is only added to: use .mode("append").',
  });
