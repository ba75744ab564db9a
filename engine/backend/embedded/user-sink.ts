import { packBatch } from '../../columnar/transfer.ts';
import type { StreamSink } from '../../spi/sink.ts';
import type { StructType } from '../../types/data-type.ts';
import type { BackendEvents, QuerySpec } from '../backend.ts';

/** Hands each batch to code on the user's thread, as columns. */
export const userSink = (
  { ownerId, userSink: call }: Pick<QuerySpec, 'ownerId' | 'userSink'>,
  schema: StructType,
  events: BackendEvents,
): StreamSink => ({
  description: call === 'foreach' ? 'ForeachWriterTable' : 'ForeachBatchSink',
  guarantee: 'at-least-once',
  addBatch: async (batchId, batches) => {
    const packed = batches.map((batch) => packBatch(batch, []));
    await events.callUser({ kind: 'batch', ownerId, batchId }, schema, packed);
    return -1;
  },
  close: async () => {},
});
