import { defineSink } from '../../engine/spi/sink.ts';

/** Takes all rows and keeps none: for measuring a query by itself. */
export const noop = defineSink({
  name: 'noop',
  description: 'keeps nothing',
  options: [],
  modes: ['append', 'update', 'complete'],
  checkpointRequired: false,
  open: async () => ({
    description: 'NoopTable',
    guarantee: 'at-least-once',
    addBatch: async (_, batches) => batches.reduce((n, batch) => n + batch.length, 0),
    close: async () => {},
  }),
  write: async () => ({ add: async () => {}, commit: async () => {}, abort: async () => {} }),
});
