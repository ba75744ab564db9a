import type { MillraceSession } from '../api/session.ts';
import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { INSPECT } from '../types/inspected.ts';
import { isRdd, RDD_MARK } from './brands.ts';
import { KeyMap } from './key-map.ts';
import { cut } from './pairs.ts';
import { RddActions } from './rdd-actions.ts';
import type { AnyRow, Later, Partitions } from './rows.ts';
import { rowsGiven, userFunction } from './user-function.ts';

/**
 * The rows of one batch, in parts. Nothing is computed before an action (`collect`, `count`, `foreach`, ...), and each
 * action computes it anew unless it is kept by `cache()`.
 *
 * RDD Programming Guide.
 */
export class RDD<T> extends RddActions<T> {
  /** @internal */
  override readonly session: MillraceSession;
  /** Null when the rows are kept. */
  private compute: (() => Promise<Partitions<T>>) | null;
  private rows: Partitions<T> = [];
  private keep = false;

  /** The computation that runs now, of an RDD that keeps its rows. */
  private pending: Promise<Partitions<T>> | null = null;

  constructor(session: MillraceSession, compute: () => Promise<Partitions<T>>) {
    super();
    this.session = session;
    this.compute = compute;
    Object.defineProperty(this, RDD_MARK, { value: true });
  }

  /** @internal */
  override async partitions(): Promise<Partitions<T>> {
    if (this.compute === null) return this.rows;
    if (!this.keep) return this.compute();
    // actions at once share one computation
    this.pending ??= this.kept(this.compute).finally(() => (this.pending = null));
    return this.pending;
  }

  private async kept(compute: () => Promise<Partitions<T>>): Promise<Partitions<T>> {
    const rows = await compute();
    this.rows = rows;
    this.compute = null;
    return rows;
  }

  /** @internal */
  override derived<U>(compute: () => Promise<Partitions<U>>): RDD<U> {
    return new RDD(this.session, compute);
  }

  /**
   * Each row through a function.
   *
   * @example
   * sc.parallelize([1, 2, 3]).map((n) => n * n).collect()
   * // [1, 4, 9]
   */
  map<U extends AnyRow>(fn: (row: T) => Later<U>): RDD<U> {
    const of = userFunction('map', 'rdd.map((line) => line.length)', fn);
    return this.each(async (row) => [await of(row)]);
  }

  /**
   * Each row through a function that gives any number of rows.
   *
   * @example
   * sc.parallelize(["to be", "or"]).flatMap((line) => line.split(" ")).collect()
   * // ["to", "be", "or"]
   */
  flatMap<U extends AnyRow>(fn: (row: T) => Later<Iterable<U>>): RDD<U> {
    const of = userFunction('flatMap', 'rdd.flatMap((line) => line.split(" "))', fn);
    return this.each(async (row) => rowsGiven('flatMap', await of(row)));
  }

  /**
   * The rows for which a function says yes.
   *
   * @example
   * sc.parallelize([1, 2, 3]).filter((n) => n > 1).collect()
   * // [2, 3]
   */
  filter(fn: (row: T) => Later<boolean>): RDD<T> {
    const wanted = userFunction('filter', 'rdd.filter((n) => n > 1)', fn);
    return this.each(async (row) => ((await wanted(row)) ? [row] : []));
  }

  /**
   * Each part through a function.
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 2).mapPartitions((rows) => [rows.length]).collect()
   * // [2, 2]
   */
  mapPartitions<U extends AnyRow>(fn: (rows: readonly T[]) => Later<Iterable<U>>): RDD<U> {
    const of = userFunction('mapPartitions', 'rdd.mapPartitions((rows) => [rows.length])', fn);
    return this.derived(async () => {
      const made: U[][] = [];
      for (const part of await this.partitions()) made.push(rowsGiven('mapPartitions', await of(part)));
      return made;
    });
  }

  /**
   * Each part as one row.
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 2).glom().collect()
   * // [[1, 2], [3, 4]]
   */
  glom(): RDD<readonly T[]> {
    return this.derived(async () => (await this.partitions()).map((part) => [part]));
  }

  /**
   * The rows of both.
   *
   * @example
   * sc.parallelize([1]).union(sc.parallelize([2])).collect()
   * // [1, 2]
   */
  union(other: RDD<T>): RDD<T> {
    if (!isRdd(other)) argumentsOf('union', 'rdd.union(other)').wrong('other', 'an RDD', other);
    return this.derived(async () => [...(await this.partitions()), ...(await other.partitions())]);
  }

  /**
   * Every row once.
   *
   * @example
   * sc.parallelize(["a", "b", "a"]).distinct().collect()
   * // ["a", "b"]
   */
  distinct(): RDD<T> {
    return this.derived(async () => {
      const parts = await this.partitions();
      const rows = KeyMap.of(parts.flat().map((row) => [row, true] as const)).entries();
      return cut(
        rows.map(([row]) => row),
        parts.length,
      );
    });
  }

  /**
   * The rows in the order of what a function gives for each.
   *
   * @example
   * sc.parallelize([["a", 1], ["b", 3]]).sortBy(([, n]) => n, false).collect()
   * // [["b", 3], ["a", 1]]
   */
  sortBy(fn: (row: T) => Later<string | number | bigint | boolean>, ascending = true): RDD<T> {
    const of = userFunction('sortBy', 'rdd.sortBy(([, n]) => n, false)', fn);
    return this.derived(async () => {
      const parts = await this.partitions();
      const keyed: { by: string | number | bigint | boolean; row: T }[] = [];
      for (const row of parts.flat()) keyed.push({ by: await of(row), row });
      keyed.sort((a, b) => (a.by === b.by ? 0 : a.by < b.by === ascending ? -1 : 1));
      return cut(
        keyed.map(({ row }) => row),
        parts.length,
      );
    });
  }

  /**
   * The same rows in so many parts.
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 1).repartition(2).glom().collect()
   * // [[1, 2], [3, 4]]
   */
  repartition(numPartitions: number): RDD<T> {
    const parts = argumentsOf('repartition', 'rdd.repartition(2)').wholeNumber('numPartitions', numPartitions, 1);
    return this.derived(async () => cut((await this.partitions()).flat(), parts));
  }

  /**
   * Keeps the rows once they are computed.
   *
   * @example
   * let calls = 0;
   * const kept = sc.parallelize([1, 2]).map((n) => (calls++, n)).cache();
   * [await kept.count(), await kept.count(), calls]
   * // [2, 2, 2]
   */
  cache(): this {
    this.keep = true;
    return this;
  }

  [INSPECT](): string {
    return 'RDD';
  }

  private each<U>(of: (row: T) => Promise<readonly U[]>): RDD<U> {
    return this.derived(async () => {
      const made: U[][] = [];
      for (const part of await this.partitions()) {
        const rows: U[] = [];
        for (const row of part) for (const item of await of(row)) rows.push(item);
        made.push(rows);
      }
      return made;
    });
  }
}
