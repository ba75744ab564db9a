import { AsyncLocalStorage } from 'node:async_hooks';
import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { currentHost, type MimeBundle } from '../spi/host.ts';
import { INSPECT } from '../types/inspected.ts';
import { DSTREAM_MARK } from './brands.ts';
import { DStreamWindows } from './dstream-windows.ts';
import { durationOf, type Duration } from './duration.ts';
import { asJob } from './inside-job.ts';
import { LiveTable } from './live-table.ts';
import { reduced } from './pairs.ts';
import { printBatch } from './printed.ts';
import type { RDD } from './rdd.ts';
import { countsOf } from './rdd-actions.ts';
import type { AnyRow, Later } from './rows.ts';
import type { StreamGraph } from './stream-graph.ts';
import { StreamNode } from './stream-node.ts';
import { Time } from './time.ts';
import { userFunction } from './user-function.ts';

/** What is done with the RDD of a batch. */
type Deed<T> = (rdd: RDD<T>, ms: number) => Promise<void>;

/**
 * A stream as a row of RDDs, one for each batch. Its methods make other streams of it; nothing happens before an output
 * operation (`print`, `foreachRDD`) and `ssc.start()`. Functions may be async.
 *
 * Spark Streaming Programming Guide, "Discretized Streams (DStreams)".
 */
export class DStream<T> extends DStreamWindows<T> {
  /** @internal */
  override readonly node: StreamNode<T>;
  /** @internal */
  override readonly graph: StreamGraph;

  /** @internal */
  constructor(graph: StreamGraph, node: StreamNode<T>) {
    super();
    this.graph = graph;
    this.node = node;
    Object.defineProperty(this, DSTREAM_MARK, { value: true });
  }

  /** @internal */
  override streamOf<U>(node: StreamNode<U>): DStream<U> {
    return new DStream(this.graph, node);
  }

  /**
   * Each row through a function.
   *
   * Spark Streaming Programming Guide, "Transformations on DStreams".
   *
   * @example
   * batchesOf(ssc.queueStream([["a", "b"]]).map((word) => [word, 1]))
   * // [[["a", 1], ["b", 1]]]
   */
  map<U extends AnyRow>(fn: (row: T) => Later<U>): DStream<U> {
    const of = userFunction('map', 'lines.map((line) => line.length)', fn);
    return this.perBatch('map', (rdd) => rdd.map(of));
  }

  /**
   * Each row through a function that gives any number of rows.
   *
   * @example
   * batchesOf(ssc.queueStream([["to be", "or"]]).flatMap((line) => line.split(" ")))
   * // [["to", "be", "or"]]
   */
  flatMap<U extends AnyRow>(fn: (row: T) => Later<Iterable<U>>): DStream<U> {
    const of = userFunction('flatMap', 'lines.flatMap((line) => line.split(" "))', fn);
    return this.perBatch('flatMap', (rdd) => rdd.flatMap(of));
  }

  /**
   * The rows for which a function says yes.
   *
   * @example
   * batchesOf(ssc.queueStream([[1, 2, 3]]).filter((n) => n > 1))
   * // [[2, 3]]
   */
  filter(fn: (row: T) => Later<boolean>): DStream<T> {
    const wanted = userFunction('filter', 'lines.filter((line) => line !== "")', fn);
    return this.perBatch('filter', (rdd) => rdd.filter(wanted));
  }

  /**
   * Each part of each batch through a function.
   *
   * @example
   * batchesOf(ssc.queueStream([[1, 2, 3, 4]]).mapPartitions((rows) => [rows.length]))
   * // [[2, 2]]
   */
  mapPartitions<U extends AnyRow>(fn: (rows: readonly T[]) => Later<Iterable<U>>): DStream<U> {
    const of = userFunction('mapPartitions', 'lines.mapPartitions((rows) => [rows.length])', fn);
    return this.perBatch('mapPartitions', (rdd) => rdd.mapPartitions(of));
  }

  /**
   * Each part of each batch as one row.
   *
   * @example
   * batchesOf(ssc.queueStream([[1, 2, 3, 4]]).glom())
   * // [[[1, 2], [3, 4]]]
   */
  glom(): DStream<readonly T[]> {
    return this.perBatch('glom', (rdd) => rdd.glom());
  }

  /**
   * The same rows in so many parts.
   *
   * @example
   * batchesOf(ssc.queueStream([[1, 2, 3, 4]]).repartition(1).glom())
   * // [[[1, 2, 3, 4]]]
   */
  repartition(numPartitions: number): DStream<T> {
    const parts = argumentsOf('repartition', 'lines.repartition(2)').wholeNumber('numPartitions', numPartitions, 1);
    return this.perBatch('repartition', (rdd) => rdd.repartition(parts));
  }

  /**
   * The rows of both streams.
   *
   * @example
   * batchesOf(ssc.queueStream([["a"]]).union(ssc.queueStream([["b"]])))
   * // [["a", "b"]]
   */
  union(other: DStream<T>): DStream<T> {
    return this.withOther('union', other, (mine, theirs) => mine.union(theirs));
  }

  /**
   * How many rows each batch has.
   *
   * @example
   * batchesOf(ssc.queueStream([["a", "b"], []]).count(), 2)
   * // [[2], [0]]
   */
  count(): DStream<number> {
    return this.perBatch('count', (rdd) => rdd.derived(async () => [[await rdd.count()]]));
  }

  /**
   * How often each row comes in a batch.
   *
   * @example
   * batchesOf(ssc.queueStream([["a", "b", "a"]]).countByValue())
   * // [[["a", 2], ["b", 1]]]
   */
  countByValue(): DStream<[T, number]> {
    return this.perBatch('countByValue', (rdd) => rdd.derived(async () => [countsOf(await rdd.collect()).entries()]));
  }

  /**
   * The rows of each batch made one by a function; a batch without rows gives none.
   *
   * @example
   * batchesOf(ssc.queueStream([[1, 2, 3], []]).reduce((a, b) => a + b), 2)
   * // [[6], []]
   */
  reduce(fn: (a: T, b: T) => Later<T>): DStream<T> {
    const both = userFunction('reduce', 'numbers.reduce((a, b) => a + b)', fn);
    return this.perBatch('reduce', (rdd) =>
      rdd.derived(async () => {
        const rows = await rdd.collect();
        return [rows.length === 0 ? [] : [await reduced(rows, both)]];
      }),
    );
  }

  /**
   * Any function from RDD to RDD, called for each batch with the batch's time.
   *
   * Spark Streaming Programming Guide, "Transform Operation".
   *
   * @example
   * const top = ssc.queueStream([[["a", 1], ["b", 3]]]).transform((rdd) => rdd.sortBy(([, n]) => n, false));
   * batchesOf(top)
   * // [[["b", 3], ["a", 1]]]
   */
  transform<U>(fn: (rdd: RDD<T>, time: Time) => Later<RDD<U>>): DStream<U> {
    const of = userFunction('transform', 'lines.transform((rdd, time) => rdd.distinct())', fn);
    return this.perBatch('transform', (rdd, ms) => of(rdd, new Time(ms)));
  }

  /**
   * Any function from the RDDs of two streams to one, called for each batch with the batch's time.
   *
   * @example
   * const both = ssc.queueStream([["a"]]).transformWith(ssc.queueStream([["b"]]), (one, other, time) => one.union(other));
   * batchesOf(both)
   * // [["a", "b"]]
   */
  transformWith<U, R>(other: DStream<U>, fn: (mine: RDD<T>, theirs: RDD<U>, time: Time) => Later<RDD<R>>): DStream<R> {
    const example = 'lines.transformWith(others, (rdd, other, time) => rdd.union(other))';
    const of = userFunction('transformWith', example, fn);
    return this.withOther('transformWith', other, (mine, theirs, ms) => of(mine, theirs, new Time(ms)));
  }

  /**
   * Keeps what each batch is computed to, for several outputs; windows and states do so by themselves.
   *
   * @example
   * let calls = 0;
   * const lengths = ssc.queueStream([["to", "be"]]).map((word) => (calls++, word.length)).cache();
   * lengths.foreachRDD((rdd) => rdd.count());
   * await batchesOf(lengths);
   * calls
   * // 2
   */
  cache(): this {
    this.graph.refuseUnlessNew('cache');
    this.node.persisted = true;
    return this;
  }

  /**
   * The same as `cache`.
   *
   * @example
   * batchesOf(ssc.queueStream([["a"]]).persist())
   * // [["a"]]
   */
  persist(): this {
    return this.cache();
  }

  /**
   * How often a stateful stream is looked through for keys that time out. All state is written after every batch.
   *
   * Spark Streaming Programming Guide, "Checkpointing".
   *
   * @example
   * const sums = ssc.queueStream([[["a", 1]]]).updateStateByKey((values, state) => values.length + (state ?? 0));
   * batchesOf(sums.checkpoint(Seconds(10)))
   * // [[["a", 1]]]
   */
  checkpoint(interval: Duration): this {
    const given = argumentsOf('checkpoint', 'stream.checkpoint(Seconds(10))');
    this.node.checkpointMs = durationOf(given, 'interval', interval).milliseconds;
    return this;
  }

  /**
   * Prints the first rows of each batch.
   *
   * Spark Streaming Programming Guide, "Output Operations on DStreams".
   *
   * @param num how many, 10 when it is left out
   * @example
   * ssc.queueStream([["a", "b", "a"]]).countByValue().print();
   * ssc.start();
   * ssc.step()
   * // -------------------------------------------
   * // Time: 1000 ms
   * // -------------------------------------------
   * // (a,2)
   * // (b,1)
   */
  print(num = 10): void {
    const most = argumentsOf('print', 'counts.print(20)').wholeNumber('num', num, 0);
    this.eachBatch('print', (rdd, ms) => printBatch(rdd, ms, most));
  }

  /**
   * Calls a function with the RDD and the time of each batch, in the order in which outputs were said.
   *
   * Spark Streaming Programming Guide, "Design Patterns for using foreachRDD".
   *
   * @example
   * ssc.queueStream([["a", "b"]]).foreachRDD(async (rdd, time) => console.log(`${time}: ${await rdd.count()} rows`));
   * ssc.start();
   * ssc.step()
   * // 1000 ms: 2 rows
   */
  foreachRDD(fn: (rdd: RDD<T>, time: Time) => Later<unknown>): void {
    const call = userFunction('foreachRDD', 'counts.foreachRDD(async (rdd, time) => save(await rdd.collect()))', fn);
    this.eachBatch('foreachRDD', async (rdd, ms) => void (await call(rdd, new Time(ms))));
  }

  /** A live table of each batch under the cell, in which this stream is the last value or given to `display`. */
  [Symbol.for('Jupyter.display')](): MimeBundle {
    if (currentHost() === undefined) return { 'text/plain': this[INSPECT]() };
    const { graph } = this;
    if (graph.state === 'STOPPED' || (graph.state === 'ACTIVE' && this.node.zeroMs === null)) {
      return { 'text/plain': `${this[INSPECT]()}: to see it live, show it before ssc.start().` };
    }
    const table = new LiveTable(graph.session, this.node.name);
    graph.atEnd.push(() => table.end());
    const deed: Deed<T> = async (rdd, ms) => table.add(await rdd.collect(), ms);
    // to look at a stream that runs adds nothing to it
    graph.outputs.push(this.outputOf('display', deed));
    return { 'text/plain': `${this[INSPECT]()}, live below from its first batch with rows` };
  }

  [INSPECT](): string {
    return `DStream of ${this.node.name}, every ${this.node.slideMs} ms`;
  }

  private eachBatch(name: string, deed: Deed<T>): void {
    this.graph.addOutput(this.outputOf(name, deed));
  }

  private outputOf(name: string, deed: Deed<T>) {
    const { node } = this;
    // what it prints and shows belongs to the cell that says it
    const inCell = AsyncLocalStorage.snapshot();
    return {
      name,
      node: node as StreamNode<unknown>,
      job: async (ms: number) => {
        const rdd = await node.rdd(ms);
        return rdd === null ? null : () => inCell(() => asJob(async () => deed(rdd, ms)));
      },
    };
  }
}
