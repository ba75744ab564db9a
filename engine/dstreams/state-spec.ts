import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { isRdd, STATE_SPEC_MARK } from './brands.ts';
import { durationOf, type Duration } from './duration.ts';
import type { Pair } from './pairs.ts';
import type { RDD } from './rdd.ts';
import type { AnyRow, Later } from './rows.ts';
import type { State } from './state.ts';
import type { Time } from './time.ts';
import { userFunction, type Called } from './user-function.ts';

/** What is called for each row, and once with no value for a key that times out. */
export type MappingFunction<K, V, S, M> = (
  key: K,
  value: V | undefined,
  state: State<S>,
) => Later<M | undefined | void>;
/** The same with the time of the batch in front. */
export type TimedMappingFunction<K, V, S, M> = (
  time: Time,
  key: K,
  value: V | undefined,
  state: State<S>,
) => Later<M | undefined | void>;

/**
 * What `mapWithState` does: a function, and how states begin and end.
 *
 * Spark Streaming Programming Guide, "UpdateStateByKey Operation"; Spark Streaming API, `StateSpec`.
 */
export class StateSpec<K, V, S, M> {
  /** @internal */
  readonly call: Called<[Time, K, V | undefined, State<S>], M | undefined | void>;
  /** @internal */
  initial: RDD<Pair<K, S>> | readonly Pair<K, S>[] = [];
  /** @internal */
  timeoutMs: number | null = null;

  private constructor(call: Called<[Time, K, V | undefined, State<S>], M | undefined | void>) {
    this.call = call;
    Object.defineProperty(this, STATE_SPEC_MARK, { value: true });
  }

  /**
   * A spec of a function of key, value and state, or of the batch's time, key, value and state (then it has four parameters).
   * What it gives is a row of the stream; `undefined` gives none.
   *
   * @example
   * const spec = StateSpec.function((word, n, state) => {
   *   const sum = n + (state.getOption() ?? 0);
   *   state.update(sum);
   *   return [word, sum];
   * });
   * batchesOf(ssc.queueStream([[["a", 1]], [["a", 2], ["b", 1]]]).mapWithState(spec), 2)
   * // [[["a", 1]], [["a", 3], ["b", 1]]]
   */
  static function<K, V, S, M extends AnyRow>(fn: MappingFunction<K, V, S, M>): StateSpec<K, V, S, M>;
  static function<K, V, S, M extends AnyRow>(fn: TimedMappingFunction<K, V, S, M>): StateSpec<K, V, S, M>;
  static function<K, V, S, M extends AnyRow>(
    fn: MappingFunction<K, V, S, M> | TimedMappingFunction<K, V, S, M>,
  ): StateSpec<K, V, S, M> {
    const example = 'StateSpec.function((key, value, state) => [key, state.getOption()])';
    const call = userFunction('mapWithState', example, fn as (...args: unknown[]) => Later<M | undefined | void>);
    const timed = fn.length >= 4;
    return new StateSpec((time, key, value, state) =>
      timed ? call(time, key, value, state) : call(key, value, state),
    );
  }

  /**
   * States that are there before the first batch.
   *
   * @param pairs an RDD or an array of keys with their states
   * @example
   * const spec = StateSpec.function((word, n, state) => state.update(n + (state.getOption() ?? 0))).initialState([["a", 10]]);
   * batchesOf(ssc.queueStream([[["a", 1]]]).mapWithState(spec).stateSnapshots())
   * // [[["a", 11]]]
   */
  initialState(pairs: RDD<Pair<K, S>> | readonly Pair<K, S>[]): this {
    if (isRdd(pairs)) this.initial = pairs;
    else {
      const given = argumentsOf('initialState', 'StateSpec.function(fn).initialState([["a", 1]])');
      this.initial = given.items('pairs', pairs, 'an RDD or an array of pairs') as Pair<K, S>[];
    }
    return this;
  }

  /**
   * How long a key may be without data before it is called a last time and goes.
   *
   * @example
   * const spec = StateSpec.function((who, n, state) => (state.isTimingOut() ? who : state.update(n))).timeout(Seconds(1));
   * batchesOf(ssc.queueStream([[["ana", 1]]]).mapWithState(spec).checkpoint(Seconds(1)), 3)
   * // [[], [], ["ana"]]
   */
  timeout(idleDuration: Duration): this {
    const given = argumentsOf('timeout', 'StateSpec.function(fn).timeout(Minutes(30))');
    this.timeoutMs = durationOf(given, 'idleDuration', idleDuration).milliseconds;
    return this;
  }
}
