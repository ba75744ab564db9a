import type { Attribute, GeneratorExpression, TypedExpression } from '../expressions/typed.ts';
import type { TimeWindowDurations } from '../expressions/time-window.ts';
import type { Origin } from '../types/origin.ts';
import type { CodeContext } from './code-context.ts';
import type { StageRuntime } from './generated-runtime.ts';

/** What a stage does to each row, in order. */
export type Step = RowStep & {
  /** The user's line that asked for it. */
  readonly origin?: Origin | undefined;
};

type RowStep =
  | { readonly step: 'filter'; readonly condition: TypedExpression }
  | { readonly step: 'project'; readonly columns: readonly ProjectedColumn[] }
  /** One row a window that holds the row's time; rows without a time are dropped. */
  | {
      readonly step: 'window';
      readonly time: TypedExpression;
      readonly durations: TimeWindowDurations;
      readonly output: Attribute;
    }
  | { readonly step: 'generate'; readonly generator: GeneratorExpression; readonly output: readonly Attribute[] }
  /** Finds rows of another side that is at hand. */
  | { readonly step: 'lookup'; readonly lookup: Lookup }
  | WatermarkStep;

/** The rows of another side that belong to the current one; their operator writes the code (`operators/join`). */
export interface Lookup {
  /** Whether a row can become several. */
  readonly multiplies: boolean;
  /** The columns that it makes readable. */
  readonly found: readonly Attribute[];
  /** The columns of rows that come in with theirs already, as some operator had to find them apart; else null. */
  readonly joined: readonly Attribute[] | null;
  /** Called before rows are looked up for: keys are compared by their numbers in the query's interner, which may be another. */
  ready(runtime: StageRuntime): void;
  /** What of the side at hand decides the code. */
  shape(): string;
  /** The statements for the current row; `rest` gives those of the steps that follow. */
  generate(g: CodeContext, rest: () => string): string;
}

/** Watches a column's event times; what it saw is read from `runtime.watermarks[slot]`. */
export interface WatermarkStep {
  readonly step: 'watermark';
  readonly column: Attribute;
  readonly slot: number;
  /** The column that it makes: a row's place among the examples, -1 when it is none of them. */
  readonly example: Attribute;
}

export interface ProjectedColumn {
  readonly attribute: Attribute;
  readonly expression: TypedExpression;
}
