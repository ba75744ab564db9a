import type { StructType } from '../types/data-type.ts';
import type { GroupKey } from './group-state.ts';
import type { Row } from './rows.ts';

/**
 * What `transformWithState` calls: for the rows of a group, and for each timer of it that is due.
 *
 * Spark's `StatefulProcessor`. All but `init` may be asynchronous.
 */
export interface StatefulProcessor {
  /** Declares the state variables; called once, when the DataFrame is made. */
  init(handle: StatefulProcessorHandle): void;
  handleInputRows(key: GroupKey, rows: Row[], timerValues: TimerValues): Iterable<Row> | Promise<Iterable<Row>>;
  /** Called in the first batch for each row of the initial state, before the rows of its key; it may set state and timers. */
  handleInitialState?(key: GroupKey, initialState: Row, timerValues: TimerValues): void | Promise<void>;
  handleExpiredTimer?(
    key: GroupKey,
    timerValues: TimerValues,
    expiredTimerInfo: ExpiredTimerInfo,
  ): Iterable<Row> | Promise<Iterable<Row>>;
}

/** The times of a batch, milliseconds. */
export interface TimerValues {
  getCurrentProcessingTimeInMs(): number;
  /** 0 where there is no watermark. */
  getCurrentWatermarkInMs(): number;
}

export interface ExpiredTimerInfo {
  getExpiryTimeInMs(): number;
}

/** One value of each group. Schemas are DDL text, values objects of their fields. */
export interface ValueState {
  exists(): boolean;
  /** Null when there is none. */
  get(): Row | null;
  update(value: Row): void;
  clear(): void;
}

/** A list of each group. */
export interface ListState {
  exists(): boolean;
  get(): Row[];
  put(values: Iterable<Row>): void;
  appendValue(value: Row): void;
  appendList(values: Iterable<Row>): void;
  clear(): void;
}

/** Values by key of each group. */
export interface MapState {
  exists(): boolean;
  getValue(key: Row): Row | null;
  containsKey(key: Row): boolean;
  updateValue(key: Row, value: Row): void;
  iterator(): IterableIterator<[key: Row, value: Row]>;
  keys(): Row[];
  values(): Row[];
  removeKey(key: Row): void;
  clear(): void;
}

/** Declares state variables in `init`, and sets timers of the group that a function is called for. */
export interface StatefulProcessorHandle {
  /**
   * Declares one value a group.
   *
   * @param ttlDurationMs how long a value is kept since it was stored, milliseconds; only with `timeMode: "processingTime"`
   * @throws RuntimeError STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL, STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE
   */
  getValueState(name: string, schema: StructType | string, ttlDurationMs?: number): ValueState;
  /** Declares a list a group; each of its values is kept for its own time. */
  getListState(name: string, schema: StructType | string, ttlDurationMs?: number): ListState;
  /** Declares values by key a group; each is kept for its own time. */
  getMapState(
    name: string,
    keySchema: StructType | string,
    valueSchema: StructType | string,
    ttlDurationMs?: number,
  ): MapState;
  /**
   * Has the processor called once so much is over.
   *
   * @param expiryTimestampMs milliseconds since 1970, of processing or of event time
   * @throws RuntimeError STATEFUL_PROCESSOR_CANNOT_PERFORM_OPERATION_WITH_INVALID_TIME_MODE without a `timeMode`
   */
  registerTimer(expiryTimestampMs: number): void;
  deleteTimer(expiryTimestampMs: number): void;
  listTimers(): number[];
}
