/**
 * What the kernel and a view in a page say to each other over a comm, and what a saved notebook holds of a view. All
 * texts are made by the kernel and ready to be shown; a view puts them into text nodes and never parses them.
 */
import type { QueryState, ViewColumn } from '../../engine/spi/view-port.ts';

export const MIME = 'application/vnd.millrace.stream.v1+json';
export const COMM_TARGET = 'millrace.stream.v1';

/** Most unacknowledged frames a view may have; a newer frame replaces the one that waits. */
export const CREDIT = 2;

export type Tab = 'table' | 'chart' | 'batches';

/** A piece of a sentence with its emphasis. */
export interface Span {
  readonly text: string;
  readonly tone?: 'strong' | 'code' | 'warn' | 'bad';
}

/** One figure of the header: a label, values with units, the history for a sparkline, a longer explanation. */
export interface Metric {
  readonly label: string;
  readonly spans: readonly Span[];
  readonly spark?: readonly number[];
  readonly title: string;
}

/** Everything above the tabs, for one batch. */
export interface Head {
  readonly name: string;
  readonly state: QueryState;
  readonly tone: 'ok' | 'warn' | 'bad' | 'off';
  readonly batchId: number | null;
  /** `running · batch 42 · every 2 s` */
  readonly line: string;
  readonly warning: string | null;
  readonly metrics: readonly Metric[];
  readonly why: readonly Span[];
  readonly outputMode: string;
}

/** A failed query: condition, message, place and cure. */
export interface ErrorModel {
  readonly condition: string;
  readonly message: readonly Span[];
  readonly where: string | null;
  readonly hint: readonly Span[];
  readonly restartLabel: string;
}

/** A cell's text; null for SQL NULL; with the exact value where the text is shortened or rounded. */
export type Cell = string | null | { readonly text: string; readonly exact: string };

export interface ColumnHead {
  readonly name: string;
  readonly type: string;
  readonly align: 'left' | 'right';
}

/** One page of rows, ready to be drawn. */
export interface TableModel {
  readonly columns: readonly ColumnHead[];
  /** Columns of the result that are not sent because there are too many. */
  readonly hiddenColumns: number;
  readonly rows: readonly (readonly Cell[])[];
  /** The columns whose cells name a row between frames; none when only its position does. */
  readonly keyColumns: readonly number[];
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
  readonly forgotten: number;
  readonly sort: { readonly column: number; readonly descending: boolean } | null;
  readonly filter: string;
}

/** A Vega-Lite spec whose data set is named `rows`. */
export interface ChartModel {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly note: string;
  /** Why there is no chart, for people; null when there is one. */
  readonly problem: string | null;
}

export type ChartRow = Readonly<Record<string, unknown>>;

/** The phases a batch is split into, in drawing order. */
export const PHASES = ['read', 'compute', 'state + log', 'sink'] as const;

/** What a stateful operator holds after a batch. */
export interface OperatorFigures {
  readonly name: string;
  /** `12,000 rows (left 7,000, right 5,000) · 3.1 MB` */
  readonly holds: string;
  /** `+120 −40, 3 dropped` */
  readonly changes: string;
  readonly watermark: string | null;
}

/** One micro-batch of the timeline. */
export interface BatchBar {
  readonly batchId: number;
  readonly ms: number;
  /** Milliseconds of each of `PHASES`. */
  readonly phases: readonly number[];
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly dropped: number;
  readonly lateKept: number;
  readonly malformed: number;
  readonly stateRows: number;
  /** Each operator with a state, from the top of the plan down. */
  readonly operators: readonly OperatorFigures[];
  readonly offsets: string;
  readonly watermark: string | null;
  readonly at: string;
}

/** What a view looks like at one batch: the content of a `state` message and of a frame. */
export interface ViewFrame {
  readonly batchId: number | null;
  readonly head: Head;
  readonly table: TableModel;
  /** Absent when the view does not look at its chart. */
  readonly chartRows?: readonly ChartRow[];
  /** Batches that this view has not been told of. */
  readonly bars: readonly BatchBar[];
}

/** Kernel to view. */
export type KernelMessage =
  | {
      readonly type: 'state';
      readonly seq: number;
      readonly runId: string;
      readonly frame: ViewFrame;
      readonly chart: ChartModel | null;
      readonly error: ErrorModel | null;
      readonly triggerMs: number | null;
    }
  /** `hold` marks the last frame before a pause. */
  | { readonly type: 'frame'; readonly seq: number; readonly frame: ViewFrame; readonly hold?: boolean }
  | { readonly type: 'metrics'; readonly seq: number; readonly head: Head; readonly bars: readonly BatchBar[] }
  | { readonly type: 'gone'; readonly queryId: string }
  /** Something asked by the reader did not work. */
  | { readonly type: 'notice'; readonly text: string }
  /** The output to keep in the notebook's file, for a page whose display ids were lost by a reload. */
  | { readonly type: 'snapshot'; readonly bundle: Readonly<Record<string, unknown>> };

/** View to kernel: a closed list of commands, no code. */
export type ViewMessage =
  | { readonly type: 'ack'; readonly seq: number; readonly drawMs?: number }
  | { readonly type: 'stop' }
  | { readonly type: 'restart' }
  | { readonly type: 'page'; readonly offset: number; readonly limit?: number }
  | { readonly type: 'sort'; readonly column: number | null; readonly descending: boolean }
  | { readonly type: 'filter'; readonly text: string }
  | { readonly type: 'mode'; readonly tab: Tab }
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'pause'; readonly paused: boolean };

/** The data of a view's `comm_open`. */
export interface OpenMessage {
  readonly queryId: string;
  /** The view of that query that the page shows; a kernel that has forgotten it shows the query plainly. */
  readonly viewId?: string | null;
  /** The batch that the view shows already. */
  readonly have: number | null;
  readonly tab?: Tab;
  /** The view stands still and wants no frames until it says so. */
  readonly paused?: boolean;
}

/** What the notebook's file holds under our MIME type. */
export interface Payload {
  readonly v: 1;
  readonly kind: 'query' | 'chart' | 'table';
  readonly queryId: string | null;
  readonly viewId: string | null;
  readonly runId: string | null;
  readonly state: QueryState;
  readonly name: string | null;
  readonly schema: readonly ViewColumn[];
  readonly tab: Tab;
  readonly head: Head | null;
  readonly table: TableModel;
  /** `4 columns · 18,432 rows · 312 ms` of a static result. */
  readonly summary: string | null;
  readonly chart: (ChartModel & { readonly rows: readonly ChartRow[] }) | null;
  readonly history: readonly BatchBar[];
  readonly triggerMs: number | null;
  readonly error: ErrorModel | null;
  /** Milliseconds since the epoch. */
  readonly savedAt: number;
  /** What to say when the query is no longer attached. */
  readonly detached: { readonly line: string; readonly note: string };
}
