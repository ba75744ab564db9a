import type { DataFrame } from '../../../index.ts';
import type { Events, NexmarkStreams } from './streams.ts';

/** One of Nexmark's queries, as calls of DataFrames that Spark takes too, and its answer computed the simple way. */
export interface NexmarkQuery {
  readonly id: string;
  readonly name: string;
  readonly mode: 'append' | 'update';
  /** Columns by which a later row takes the place of an earlier one; none where every row stands. */
  readonly keys?: readonly string[];
  /** Whether rows come when the watermark passes: later events are needed for the last of them. */
  readonly closes?: true;
  /** Columns whose values make folders, for a query that writes files. */
  readonly partitionBy?: readonly string[];
  /** Whether it reads the clock: it has one answer only where that stands still. */
  readonly readsClock?: true;
  /** Whether Spark runs it; not where a function of JavaScript keeps the state. */
  readonly inSpark: boolean;
  make(streams: NexmarkStreams): DataFrame;
  /** The rows that there are in the end, in any order: values as texts, as `CAST(... AS STRING)` writes them. */
  answer(events: Events): readonly (readonly (string | null)[])[];
}
