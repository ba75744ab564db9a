import type { BatchFunction } from './data-stream-writer.ts';
import type { Row } from './rows.ts';

/**
 * Takes the rows of a query one by one, batch after batch. All of it may be asynchronous.
 *
 * Spark's `ForeachWriter`. A batch that comes again after a failure has the same `epochId`.
 */
export interface ForeachWriter {
  /**
   * Called before the rows of a batch.
   *
   * @param partitionId 0, as the engine has one partition
   * @param epochId the number of the batch
   * @returns false to skip its rows
   */
  open?(partitionId: number, epochId: number): unknown;
  process(row: Row): unknown;
  /** Called behind them, with what was thrown or null. */
  close?(error: unknown): unknown;
}

/** The function that gives a batch to a writer. */
export const batchesTo =
  (writer: ForeachWriter): BatchFunction =>
  async (batch, batchId) => {
    const isOpen = (await writer.open?.(0, batchId)) !== false;
    let failure: unknown = null;
    try {
      if (isOpen) for (const row of await batch.collect()) await writer.process(row);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      await writer.close?.(failure);
    }
  };
