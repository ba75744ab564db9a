import type { CaseSource, Operation } from '../streaming/streaming-case.ts';

/** A recorded case of a query over tables, made by calls of DataFrames. */
export interface FrameCase {
  readonly id: string;
  readonly group: string;
  readonly sources: Readonly<Record<string, CaseSource>>;
  readonly query: readonly Operation[];
  readonly conf?: Readonly<Record<string, string>>;
  readonly schema?: readonly (readonly [string, string])[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: { readonly condition?: string; readonly sqlState?: string; readonly message?: string };
}
