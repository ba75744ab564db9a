import { packBatch } from '../../columnar/transfer.ts';
import type { StreamSink } from '../../spi/sink.ts';
import type { StructType } from '../../types/data-type.ts';
import type { BackendEvents } from '../backend.ts';

/** Hands each batch to a function on the user's thread, as columns. */
export const foreachBatchSink = (ownerId: number, schema: StructType, events: BackendEvents): StreamSink => ({
  description: 'ForeachBatchSink',
  guarantee: 'at-least-once',
  addBatch: async (batchId, batches) => {
    const packed = batches.map((batch) => packBatch(batch, []));
    await events.callUser({ kind: 'foreachBatch', ownerId, batchId }, schema, packed);
    return -1;
  },
  close: async () => {},
});
