import type { DStream } from './dstream.ts';
import { DStreamByKey } from './dstream-by-key.ts';
import type { Duration } from './duration.ts';
import type { Pair } from './pairs.ts';
import type { Later } from './rows.ts';
import { userFunction } from './user-function.ts';
import { inverseWindowNode, windowLength, windowNode } from './windows.ts';

/**
 * What looks at several batches. A window is as long as `windowDuration` and there is one every `slideDuration` (each batch when it
 * is left out); both are multiples of the batch interval. Windows go by the time of batches, never by a time in the rows.
 *
 * Spark Streaming Programming Guide, "Window Operations".
 */
export abstract class DStreamWindows<T> extends DStreamByKey<T> {
  /**
   * The rows of the batches of each window.
   *
   * @throws ArgumentError DSTREAM.WINDOW_NOT_MULTIPLE
   * @example
   * batchesOf(ssc.queueStream([["a"], ["b"], ["c"]]).window(Seconds(2)), 3)
   * // [["a"], ["a", "b"], ["b", "c"]]
   * @example
   * ssc.queueStream([["a"]]).window(Milliseconds(1500))
   * // throws DSTREAM.WINDOW_NOT_MULTIPLE
   */
  window(windowDuration: Duration, slideDuration?: Duration): DStream<T> {
    const length = windowLength('window', this.node, windowDuration, slideDuration);
    return this.streamOf(windowNode(this.graph, 'window', this.node, length));
  }

  /**
   * How many rows each window has. Needs `ssc.checkpoint(folder)`, as it goes from window to window.
   *
   * @example
   * batchesOf(ssc.queueStream([["a"], ["b", "c"], []]).countByWindow(Seconds(2), Seconds(1)), 3)
   * // [[1], [3], [2]]
   */
  countByWindow(windowDuration: Duration, slideDuration: Duration): DStream<number> {
    return this.perBatch('countByWindow: ones', (rdd) => rdd.map(() => 1)).reduceByWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      windowDuration,
      slideDuration,
    );
  }

  /**
   * How often each row comes in each window. Needs `ssc.checkpoint(folder)`, as it goes from window to window.
   *
   * @example
   * batchesOf(ssc.queueStream([["a"], ["b", "a"], []]).countByValueAndWindow(Seconds(2), Seconds(1)), 3)
   * // [[["a", 1]], [["a", 2], ["b", 1]], [["a", 1], ["b", 1]]]
   */
  countByValueAndWindow(windowDuration: Duration, slideDuration: Duration): DStream<[T, number]> {
    const ones = this.perBatch('countByValueAndWindow: ones', (rdd) => rdd.map((row): [T, number] => [row, 1]));
    return ones.reduceByKeyAndWindow(
      (a, b) => a + b,
      (a, b) => a - b,
      windowDuration,
      slideDuration,
      ([, count]) => count !== 0,
    );
  }

  /**
   * The rows of each window made one by a function; with its inverse from the window before.
   *
   * @example
   * batchesOf(ssc.queueStream([[1, 2], [3], [4]]).reduceByWindow((a, b) => a + b, Seconds(2), Seconds(1)), 3)
   * // [[3], [6], [7]]
   */
  reduceByWindow(fn: (a: T, b: T) => Later<T>, windowDuration: Duration, slideDuration: Duration): DStream<T>;
  reduceByWindow(
    fn: (a: T, b: T) => Later<T>,
    inverse: (a: T, b: T) => Later<T>,
    windowDuration: Duration,
    slideDuration: Duration,
  ): DStream<T>;
  reduceByWindow(
    fn: (a: T, b: T) => Later<T>,
    ...rest: readonly [Duration | ((a: T, b: T) => Later<T>), Duration, Duration?]
  ): DStream<T> {
    const all = this.perBatch('reduceByWindow: one key', (rdd) => rdd.map((row): [null, T] => [null, row]));
    const [first, second, third] = rest;
    const one =
      typeof first === 'function'
        ? all.reduceByKeyAndWindow(fn, first, second, third)
        : all.reduceByKeyAndWindow(fn, first, second);
    return one.perBatch('reduceByWindow: value', (rdd) =>
      rdd.derived(async () => [(await rdd.collect()).map(([, v]) => v)]),
    );
  }

  /**
   * The values of each key in each window as an array.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1]], [["a", 2]]]).groupByKeyAndWindow(Seconds(2)), 2)
   * // [[["a", [1]]], [["a", [1, 2]]]]
   */
  groupByKeyAndWindow<K, V>(
    this: DStreamWindows<Pair<K, V>>,
    windowDuration: Duration,
    slideDuration?: Duration,
  ): DStream<[K, V[]]> {
    return this.window(windowDuration, slideDuration).groupByKey();
  }

  /**
   * The values of each key in each window made one by a function.
   *
   * With the inverse of the function each window is computed from the one before: what left it is taken away and what came is
   * added. That needs `ssc.checkpoint(folder)`, and a key stays when its values have gone, unless `filterFunc` drops it.
   *
   * @param filterFunc which keys stay
   * @example
   * const ones = ssc.queueStream([[["a", 1]], [["a", 1], ["b", 1]], []]);
   * batchesOf(ones.reduceByKeyAndWindow((a, b) => a + b, Seconds(2), Seconds(1)), 3)
   * // [[["a", 1]], [["a", 2], ["b", 1]], [["a", 1], ["b", 1]]]
   * @example
   * const ones = ssc.queueStream([[["a", 1]], [["b", 1]], []]);
   * const counts = ones.reduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, Seconds(2), Seconds(1));
   * batchesOf(counts, 3)
   * // [[["a", 1]], [["a", 1], ["b", 1]], [["a", 0], ["b", 1]]]
   */
  reduceByKeyAndWindow<K, V>(
    this: DStreamWindows<Pair<K, V>>,
    fn: (a: V, b: V) => Later<V>,
    windowDuration: Duration,
    slideDuration?: Duration,
  ): DStream<[K, V]>;
  reduceByKeyAndWindow<K, V>(
    this: DStreamWindows<Pair<K, V>>,
    fn: (a: V, b: V) => Later<V>,
    inverse: (a: V, b: V) => Later<V>,
    windowDuration: Duration,
    slideDuration?: Duration,
    filterFunc?: (row: Pair<K, V>) => Later<boolean>,
  ): DStream<[K, V]>;
  reduceByKeyAndWindow<K, V>(
    this: DStreamWindows<Pair<K, V>>,
    fn: (a: V, b: V) => Later<V>,
    ...rest: readonly [
      Duration | ((a: V, b: V) => Later<V>),
      Duration?,
      Duration?,
      ((row: Pair<K, V>) => Later<boolean>)?,
    ]
  ): DStream<[K, V]> {
    const call = 'reduceByKeyAndWindow';
    const example = `pairs.${call}((a, b) => a + b, (a, b) => a - b, Seconds(30), Seconds(10))`;
    const reduce = userFunction(call, example, fn);
    const [first, second, third, filter] = rest;
    if (typeof first !== 'function') {
      const length = windowLength(call, this.node, first, second);
      const parts = this.reduceByKey(reduce);
      return parts.streamOf(windowNode(this.graph, call, parts.node, length)).reduceByKey(reduce);
    }
    const length = windowLength(call, this.node, second as Duration, third);
    return this.streamOf(
      inverseWindowNode<K, V>(this.graph, this.node, length, {
        reduce,
        inverse: userFunction(call, example, first),
        filter: filter === undefined ? null : userFunction(call, example, filter),
      }),
    );
  }
}
