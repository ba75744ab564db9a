import type { StateFunctionRelation } from '../plan/relation.ts';
import { RuntimeError } from '../types/errors.ts';
import { durationMs } from './duration.ts';
import type { Row } from './rows.ts';

/** A key of one column is its value, one of several an array of them. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the types of keys are known to the query alone
export type GroupKey = any;

/**
 * What `mapGroupsWithState` and `flatMapGroupsWithState` keep of a group from batch to batch.
 *
 * Spark's `GroupState`. A timeout holds until the next call for the group: set it again in each.
 */
export interface GroupState {
  /** Whether there is a state. */
  readonly exists: boolean;
  /** Whether this is the call for a group whose time is up; it has no rows then. */
  readonly hasTimedOut: boolean;
  /** The state. @throws RuntimeError java.util.NoSuchElementException when there is none */
  get(): Row;
  /** The state, null when there is none. */
  getOption(): Row | null;
  update(state: Row): void;
  remove(): void;
  /**
   * Calls the function for the group again after so much processing time.
   *
   * @param duration milliseconds, or a text such as `"10 seconds"`
   * @throws RuntimeError _LEGACY_ERROR_TEMP_2203 without `timeout: "processingTime"`
   */
  setTimeoutDuration(duration: number | string): void;
  /**
   * Calls the function for the group again once the watermark has passed a time.
   *
   * @param time milliseconds since 1970, or a Date
   * @throws RuntimeError _LEGACY_ERROR_TEMP_2205 without `timeout: "eventTime"`
   */
  setTimeoutTimestamp(time: number | Date): void;
  /** @throws RuntimeError _LEGACY_ERROR_TEMP_2204 without a watermark */
  getCurrentWatermarkMs(): number;
  getCurrentProcessingTimeMs(): number;
}

/** What the engine knows of a group when its function is called. */
export interface GroupFacts {
  readonly state: Row | null;
  readonly timedOut: boolean;
  readonly watermarkMs: number | null;
  readonly nowMs: number;
  /** Its rows of the initial state, in the first batch. */
  readonly initial: readonly Row[];
}

/** What the function left of a group. */
export interface GroupOutcome {
  readonly changed: boolean;
  readonly state: Row | null;
  readonly timeoutMs: number | null;
}

/** The state of a group for one call of its function, and what the call leaves. */
export function groupState(
  facts: GroupFacts,
  timeout: StateFunctionRelation['timeout'],
): { readonly state: GroupState; readonly outcome: () => GroupOutcome } {
  const { watermarkMs, nowMs } = facts;
  let { state: held } = facts;
  let changed = false;
  let timeoutMs: number | null = null;
  const state: GroupState = {
    get exists() {
      return held !== null;
    },
    hasTimedOut: facts.timedOut,
    get: () => held ?? noState(),
    getOption: () => held,
    update(next) {
      if (typeof next !== 'object' || next === null) throw noObject();
      held = next;
      changed = true;
    },
    remove() {
      held = null;
      changed = true;
    },
    setTimeoutDuration(duration) {
      if (timeout !== 'processingTime') throw wrongTimeout('_LEGACY_ERROR_TEMP_2203', 'duration', 'processing time');
      const ms = typeof duration === 'string' ? durationMs(duration) : duration;
      if (!(ms > 0)) throw invalidTimeout('Timeout duration must be positive');
      timeoutMs = nowMs + Math.trunc(ms);
    },
    setTimeoutTimestamp(time) {
      if (timeout !== 'eventTime') throw wrongTimeout('_LEGACY_ERROR_TEMP_2205', 'timestamp', 'event time');
      const ms = Number(time);
      if (!(ms > 0)) throw invalidTimeout('Timeout timestamp must be positive');
      if (watermarkMs !== null && ms < watermarkMs) {
        throw invalidTimeout(`Timeout timestamp (${ms}) cannot be earlier than the current watermark (${watermarkMs})`);
      }
      timeoutMs = Math.trunc(ms);
    },
    getCurrentWatermarkMs: () => watermarkMs ?? noWatermark(),
    getCurrentProcessingTimeMs: () => nowMs,
  };
  return { state, outcome: () => ({ changed, state: held, timeoutMs }) };
}

const noState = (): never => {
  throw new RuntimeError({
    condition: 'java.util.NoSuchElementException',
    message: 'State is either not defined or has already been removed',
    hint: 'Ask state.exists before, or use state.getOption() ?? { ... }.',
  });
};

const noObject = (): RuntimeError =>
  new RuntimeError({
    condition: 'java.lang.IllegalArgumentException',
    message: "'null' is not a valid state value",
    hint: 'Give an object with the fields of the state, or call state.remove().',
  });

const wrongTimeout = (condition: string, what: string, kind: string): RuntimeError =>
  new RuntimeError({
    condition,
    message: `Cannot set timeout ${what} without enabling ${kind} timeout in [map|flatMap]GroupsWithState.`,
    hint: `Give the call { timeout: "${kind === 'event time' ? 'eventTime' : 'processingTime'}" }.`,
  });

const invalidTimeout = (message: string): RuntimeError =>
  new RuntimeError({ condition: 'java.lang.IllegalArgumentException', message });

const noWatermark = (): never => {
  throw new RuntimeError({
    condition: '_LEGACY_ERROR_TEMP_2204',
    message: 'Cannot get event time watermark timestamp without setting watermark before [map|flatMap]GroupsWithState.',
    hint: 'Call withWatermark(column, delay) before groupByKey(...).',
  });
};
