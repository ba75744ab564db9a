import { Interner } from '../../engine/columnar/interner.ts';
import { internBatch } from '../../engine/columnar/intern-batch.ts';
import type { RecordBatch } from '../../engine/columnar/vector.ts';
import { defineSink, type SinkContext, type StreamSink } from '../../engine/spi/sink.ts';
import { AnalysisError } from '../../engine/types/errors.ts';

/** Keeps all rows as a table named like the query: for looking at results and for tests. */
export const memorySink = defineSink({
  name: 'memory',
  description: 'a table in memory, named like the query',
  options: [],
  modes: ['append', 'update', 'complete'],
  // The table is gone when the query ends: only a mode that gives all rows again can go on.
  recoverable: ['complete'],
  checkpointRequired: false,
  open: async (context) => {
    if (context.queryName === null) throw nameMissing();
    return new MemorySink(context);
  },
});

class MemorySink implements StreamSink {
  readonly description = 'MemorySink';
  readonly guarantee = 'at-least-once';
  private readonly context: SinkContext;
  /** The table outlives batches, so its texts lie in an interner of its own. */
  private readonly interner = new Interner();
  private batches: RecordBatch[] = [];
  private latest = -1;

  constructor(context: SinkContext) {
    this.context = context;
    context.publishTable(this.batches);
  }

  async addBatch(batchId: number, batches: readonly RecordBatch[]): Promise<number> {
    if (batchId <= this.latest) return 0;
    this.latest = batchId;
    const kept = batches.map((batch) => internBatch(batch, this.interner));
    this.batches = this.context.mode === 'complete' ? kept : [...this.batches, ...kept];
    this.context.publishTable(this.batches);
    return batches.reduce((n, batch) => n + batch.length, 0);
  }

  async close(): Promise<void> {}
}

const nameMissing = (): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1306',
    message: 'queryName must be specified for memory sink.',
    hint: 'Add .queryName("totals") before start().',
  });
