/**
 * How the engine shows its queries to a viewer. The engine worker holds the rows; the kernel process asks for what it
 * wants to draw. Everything that crosses is plain structured-cloneable data.
 */

/** A value as JSON, exact for every SQL type (BIGINT, DECIMAL as text, TIMESTAMP as ISO text with microseconds). */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** One column of a result: its name and its type as Spark's `simpleString` (`struct<start:timestamp,end:timestamp>`). */
export interface ViewColumn {
  readonly name: string;
  readonly type: string;
}

/** What a query does right now. */
export type QueryState = 'starting' | 'running' | 'stopped' | 'failed';

/** An error ready to be shown: what, where, why and the cure, secrets already redacted. */
export interface ViewError {
  /** Spark's condition (`CAST_INVALID_INPUT`) or a class name. */
  readonly condition: string;
  readonly sqlState?: string;
  readonly message: string;
  /** The user's code that built the failing node, e.g. `cell [7], line 4`. */
  readonly where?: string;
  /** The source line of `where`. */
  readonly code?: string;
  /** The row that failed, as JSON. */
  readonly input?: string;
  readonly hint?: string;
  /** The batch that failed. */
  readonly batchId?: number;
  readonly atMs: number;
}

/** The phases of a batch, in milliseconds; keys are Spark's `durationMs` names. */
export type BatchDurations = Readonly<Record<string, number>>;

/** What one stateful operator did in one batch. */
export interface StateTrace {
  readonly op: string;
  readonly rows: number;
  readonly updated: number;
  readonly removed: number;
  readonly dropped: number;
  readonly bytes: number;
  /** Its own watermark after the batch in milliseconds, null when it has none. */
  readonly watermark: number | null;
  /** Rows by part of the state where it has several, such as the sides of a join. */
  readonly parts: readonly { readonly name: string; readonly rows: number }[];
  /** What its rows wait for, where that is no window's end: words that follow a comma. */
  readonly waits: string | null;
}

/** The watermark of one `withWatermark`, before the query takes one of several. */
export interface WatermarkTrace {
  readonly column: string;
  /** Milliseconds, null before its first event. */
  readonly watermark: number | null;
}

/** One input row of a batch, kept as an example of its fate. */
export interface SampleTrace {
  readonly id: number;
  /** What it is grouped by, the window left out; null when it reaches no group. */
  readonly key: string | null;
  /** Event time in milliseconds since the epoch, null without a watermark. */
  readonly eventMs: number | null;
  /** When its batch ran, milliseconds since the epoch. */
  readonly processedMs: number;
  readonly fate: 'kept' | 'late-kept' | 'dropped';
  /** The windows that hold it, [start, end) in milliseconds. */
  readonly windows: readonly (readonly [start: number, end: number])[];
}

/** The engine's record of one micro-batch: the one thing that every live and teaching view is drawn from. */
export interface BatchTrace {
  readonly batchId: number;
  /** When the trigger fired and when the batch ended, milliseconds since the epoch. */
  readonly triggerMs: number;
  readonly endMs: number;
  /** One entry a source: description, start and end offset as JSON text (start null in the first batch). */
  readonly offsets: readonly { readonly source: string; readonly start: string | null; readonly end: string | null }[];
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Rows dropped because they came after the watermark, summed over operators. */
  readonly rowsDropped: number;
  /** Rows behind the newest event time that were still accepted. */
  readonly rowsLateKept: number;
  /** Malformed input rows. */
  readonly rowsMalformed: number;
  /** Rows that wait in the sources, null when a source cannot tell. */
  readonly rowsBehind: number | null;
  /** Watermark in milliseconds used by this batch and by the next; null when the query has none. */
  readonly watermarkBefore: number | null;
  readonly watermarkAfter: number | null;
  /** What each `withWatermark` would have after the batch. */
  readonly watermarks: readonly WatermarkTrace[];
  /** Newest event time seen so far, milliseconds. */
  readonly maxEventMs: number | null;
  readonly durations: BatchDurations;
  readonly state: readonly StateTrace[];
  readonly sample: readonly SampleTrace[];
}

/** Everything about a query that a header shows. */
export interface QueryView {
  readonly queryId: string;
  readonly runId: string;
  readonly name: string | null;
  readonly state: QueryState;
  readonly outputMode: string;
  /** `every 2 s`, `as fast as possible`, `manual`, `available now`. */
  readonly trigger: string;
  readonly triggerMs: number | null;
  /** The watermark's delay in milliseconds, null when the query has none. */
  readonly watermarkDelayMs: number | null;
  /** The session's zone when the query began: in it times are shown. */
  readonly timeZone: string;
  readonly columns: readonly ViewColumn[];
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly batches: number;
  readonly totalIn: number;
  readonly totalOut: number;
  readonly totalDropped: number;
  readonly totalLateKept: number;
  readonly totalMalformed: number;
  readonly inputRowsPerSecond: number;
  readonly outputRowsPerSecond: number;
  /** What it waits for outside, or why nothing comes out, one sentence; null when rows do, or wait for the next window to close. */
  readonly why: string | null;
  /** End of the earliest open window in milliseconds. */
  readonly nextWindowEndMs: number | null;
  readonly checkpoint: string | null;
  readonly error: ViewError | null;
}

/** What the engine tells without being asked. */
export type ViewEvent =
  | { readonly kind: 'batch'; readonly query: QueryView; readonly trace: BatchTrace }
  | { readonly kind: 'state'; readonly query: QueryView };

/** The order and the selection of rows that a page wants. */
export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly sort?: { readonly column: number; readonly descending: boolean };
  /** Case-insensitive text that some cell of a row must contain. */
  readonly filter?: string;
}

/** One page of a query's current result, all of one batch. */
export interface Page {
  readonly batchId: number;
  readonly columns: readonly ViewColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  /** Rows held for display, after the filter and before paging. */
  readonly total: number;
  /** Rows that came out but are no longer held (the ring is bounded). */
  readonly forgotten: number;
}

/** What a viewer asks of the engine; each is answered by a promise. */
export interface ViewRequests {
  /** The query and its last traces (at most 120), or null when the engine does not know it. */
  query(queryId: string): Promise<{ query: QueryView; traces: readonly BatchTrace[] } | null>;
  page(queryId: string, page: PageRequest): Promise<Page | null>;
  stop(queryId: string): Promise<void>;
  /** Starts a failed or stopped query again from its last committed batch; answers the new run's `queryId` if it differs. */
  restart(queryId: string): Promise<string | void>;
  list(): Promise<readonly QueryView[]>;
}

/** The engine's end: it publishes events and answers requests. */
export interface ViewPort {
  publish(event: ViewEvent): void;
  /** Registers the one object that answers the viewer. */
  serve(requests: ViewRequests): void;
}

/** The viewer's end of the same port. */
export interface ViewClient extends ViewRequests {
  onEvent(listener: (event: ViewEvent) => void): () => void;
}
