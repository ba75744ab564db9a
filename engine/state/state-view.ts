import type { DataType } from '../types/data-type.ts';
import type { LoggedSchema } from './logged-state.ts';

/** How a sum of whole numbers lies in two slots: what is added, and what was carried out of it. */
export type SumForm = 'run and total' | 'run and carries' | 'sum and lacks';

/** Where a value that is shown lies in a row of a table, or what it is made of; columns are counted from 0. */
export type ViewSource =
  /** A key, in as many flat columns as its type has. */
  | { readonly of: 'key'; readonly at: number }
  | { readonly of: 'value'; readonly at: number }
  /** The window of the table's bucket. */
  | { readonly of: 'window' }
  /** A STRUCT; NULL where the column `exists` says false. */
  | { readonly of: 'fields'; readonly fields: readonly ViewField[]; readonly exists?: number }
  /** Microseconds as milliseconds, -1 where there are none. */
  | { readonly of: 'millis'; readonly at: number }
  | { readonly of: 'sum'; readonly form: SumForm; readonly at: number }
  | { readonly of: 'negation'; readonly at: number }
  /** How many rows the key has. */
  | { readonly of: 'count' }
  /** Which of the key's rows it is. */
  | { readonly of: 'index' }
  | { readonly of: 'nothing' };

export interface ViewField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly from: ViewSource;
}

export type VariableKind = 'value' | 'list' | 'map' | 'timers';

/** A state variable of `transformWithState`, kept in one column. */
export interface StateVariable {
  readonly name: string;
  readonly kind: VariableKind;
  readonly at: number;
  /** What the column holds. */
  readonly type: DataType;
  /** Whether its values have a time to live. */
  readonly ttl: boolean;
}

/** What the state reader shows of a table, as Spark would keep it. */
export interface StateView {
  /** Spark's name of the store; null for what is asked for by `joinSide`. */
  readonly storeName: string | null;
  readonly joinSide?: 'left' | 'right';
  readonly variable?: StateVariable;
  /** Which table of the operator it is of. */
  readonly table: number;
  /** Whether each row of the table is shown, or each key. */
  readonly each: 'row' | 'key';
  readonly key: readonly ViewField[];
  readonly value: readonly ViewField[];
}

/** All that one must know to read the state of an operator without its query. */
export interface OperatorState {
  /** As Spark numbers operators: from the top of the plan down. */
  readonly operatorId: number;
  /** Spark's `operatorProperties`. */
  readonly properties: string;
  readonly tables: readonly LoggedSchema[];
  readonly views: readonly StateView[];
}

/** What Spark's stores have in place of a key or a value that there is none of. */
export const nothingField = (name: string): ViewField => ({
  name,
  type: { kind: 'void' },
  nullable: true,
  from: { of: 'nothing' },
});
