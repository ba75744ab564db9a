import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { rememberSite, withPlace } from '../api/origin.ts';
import { isDStream, isRdd, isStateSpec } from './brands.ts';
import type { DStream } from './dstream.ts';
import { dataError, dstreamError } from './dstream-error.ts';
import { durationOf, type Duration } from './duration.ts';
import type { Pair } from './pairs.ts';
import type { RDD } from './rdd.ts';
import type { Later } from './rows.ts';
import { mapWithStateNode, updateNode } from './state-nodes.ts';
import type { StateSpec } from './state-spec.ts';
import type { StreamGraph } from './stream-graph.ts';
import { StreamNode } from './stream-node.ts';
import { userFunction } from './user-function.ts';

/** The rows that the function of `mapWithState` gave, and all states beside them. */
export interface MapWithStateDStream<K, S, M> extends DStream<M> {
  /** All keys with their states, in each batch. */
  stateSnapshots(): DStream<[K, S]>;
}

const noRdd = (name: string): unknown =>
  dataError('NO_RDD', `The function of ${name} gave no RDD.`, `Return one: lines.${name}((rdd) => rdd.distinct()).`);

/** What streams of pairs can do; a row that is no pair is an error of its batch. */
export abstract class DStreamByKey<T> {
  /** @internal */
  abstract readonly node: StreamNode<T>;
  /** @internal */
  abstract readonly graph: StreamGraph;

  /**
   * The stream of a step.
   *
   * @internal
   */
  abstract streamOf<U>(node: StreamNode<U>): DStream<U>;

  /**
   * The values of each key of a batch made one by a function.
   *
   * Spark Streaming Programming Guide, "Transformations on DStreams".
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1], ["b", 2], ["a", 3]]]).reduceByKey((a, b) => a + b))
   * // [[["a", 4], ["b", 2]]]
   */
  reduceByKey<K, V>(this: DStreamByKey<Pair<K, V>>, fn: (a: V, b: V) => Later<V>): DStream<[K, V]> {
    const both = userFunction('reduceByKey', 'pairs.reduceByKey((a, b) => a + b)', fn);
    return this.perBatch('reduceByKey', (rdd) => rdd.reduceByKey(both));
  }

  /**
   * The values of each key of a batch as an array.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1], ["b", 2], ["a", 3]]]).groupByKey())
   * // [[["a", [1, 3]], ["b", [2]]]]
   */
  groupByKey<K, V>(this: DStreamByKey<Pair<K, V>>): DStream<[K, V[]]> {
    return this.perBatch('groupByKey', (rdd) => rdd.groupByKey());
  }

  /**
   * Each value through a function, keys as they are.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1]]]).mapValues((n) => n * 10))
   * // [[["a", 10]]]
   */
  mapValues<K, V, W>(this: DStreamByKey<Pair<K, V>>, fn: (value: V) => Later<W>): DStream<[K, W]> {
    const of = userFunction('mapValues', 'pairs.mapValues((n) => n * 2)', fn);
    return this.perBatch('mapValues', (rdd) => rdd.mapValues(of));
  }

  /**
   * Each value through a function that gives any number of them.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", "x y"]]]).flatMapValues((text) => text.split(" ")))
   * // [[["a", "x"], ["a", "y"]]]
   */
  flatMapValues<K, V, W>(this: DStreamByKey<Pair<K, V>>, fn: (value: V) => Later<Iterable<W>>): DStream<[K, W]> {
    const of = userFunction('flatMapValues', 'pairs.flatMapValues((text) => text.split(" "))', fn);
    return this.perBatch('flatMapValues', (rdd) => rdd.flatMapValues(of));
  }

  /**
   * For each key of a batch of either stream, its values on both.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1]]]).cogroup(ssc.queueStream([[["a", "x"], ["b", "y"]]])))
   * // [[["a", [[1], ["x"]]], ["b", [[], ["y"]]]]]
   */
  cogroup<K, V, W>(this: DStreamByKey<Pair<K, V>>, other: DStream<Pair<K, W>>): DStream<[K, [V[], W[]]]> {
    return this.withOther('cogroup', other, (a, b) => a.cogroup(b));
  }

  /**
   * Pairs of the values that the same batch of two streams has for a key.
   *
   * Spark Streaming Programming Guide, "Join Operations".
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1], ["b", 2]]]).join(ssc.queueStream([[["a", "x"]]])))
   * // [[["a", [1, "x"]]]]
   */
  join<K, V, W>(this: DStreamByKey<Pair<K, V>>, other: DStream<Pair<K, W>>): DStream<[K, [V, W]]> {
    return this.withOther('join', other, (a, b) => a.join(b));
  }

  /**
   * As `join`, and keys that only the left stream has, with undefined.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1], ["b", 2]]]).leftOuterJoin(ssc.queueStream([[["a", "x"]]])))
   * // [[["a", [1, "x"]], ["b", [2, undefined]]]]
   */
  leftOuterJoin<K, V, W>(this: DStreamByKey<Pair<K, V>>, other: DStream<Pair<K, W>>): DStream<[K, [V, W | undefined]]> {
    return this.withOther('leftOuterJoin', other, (a, b) => a.leftOuterJoin(b));
  }

  /**
   * As `join`, and keys that only the right stream has, with undefined.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1]]]).rightOuterJoin(ssc.queueStream([[["a", "x"], ["c", "z"]]])))
   * // [[["a", [1, "x"]], ["c", [undefined, "z"]]]]
   */
  rightOuterJoin<K, V, W>(
    this: DStreamByKey<Pair<K, V>>,
    other: DStream<Pair<K, W>>,
  ): DStream<[K, [V | undefined, W]]> {
    return this.withOther('rightOuterJoin', other, (a, b) => a.rightOuterJoin(b));
  }

  /**
   * As `join`, and keys that only one stream has, with undefined.
   *
   * @example
   * batchesOf(ssc.queueStream([[["a", 1]]]).fullOuterJoin(ssc.queueStream([[["c", "z"]]])))
   * // [[["a", [1, undefined]], ["c", [undefined, "z"]]]]
   */
  fullOuterJoin<K, V, W>(
    this: DStreamByKey<Pair<K, V>>,
    other: DStream<Pair<K, W>>,
  ): DStream<[K, [V | undefined, W | undefined]]> {
    return this.withOther('fullOuterJoin', other, (a, b) => a.fullOuterJoin(b));
  }

  /**
   * A state for each key: the function is called for every known key in every batch, and `undefined` forgets the key.
   *
   * Spark Streaming Programming Guide, "UpdateStateByKey Operation". Needs `ssc.checkpoint(folder)`.
   *
   * @param update gets the key's values of the batch and its state, undefined when it has none
   * @param initialState states before the first batch
   * @example
   * const words = ssc.queueStream([[["a", 1], ["b", 1]], [["a", 1]]]);
   * batchesOf(words.updateStateByKey((values, state) => values.reduce((a, b) => a + b, state ?? 0)), 2)
   * // [[["a", 1], ["b", 1]], [["a", 2], ["b", 1]]]
   */
  updateStateByKey<K, V, S>(
    this: DStreamByKey<Pair<K, V>>,
    update: (values: V[], state: S | undefined) => Later<S | undefined>,
    initialState?: RDD<Pair<K, S>>,
  ): DStream<[K, S]> {
    const call = 'updateStateByKey';
    const example = 'pairs.updateStateByKey((values, state) => (state ?? 0) + values.length)';
    const next = userFunction(call, example, update);
    if (initialState !== undefined && !isRdd(initialState))
      argumentsOf(call, example).wrong('initialState', 'an RDD of pairs', initialState);
    return this.streamOf(updateNode<K, V, S>(this.graph, this.node, next, initialState ?? null));
  }

  /**
   * A state for each key, looked at only for keys of the batch and for those that time out.
   *
   * Spark Streaming Programming Guide, "UpdateStateByKey Operation". Needs `ssc.checkpoint(folder)`. As in Spark, keys that
   * time out are looked for every ten batches, or as often as `.checkpoint(interval)` of this stream says.
   *
   * @example
   * const sums = StateSpec.function((word, n, state) => {
   *   state.update(n + (state.getOption() ?? 0));
   *   return [word, state.get()];
   * });
   * batchesOf(ssc.queueStream([[["a", 1], ["a", 1]], [["b", 1]]]).mapWithState(sums), 2)
   * // [[["a", 1], ["a", 2]], [["b", 1]]]
   */
  mapWithState<K, V, S, M>(this: DStreamByKey<Pair<K, V>>, spec: StateSpec<K, V, S, M>): MapWithStateDStream<K, S, M> {
    const call = 'mapWithState';
    const example = 'pairs.mapWithState(StateSpec.function((key, value, state) => [key, value]))';
    if (!isStateSpec(spec)) argumentsOf(call, example).wrong('spec', 'a StateSpec', spec);
    const states = this.streamOf(mapWithStateNode(this.graph, this.node, spec));
    const mapped = states.perBatch(`${call}: rows`, (rdd) =>
      rdd.derived(async () => (await rdd.collect()).map((b) => b.mapped)),
    );
    return Object.assign(mapped, {
      stateSnapshots: (): DStream<[K, S]> =>
        states.perBatch('stateSnapshots', (rdd) =>
          rdd.derived(async () =>
            (await rdd.collect()).map((batch) => batch.states.map(([key, held]): [K, S] => [key, held.state])),
          ),
        ),
      checkpoint: (interval: Duration) => {
        states.node.checkpointMs = durationOf(
          argumentsOf('checkpoint', 'stream.checkpoint(Seconds(10))'),
          'interval',
          interval,
        ).milliseconds;
        return mapped as MapWithStateDStream<K, S, M>;
      },
    }) as MapWithStateDStream<K, S, M>;
  }

  /**
   * A stream whose RDDs are made of this one's.
   *
   * @internal
   */
  perBatch<U>(name: string, of: (rdd: RDD<T>, ms: number) => Later<RDD<U>>): DStream<U> {
    const { node, graph } = this;
    const site = rememberSite();
    return this.streamOf(
      new StreamNode<U>(graph, {
        name,
        parents: [node],
        slideMs: node.slideMs,
        compute: async (ms) => {
          const rdd = await node.rdd(ms);
          if (rdd === null) return null;
          const made = await of(rdd, ms);
          if (!isRdd(made)) throw withPlace(noRdd(name), site());
          return made.derived(() =>
            made.partitions().catch((error: unknown) => Promise.reject(withPlace(error, site()))),
          );
        },
      }),
    );
  }

  /**
   * A stream whose RDDs are made of those of two.
   *
   * @internal
   */
  withOther<U, R>(
    name: string,
    other: DStream<U>,
    of: (mine: RDD<T>, theirs: RDD<U>, ms: number) => Later<RDD<R>>,
  ): DStream<R> {
    if (!isDStream(other)) argumentsOf(name, `stream.${name}(other)`).wrong('other', 'a DStream', other);
    if (other.graph !== this.graph) {
      throw dstreamError(
        'OTHER_CONTEXT',
        `${name} joins streams of two contexts.`,
        'Make both with one StreamingContext.',
      );
    }
    const [left, right] = [this.node, other.node];
    if (left.slideMs !== right.slideMs) {
      throw dstreamError(
        'SLIDES_DIFFER',
        `${name} joins a stream with an RDD every ${left.slideMs} ms and one with an RDD every ${right.slideMs} ms.`,
        'Give both windows the same slide.',
      );
    }
    return this.streamOf(
      new StreamNode<R>(this.graph, {
        name,
        parents: [left, right],
        slideMs: left.slideMs,
        compute: async (ms) => {
          const [mine, theirs] = [await left.rdd(ms), await right.rdd(ms)];
          return mine === null || theirs === null ? null : of(mine, theirs, ms);
        },
      }),
    );
  }
}
