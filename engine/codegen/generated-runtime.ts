import type { Floats } from './float-view.ts';
import type { Interner } from '../columnar/interner.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { WatermarkStats } from './watermark-stats.ts';

/** What the code of an expression reads of the running query, as `X`. */
export interface ExpressionRuntime {
  /** The batch's timestamp in microseconds: what `current_timestamp()` gives. */
  readonly nowMicros: bigint;
  /** A number in [0, 1), for calls without a seed. */
  readonly random: () => number;
  /** Number of the current row in its partition, for `monotonically_increasing_id()`. */
  rowNumber?: number;
}

/** What the code of a stage reads of the running batch, as `X`. */
export interface StageRuntime extends ExpressionRuntime {
  readonly interner: Interner;
  /** The watermark that lateness is judged by, microseconds. */
  lateMicros: number;
  /** By slot. */
  readonly watermarks: readonly WatermarkStats[];
  /** An event time behind which rows are looked at more closely, microseconds; infinite where none are. */
  readonly farMicros: number;
}

/** What a generated stage is given, by the names under which its statements find it. */
export interface StageParameters {
  readonly B: RecordBatch;
  /** Constants, by number. */
  readonly K: readonly unknown[];
  readonly I: Interner;
  readonly X: StageRuntime;
  /** What the terminal writes to. */
  readonly O: unknown;
  /** Time columns as doubles, where that is exact, by column. */
  readonly D: readonly Floats[];
}

/** The names in the order of the arguments. */
export const STAGE_PARAMETERS = ['B', 'K', 'I', 'X', 'O', 'D'] as const satisfies readonly (keyof StageParameters)[];

type ArgumentsOf<Names extends readonly (keyof StageParameters)[]> = {
  -readonly [I in keyof Names]: StageParameters[Names[I]];
};

export type StageFunction = (...args: ArgumentsOf<typeof STAGE_PARAMETERS>) => unknown;
