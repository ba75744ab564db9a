import { packBatch, unpackBatch } from '../../columnar/transfer.ts';
import type { CallUser } from '../../operators/batch-context.ts';
import { field, struct } from '../../types/data-type.ts';
import type { BackendEvents } from '../backend.ts';

/** Functions of the user's, called on the user's thread a block of rows at a time. */
export const callsOfUser =
  (events: BackendEvents): CallUser =>
  async (functionId, args, type) => {
    const answer = await events.callUser({ kind: 'udf', functionId }, args.schema, [packBatch(args, [])]);
    return unpackBatch(answer[0]!, struct([field('result', type)])).columns[0]!;
  };
