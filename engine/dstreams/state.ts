import { INSPECT } from '../types/inspected.ts';
import { dataError } from './dstream-error.ts';

/**
 * The state of one key, as the function of `mapWithState` gets it.
 *
 * Spark Streaming API, `State`.
 */
export class State<S> {
  private value: S | undefined;
  private present: boolean;
  private readonly timingOut: boolean;
  private touched: 'updated' | 'removed' | null = null;

  /** @internal */
  constructor(value: S | undefined, present: boolean, timingOut: boolean) {
    this.value = value;
    this.present = present;
    this.timingOut = timingOut;
  }

  /**
   * Whether the key has a state.
   *
   * @example
   * const words = ssc.queueStream([[["a", 1], ["a", 2]]]);
   * batchesOf(words.mapWithState(StateSpec.function((word, n, state) => {
   *   const known = state.exists();
   *   state.update(n);
   *   return known;
   * })))
   * // [[false, true]]
   */
  exists(): boolean {
    return this.present;
  }

  /**
   * The state.
   *
   * @throws RuntimeError DSTREAM.STATE_NOT_SET
   * @example
   * batchesOf(ssc.queueStream([[["a", 1]]]).mapWithState(StateSpec.function((word, n, state) => state.get())))
   * // throws DSTREAM.STATE_NOT_SET
   */
  get(): S {
    if (this.present) return this.value as S;
    throw dataError('STATE_NOT_SET', 'The key has no state.', 'Ask state.exists() first, or take state.getOption().');
  }

  /**
   * The state, undefined when there is none.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1], ["a", 2]]]).mapWithState(StateSpec.function((word, n, state) => {
   *   const sum = (state.getOption() ?? 0) + n;
   *   state.update(sum);
   *   return [word, sum];
   * })))
   * // [[["a", 1], ["a", 3]]]
   */
  getOption(): S | undefined {
    return this.present ? this.value : undefined;
  }

  /**
   * Sets the state.
   *
   * @throws RuntimeError DSTREAM.STATE_IS_TIMING_OUT, DSTREAM.STATE_REMOVED
   * @example
   * const counts = ssc.queueStream([[["a", 1]], [["a", 5]]])
   *   .mapWithState(StateSpec.function((word, n, state) => state.update(n + (state.getOption() ?? 0))));
   * batchesOf(counts.stateSnapshots(), 2)
   * // [[["a", 1]], [["a", 6]]]
   */
  update(value: S): void {
    this.refuseAfterEnd('updated');
    this.value = value;
    this.present = true;
    this.touched = 'updated';
  }

  /**
   * Forgets the key.
   *
   * @throws RuntimeError DSTREAM.STATE_IS_TIMING_OUT, DSTREAM.STATE_REMOVED
   * @example
   * const open = ssc.queueStream([[["a", "in"], ["b", "in"]], [["a", "out"]]])
   *   .mapWithState(StateSpec.function((who, what, state) => (what === "out" ? state.remove() : state.update(what))));
   * batchesOf(open.stateSnapshots(), 2)
   * // [[["a", "in"], ["b", "in"]], [["b", "in"]]]
   */
  remove(): void {
    this.refuseAfterEnd('removed');
    this.value = undefined;
    this.present = false;
    this.touched = 'removed';
  }

  /**
   * Whether the key is called a last time because nothing came for it as long as `StateSpec.timeout` says.
   *
   * @example
   * const visits = ssc.queueStream([[["ana", 1]]]).mapWithState(StateSpec.function((who, n, state) => {
   *   if (state.isTimingOut()) return `${who} has gone`;
   *   state.update(n);
   * }).timeout(Seconds(2))).checkpoint(Seconds(1));
   * ssc.checkpoint("visits");
   * batchesOf(visits, 4)
   * // [[], [], [], ["ana has gone"]]
   */
  isTimingOut(): boolean {
    return this.timingOut;
  }

  /**
   * What the function did with it.
   *
   * @internal
   */
  get change(): 'updated' | 'removed' | null {
    return this.touched;
  }

  [INSPECT](): string {
    return this.present ? 'State' : 'State (not set)';
  }

  private refuseAfterEnd(what: string): void {
    if (this.timingOut) {
      const message = `The state is timing out and cannot be ${what}.`;
      throw dataError('STATE_IS_TIMING_OUT', message, 'Ask state.isTimingOut() first: the key goes by itself.');
    }
    if (this.touched === 'removed') {
      const message = `The state was removed and cannot be ${what}.`;
      throw dataError('STATE_REMOVED', message, 'Call remove() last, and once.');
    }
  }
}
