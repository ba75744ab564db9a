/** A case of the streaming answers recorded from Spark; the format is described beside them. */
export interface StreamingCase {
  readonly id: string;
  readonly group: string;
  readonly sources: Readonly<Record<string, CaseSource>>;
  readonly query: readonly Operation[];
  readonly outputMode: string;
  readonly trigger: 'availableNow' | 'once' | 'continuous' | null;
  readonly conf: Readonly<Record<string, string>>;
  readonly history: readonly Step[];
  readonly schema: readonly (readonly [name: string, type: string])[] | null;
  readonly expected: readonly ExpectedBatch[];
  readonly error: ExpectedError | null;
}

export interface CaseSource {
  readonly schema: string;
  readonly watermark?: readonly [column: string, delay: string] | null;
  readonly static?: readonly (readonly unknown[])[];
}

export type Operation = { readonly op: string } & Readonly<Record<string, unknown>>;

export type Step =
  | { readonly add: Readonly<Record<string, readonly (readonly unknown[])[]>> }
  | { readonly run: true | 'failSink' }
  | {
      readonly restart:
        | true
        | 'dropLastCommit'
        | { readonly conf?: Readonly<Record<string, string>>; readonly query?: readonly Operation[] };
    };

export interface ExpectedBatch {
  readonly step: number;
  readonly batchId: number;
  readonly rows: readonly (readonly unknown[])[];
  readonly watermark: string | null;
  readonly stateRows: number | null;
  readonly droppedByWatermark: number | null;
  readonly inputRows: number;
  /** Where there are several, from the top of the plan down. */
  readonly operators?: readonly OperatorFigures[];
}

/** What progress says of one stateful operator. */
export interface OperatorFigures {
  readonly name: string;
  readonly stateRows: number;
  readonly droppedByWatermark: number;
}

export interface ExpectedError {
  readonly condition?: string;
  readonly class?: string;
  readonly sqlState?: string | null;
  readonly phase: 'analysis' | 'start' | 'run' | 'restart';
  readonly step?: number;
}
