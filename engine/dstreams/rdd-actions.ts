import { argumentsOf } from '../api/arguments/call-arguments.ts';
import type { DataFrame } from '../api/data-frame.ts';
import type { MillraceSession } from '../api/session.ts';
import type { StructType } from '../types/data-type.ts';
import { dataError } from './dstream-error.ts';
import { KeyMap } from './key-map.ts';
import { reduced } from './pairs.ts';
import { RddByKey } from './rdd-by-key.ts';
import type { Later } from './rows.ts';
import { userFunction } from './user-function.ts';

/**
 * What computes an RDD and gives something that is none.
 *
 * RDD Programming Guide, "Actions".
 */
export abstract class RddActions<T> extends RddByKey<T> {
  /** @internal */
  abstract readonly session: MillraceSession;

  /**
   * All rows.
   *
   * @example
   * sc.parallelize([1, 2]).collect()
   * // [1, 2]
   */
  async collect(): Promise<T[]> {
    return (await this.partitions()).flat() as T[];
  }

  /**
   * How many rows there are.
   *
   * @example
   * sc.parallelize(["a", "b"]).count()
   * // 2
   */
  async count(): Promise<number> {
    return (await this.partitions()).reduce((sum, part) => sum + part.length, 0);
  }

  /**
   * How often each row comes.
   *
   * @example
   * sc.parallelize(["a", "b", "a"]).countByValue()
   * // new Map([["a", 2], ["b", 1]])
   */
  async countByValue(): Promise<Map<T, number>> {
    return new Map(countsOf(await this.collect()).entries());
  }

  /**
   * Whether there is no row.
   *
   * @example
   * sc.emptyRDD().isEmpty()
   * // true
   */
  async isEmpty(): Promise<boolean> {
    return (await this.partitions()).every((part) => part.length === 0);
  }

  /**
   * The first rows.
   *
   * @example
   * sc.parallelize([1, 2, 3]).take(2)
   * // [1, 2]
   */
  async take(n: number): Promise<T[]> {
    const many = argumentsOf('take', 'rdd.take(10)').wholeNumber('n', n, 0);
    return (await this.collect()).slice(0, many);
  }

  /**
   * The first row.
   *
   * @throws RuntimeError DSTREAM.EMPTY_COLLECTION
   * @example
   * sc.emptyRDD().first()
   * // throws DSTREAM.EMPTY_COLLECTION
   */
  async first(): Promise<T> {
    const rows = await this.take(1);
    if (rows.length === 0) throw emptyRdd('first');
    return rows[0]!;
  }

  /**
   * All rows made one by a function.
   *
   * @throws RuntimeError DSTREAM.EMPTY_COLLECTION
   * @example
   * sc.parallelize([1, 2, 3]).reduce((a, b) => a + b)
   * // 6
   */
  async reduce(fn: (a: T, b: T) => Later<T>): Promise<T> {
    const both = userFunction('reduce', 'rdd.reduce((a, b) => a + b)', fn);
    const rows = await this.collect();
    if (rows.length === 0) throw emptyRdd('reduce');
    return reduced(rows, both);
  }

  /**
   * Calls a function with each row.
   *
   * @example
   * sc.parallelize([1, 2]).foreach((n) => console.log(n))
   * // 1
   * // 2
   */
  async foreach(fn: (row: T) => Later<unknown>): Promise<void> {
    const call = userFunction('foreach', 'rdd.foreach((row) => console.log(row))', fn);
    for (const part of await this.partitions()) for (const row of part) await call(row);
  }

  /**
   * Calls a function with the rows of each part: the place for what is costly to open, as a connection is.
   *
   * Spark Streaming Programming Guide, "Design Patterns for using foreachRDD".
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 2).foreachPartition((rows) => console.log(`a connection for ${rows.length} rows`))
   * // a connection for 2 rows
   * // a connection for 2 rows
   */
  async foreachPartition(fn: (rows: readonly T[]) => Later<unknown>): Promise<void> {
    const call = userFunction('foreachPartition', 'rdd.foreachPartition((rows) => send(rows))', fn);
    for (const part of await this.partitions()) await call(part);
  }

  /**
   * How many parts there are.
   *
   * @example
   * sc.parallelize([1, 2, 3, 4], 2).getNumPartitions()
   * // 2
   */
  async getNumPartitions(): Promise<number> {
    return (await this.partitions()).length;
  }

  /**
   * The rows as a DataFrame of the engine.
   *
   * Spark Streaming Programming Guide, "DataFrame and SQL Operations".
   *
   * @param schema DDL text or a schema; from the rows when it is left out
   * @example
   * const df = await sc.parallelize([["a", 4], ["b", 2]]).toDF("word STRING, n INT");
   * df.filter("n > 3")
   * // [{ word: "a", n: 4 }]
   */
  async toDF(schema?: string | StructType): Promise<DataFrame> {
    return this.session.createDataFrame(await this.collect(), schema);
  }
}

/** How often each value comes. */
export function countsOf<T>(rows: Iterable<T>): KeyMap<T, number> {
  const counts = new KeyMap<T, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}

const emptyRdd = (call: string): unknown =>
  dataError('EMPTY_COLLECTION', `${call} of an RDD without rows.`, 'Ask rdd.isEmpty() first.');
