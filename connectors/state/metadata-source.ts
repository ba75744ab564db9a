import type { RecordBatch, Scalar } from '../../engine/columnar/vector.ts';
import { defineSource, type BatchReader, type ReadContext } from '../../engine/spi/source.ts';
import { parseSchema } from '../../engine/types/ddl.ts';
import { rowBlocks } from './row-blocks.ts';
import { checkpointOf } from './state-options.ts';
import { StoredCheckpoint } from './stored-checkpoint.ts';

const SCHEMA = parseSchema(
  'operatorId BIGINT, operatorName STRING, stateStoreName STRING, numPartitions INT, minBatchId BIGINT, maxBatchId BIGINT, operatorProperties STRING',
);
/** The state of an engine is not split. */
const PARTITIONS = 1;

/**
 * Which state a query keeps, out of its checkpoint: a row for each store of each operator.
 *
 * State Data Source Integration Guide of Structured Streaming, "State Metadata Source".
 */
export const stateMetadata = defineSource({
  name: 'state-metadata',
  description: 'the stateful operators of a query and their stores, out of its checkpoint',
  options: [{ name: 'path', description: 'the checkpointLocation of the query' }],
  userSchema: 'refused',
  async batch(context) {
    return new MetadataReader(new StoredCheckpoint(context.fileSystem, checkpointOf(context)));
  },
});

class MetadataReader implements BatchReader {
  readonly schema = SCHEMA;
  private readonly checkpoint: StoredCheckpoint;

  constructor(checkpoint: StoredCheckpoint) {
    this.checkpoint = checkpoint;
  }

  read(context: ReadContext): AsyncIterable<RecordBatch> {
    return rowBlocks(SCHEMA, this.rows(), context);
  }

  private async *rows(): AsyncGenerator<readonly Scalar[]> {
    const operators = await this.checkpoint.operators();
    const batches = await this.checkpoint.committed();
    const [min, max] = [batches[0] ?? -1, batches.at(-1) ?? -1].map(BigInt);
    for (const { name, state } of operators.toSorted((a, b) => a.state.operatorId - b.state.operatorId)) {
      const stores = new Set(state.views.flatMap((view) => view.storeName ?? []));
      for (const store of stores)
        yield [BigInt(state.operatorId), name, store, PARTITIONS, min, max, state.properties || null];
    }
  }
}
