import { defineSource } from '../../engine/spi/source.ts';
import { clientOptionSpecs } from './client-option-specs.ts';
import { SOURCE_OPTIONS } from './options.ts';
import type { CutRecords, RecordPart } from './record-parts.ts';

/** Topics of Apache Kafka: exact ranges of offsets, no consumer group. */
export const kafka = defineSource({
  name: 'kafka',
  description: 'topics of Apache Kafka',
  options: [...SOURCE_OPTIONS, ...clientOptionSpecs('source')],
  userSchema: 'refused',
  batch: async (context) => (await import('./readers.ts')).batchReader(context),
  stream: async (context) => (await import('./readers.ts')).streamReader(context),
  parts: (_, reader) => ({
    async *read(place, context) {
      const { rowsOfPart } = await import('./record-parts.ts');
      yield* rowsOfPart(reader as CutRecords, place as RecordPart, context);
    },
  }),
});
