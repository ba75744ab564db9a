import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { isRdd } from './brands.ts';
import { cut, pairOf, reduced, valuesByKey, type Pair } from './pairs.ts';
import type { RDD } from './rdd.ts';
import type { Later, Partitions } from './rows.ts';
import { rowsGiven, userFunction } from './user-function.ts';

/** What RDDs of pairs can do; a row that is no pair is an error of the job. */
export abstract class RddByKey<T> {
  /**
   * The rows, part by part, computed now unless they are kept.
   *
   * @internal
   */
  abstract partitions(): Promise<Partitions<T>>;

  /**
   * An RDD over what a function makes when it is needed.
   *
   * @internal
   */
  abstract derived<U>(compute: () => Promise<Partitions<U>>): RDD<U>;

  /**
   * The values of each key made one by a function.
   *
   * RDD Programming Guide, "Working with Key-Value Pairs".
   *
   * @example
   * sc.parallelize([["a", 1], ["b", 2], ["a", 3]]).reduceByKey((a, b) => a + b).collect()
   * // [["a", 4], ["b", 2]]
   */
  reduceByKey<K, V>(this: RddByKey<Pair<K, V>>, fn: (a: V, b: V) => Later<V>): RDD<[K, V]> {
    const both = userFunction('reduceByKey', 'rdd.reduceByKey((a, b) => a + b)', fn);
    return this.byKey('reduceByKey', (values: V[]) => reduced(values, both)) as RDD<[K, V]>;
  }

  /**
   * The values of each key as an array.
   *
   * @example
   * sc.parallelize([["a", 1], ["b", 2], ["a", 3]]).groupByKey().collect()
   * // [["a", [1, 3]], ["b", [2]]]
   */
  groupByKey<K, V>(this: RddByKey<Pair<K, V>>): RDD<[K, V[]]> {
    return this.byKey('groupByKey', (values: V[]) => values) as RDD<[K, V[]]>;
  }

  /**
   * The values of each key made one of another type: the first by one function, the rest added by another.
   *
   * @param mergeCombiners what makes one of two such values; parts are never combined apart here, so it is not called
   * @example
   * sc.parallelize([["a", 1], ["a", 3]]).combineByKey((v) => [v], (all, v) => [...all, v], (a, b) => [...a, ...b]).collect()
   * // [["a", [1, 3]]]
   */
  combineByKey<K, V, C>(
    this: RddByKey<Pair<K, V>>,
    createCombiner: (value: V) => Later<C>,
    mergeValue: (combined: C, value: V) => Later<C>,
    mergeCombiners: (a: C, b: C) => Later<C>,
  ): RDD<[K, C]> {
    const example = 'rdd.combineByKey((v) => [v], (all, v) => [...all, v], (a, b) => [...a, ...b])';
    const create = userFunction('combineByKey', example, createCombiner);
    const merge = userFunction('combineByKey', example, mergeValue);
    userFunction('combineByKey', example, mergeCombiners);
    return this.byKey('combineByKey', async ([first, ...rest]: V[]) => {
      let combined = await create(first!);
      for (const value of rest) combined = await merge(combined, value);
      return combined;
    }) as RDD<[K, C]>;
  }

  /**
   * Each value through a function, keys as they are.
   *
   * @example
   * sc.parallelize([["a", 1]]).mapValues((n) => n * 10).collect()
   * // [["a", 10]]
   */
  mapValues<K, V, W>(this: RddByKey<Pair<K, V>>, fn: (value: V) => Later<W>): RDD<[K, W]> {
    const of = userFunction('mapValues', 'rdd.mapValues((n) => n * 2)', fn);
    return this.eachPair('mapValues', async (key: K, value: V) => [[key, await of(value)]]);
  }

  /**
   * Each value through a function that gives any number of them.
   *
   * @example
   * sc.parallelize([["a", "x y"]]).flatMapValues((text) => text.split(" ")).collect()
   * // [["a", "x"], ["a", "y"]]
   */
  flatMapValues<K, V, W>(this: RddByKey<Pair<K, V>>, fn: (value: V) => Later<Iterable<W>>): RDD<[K, W]> {
    const of = userFunction('flatMapValues', 'rdd.flatMapValues((text) => text.split(" "))', fn);
    return this.eachPair('flatMapValues', async (key: K, value: V) =>
      rowsGiven('flatMapValues', await of(value)).map((item): [K, W] => [key, item]),
    );
  }

  /**
   * For each key of either side, its values on both.
   *
   * @example
   * sc.parallelize([["a", 1]]).cogroup(sc.parallelize([["a", "x"], ["b", "y"]])).collect()
   * // [["a", [[1], ["x"]]], ["b", [[], ["y"]]]]
   */
  cogroup<K, V, W>(this: RddByKey<Pair<K, V>>, other: RddByKey<Pair<K, W>>): RDD<[K, [V[], W[]]]> {
    return this.cogrouped('cogroup', other, (key, left, right) => [[key, [left, right]]]);
  }

  /**
   * Pairs of the values that two RDDs have for a key.
   *
   * @example
   * sc.parallelize([["a", 1], ["b", 2]]).join(sc.parallelize([["a", "x"]])).collect()
   * // [["a", [1, "x"]]]
   */
  join<K, V, W>(this: RddByKey<Pair<K, V>>, other: RddByKey<Pair<K, W>>): RDD<[K, [V, W]]> {
    return this.cogrouped('join', other, (key, left, right) =>
      left.flatMap((a) => right.map((b): [K, [V, W]] => [key, [a, b]])),
    );
  }

  /**
   * As `join`, and keys that only the left side has, with undefined.
   *
   * @example
   * sc.parallelize([["a", 1], ["b", 2]]).leftOuterJoin(sc.parallelize([["a", "x"]])).collect()
   * // [["a", [1, "x"]], ["b", [2, undefined]]]
   */
  leftOuterJoin<K, V, W>(this: RddByKey<Pair<K, V>>, other: RddByKey<Pair<K, W>>): RDD<[K, [V, W | undefined]]> {
    return this.cogrouped('leftOuterJoin', other, (key, left, right) =>
      left.flatMap((a) => orNothing(right).map((b): [K, [V, W | undefined]] => [key, [a, b]])),
    );
  }

  /**
   * As `join`, and keys that only the right side has, with undefined.
   *
   * @example
   * sc.parallelize([["a", 1]]).rightOuterJoin(sc.parallelize([["a", "x"], ["c", "z"]])).collect()
   * // [["a", [1, "x"]], ["c", [undefined, "z"]]]
   */
  rightOuterJoin<K, V, W>(this: RddByKey<Pair<K, V>>, other: RddByKey<Pair<K, W>>): RDD<[K, [V | undefined, W]]> {
    return this.cogrouped('rightOuterJoin', other, (key, left, right) =>
      orNothing(left).flatMap((a) => right.map((b): [K, [V | undefined, W]] => [key, [a, b]])),
    );
  }

  /**
   * As `join`, and keys that only one side has, with undefined.
   *
   * @example
   * sc.parallelize([["a", 1]]).fullOuterJoin(sc.parallelize([["c", "z"]])).collect()
   * // [["a", [1, undefined]], ["c", [undefined, "z"]]]
   */
  fullOuterJoin<K, V, W>(
    this: RddByKey<Pair<K, V>>,
    other: RddByKey<Pair<K, W>>,
  ): RDD<[K, [V | undefined, W | undefined]]> {
    return this.cogrouped('fullOuterJoin', other, (key, left, right) =>
      orNothing(left).flatMap((a) => orNothing(right).map((b): [K, [V | undefined, W | undefined]] => [key, [a, b]])),
    );
  }

  private byKey<K, V, W>(call: string, of: (values: V[]) => Later<W>): RDD<[K, W]> {
    return this.derived(async () => {
      const parts = await this.partitions();
      const made: [K, W][] = [];
      for (const [key, values] of valuesByKey<K, V>(call, parts.flat()).entries()) made.push([key, await of(values)]);
      return cut(made, parts.length);
    });
  }

  private eachPair<K, V, W>(call: string, of: (key: K, value: V) => Promise<[K, W][]>): RDD<[K, W]> {
    return this.derived(async () => {
      const made: [K, W][][] = [];
      for (const part of await this.partitions()) {
        const rows: [K, W][] = [];
        for (const row of part) for (const pair of await of(...pairOf<K, V>(call, row))) rows.push(pair);
        made.push(rows);
      }
      return made;
    });
  }

  private cogrouped<K, V, W, R>(
    this: RddByKey<Pair<K, V>>,
    call: string,
    other: RddByKey<Pair<K, W>>,
    of: (key: K, left: V[], right: W[]) => R[],
  ): RDD<R> {
    if (!isRdd(other)) argumentsOf(call, `rdd.${call}(other)`).wrong('other', 'an RDD of pairs', other);
    return this.derived(async () => {
      const [mine, theirs] = [await this.partitions(), await other.partitions()];
      const left = valuesByKey<K, V>(call, mine.flat());
      const right = valuesByKey<K, W>(call, theirs.flat());
      const alone = right.entries().filter(([key]) => !left.has(key));
      const rows = [
        ...left.entries().flatMap(([key, values]) => of(key, values, right.get(key) ?? [])),
        ...alone.flatMap(([key, values]) => of(key, [], values)),
      ];
      return cut(rows, Math.max(mine.length, theirs.length));
    });
  }
}

const orNothing = <V>(values: readonly V[]): readonly (V | undefined)[] => (values.length === 0 ? [undefined] : values);
