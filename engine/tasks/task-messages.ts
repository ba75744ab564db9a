import type { StageRuntime } from '../codegen/generated-runtime.ts';
import type { WatermarkStats } from '../codegen/watermark-stats.ts';
import type { SharedBatches } from '../columnar/shared-batches.ts';
import type { Scalar } from '../columnar/vector.ts';
import type { TransferBatch } from '../columnar/transfer.ts';
import type { OutputMode } from '../operators/batch-context.ts';
import type { StreamRead } from '../operators/physical-node.ts';
import type { ReadRelation, Relation } from '../plan/relation.ts';
import type { EncodeContext, EncodedRows } from '../spi/sink.ts';
import type { TransferTable } from '../state/transfer-table.ts';
import type { StructType } from '../types/data-type.ts';
import type { ErrorDetail, ErrorPhase } from '../types/errors.ts';

/** What another thread makes the same plan of: the user's own relation, and what was found for the names in it. */
export interface PlanSketch {
  readonly relation: Relation;
  readonly timeZone: string;
  /** In the order in which the analysis asks for them. */
  readonly reads: readonly ReadSketch[];
  readonly views: readonly (readonly [name: string, relation: Relation])[];
}

/** A read whose schema is known. */
export interface ReadSketch {
  readonly read: ReadRelation;
  readonly schema: StructType;
  /** What the source makes the reader of its parts of; null where it is not cut. */
  readonly reader: unknown;
}

/** A place in a plan: which child, from the root on. */
export type PlanPath = readonly number[];

/** The part of a plan that tasks do. */
export interface FragmentSketch {
  readonly path: PlanPath;
  readonly does: FragmentWork;
  /** The places, from the fragment's own root on, whose rows the tasks share among them. */
  readonly leaves: readonly PlanPath[];
  /** Whole sides of joins, the same for every task. */
  readonly built: readonly { readonly path: PlanPath; readonly rows: SharedBatches | null }[];
  /** How rows fall to tasks where each task reads all of them; null where each has rows of its own. */
  readonly shares: RowShares | null;
}

/** What a task does, and answers with. */
export type FragmentWork =
  /** The rows of the fragment. */
  | { readonly kind: 'rows' }
  /** The groups that the fragment, an aggregation, folded; rows at or before an event time, microseconds, are late for it. */
  | { readonly kind: 'groups'; readonly lateMicros: number }
  /** The first rows of the fragment, a sort; none has a first key behind the bound, if there is one. */
  | { readonly kind: 'top'; readonly rows: number; readonly bound: Scalar | null }
  /** The first key of the fragment, a sort. */
  | { readonly kind: 'key' }
  /** The rows of the fragment as a sink encodes them. */
  | ({ readonly kind: 'encoded' } & Encoding);

/** What rows are encoded with. */
export interface Encoding {
  /** The sink, by its name. */
  readonly sink: string;
  readonly context: EncodeContext;
}

export type RowShares =
  /** By the keys of a node, from the fragment's root on. */
  | { readonly by: 'keys'; readonly path: PlanPath; readonly of: number }
  /** By the first key of the fragment, a sort. */
  | { readonly by: 'order'; readonly borders: readonly Scalar[] };

/** Some rows of one leaf. */
export interface TaskPart {
  /** Which of the fragment's leaves. */
  readonly leaf: number;
  readonly rows: PartRows;
}

/** Where the rows of a part are. */
export type PartRows =
  | { readonly kind: 'source'; readonly read: number; readonly place: unknown }
  | { readonly kind: 'shared'; readonly groups: readonly SharedBatches[]; readonly columns: readonly number[] | null }
  | { readonly kind: 'range'; readonly start: bigint; readonly step: bigint; readonly count: number };

/** What the tasks of a run must know of it. */
export interface TaskRuntime extends Pick<StageRuntime, 'nowMicros' | 'lateMicros' | 'farMicros'> {
  readonly mode: OutputMode;
}

/** What one task is to read. */
export type Task = Pick<TaskRequest, 'parts' | 'share'>;

export interface TaskRequest {
  readonly task: number;
  readonly parts: readonly TaskPart[];
  /** Which share of their rows. */
  readonly share: number;
}

/** To a worker. */
export type ToWorker =
  | {
      readonly type: 'open';
      readonly run: number;
      readonly plan: PlanSketch;
      readonly fragment: FragmentSketch;
      /** A number under which a thread keeps what it made of the plan and of the fragment; null where nothing follows. */
      readonly keep: number | null;
      readonly runtime: TaskRuntime;
      /** One number, not 0 once the run is given up. */
      readonly cancelled: Int32Array;
    }
  | { readonly type: 'task'; readonly run: number; readonly request: TaskRequest }
  | { readonly type: 'close'; readonly run: number };

/** What came of a task. */
export type TaskAnswer = RowsAnswer | GroupsAnswer | EncodedAnswer;

/** Rows, packed. */
export interface RowsAnswer {
  readonly gives: 'rows';
  readonly batches: readonly TransferBatch[];
  readonly schema: StructType | null;
  /** What was read of sources. */
  readonly read: StreamRead;
}

export interface EncodedAnswer {
  readonly gives: 'encoded';
  readonly rows: readonly EncodedRows[];
}

export interface GroupsAnswer {
  readonly gives: 'groups';
  readonly tables: readonly FoldedTransfer[];
  readonly lateRows: number;
  /** What was read of sources. */
  readonly read: StreamRead;
  /** What watermark nodes saw, in their order, and the keys of the examples among it. */
  readonly seen: readonly WatermarkStats[];
  readonly exampleKeys: readonly (string | undefined)[];
}

export interface FoldedTransfer {
  readonly bucket: string;
  readonly late: boolean;
  readonly rows: number;
  readonly table: TransferTable;
}

/** From a worker. */
export type FromWorker =
  /** Its modules are loaded: what it is given now begins at once. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'done';
      readonly run: number;
      readonly task: number;
      readonly answer: TaskAnswer;
    }
  | {
      readonly type: 'failed';
      readonly run: number;
      readonly task: number;
      /** Null when the task was given up. */
      readonly detail: (ErrorDetail & { phase: ErrorPhase }) | null;
    };

/** A worker's end of the messages, or ours. */
export interface TaskPort<In, Out> {
  postMessage(message: Out, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: In) => void): unknown;
}
