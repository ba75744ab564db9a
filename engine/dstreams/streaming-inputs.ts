import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { isArray } from '../api/arguments/is-array.ts';
import { isDStream, isRdd } from './brands.ts';
import { DStream } from './dstream.ts';
import { queueNode, receiverNode, textFileNode } from './input-nodes.ts';
import type { RDD } from './rdd.ts';
import { isReceiver, type Receiver } from './receiver.ts';
import type { AnyRow } from './rows.ts';
import { SocketReceiver } from './socket-receiver.ts';
import type { SparkContext } from './spark-context.ts';
import type { StreamGraph } from './stream-graph.ts';

/** The inputs of a context; each gives an RDD every batch, also one without rows. */
export abstract class StreamingInputs {
  protected abstract readonly graph: StreamGraph;
  /** Shows what a receiver reports. */
  protected abstract tell(text: string): void;

  /**
   * Makes RDDs of rows at hand.
   *
   * @example
   * ssc.sparkContext.parallelize([1, 2]).count()
   * // 2
   */
  get sparkContext(): SparkContext {
    return this.graph.sc;
  }

  /**
   * The lines that a TCP server sends, as UTF-8.
   *
   * Spark Streaming Programming Guide, "A Quick Example".
   *
   * @example
   * const lines = ssc.socketTextStream("localhost", 9999);
   * lines.flatMap((line) => line.split(" ")).countByValue().print();
   * ssc.getState()
   * // "INITIALIZED"
   */
  socketTextStream(hostname: string, port: number): DStream<string> {
    const given = argumentsOf('socketTextStream', 'ssc.socketTextStream("localhost", 9999)');
    const host = given.filledText('hostname', hostname);
    const receiver = new SocketReceiver(host, given.wholeNumber('port', port, 1, 65_535));
    return this.stream(receiverNode(this.graph, 'socketTextStream', receiver, (text) => this.tell(text)));
  }

  /**
   * The lines of files that come to a folder after the start; a file is taken by its time of change, once.
   *
   * Spark Streaming Programming Guide, "File Streams".
   *
   * @example
   * batchesOf(ssc.textFileStream("incoming"))
   * // [[]]
   */
  textFileStream(directory: string): DStream<string> {
    const folder = argumentsOf('textFileStream', 'ssc.textFileStream("data/incoming")').filledText(
      'directory',
      directory,
    );
    return this.stream(textFileNode(this.graph, folder));
  }

  /**
   * RDDs or arrays of a queue that the program fills.
   *
   * Spark Streaming Programming Guide, "Queue of RDDs as a Stream".
   *
   * @param oneAtATime whether a batch takes one of them, or all
   * @param defaultRDD what a batch takes when the queue is empty; no rows without it
   * @example
   * batchesOf(ssc.queueStream([["a"], ["b"]], false))
   * // [["a", "b"]]
   */
  queueStream<T extends AnyRow>(
    queue: (RDD<T> | readonly T[])[],
    oneAtATime = true,
    defaultRDD?: RDD<T> | readonly T[],
  ): DStream<T> {
    const given = argumentsOf('queueStream', 'ssc.queueStream([["a", "b"], ["c"]])');
    if (!isArray(queue)) given.wrong('queue', 'an array of RDDs or arrays', queue);
    const rddOf = (item: unknown): RDD<T> => {
      if (isRdd(item)) return item as RDD<T>;
      return this.graph.sc.parallelize(given.items('queue', item, 'an array of RDDs or arrays') as T[]);
    };
    const one = given.flag('oneAtATime', oneAtATime);
    const rest = defaultRDD === undefined ? null : rddOf(defaultRDD);
    return this.stream(queueNode<T>(this.graph, queue, one, rest, rddOf));
  }

  /**
   * What a receiver stores.
   *
   * Spark Streaming Programming Guide, "Custom Receivers".
   *
   * @example
   * class Ticks extends Receiver {
   *   onStart() { this.store("tick"); }
   *   onStop() {}
   * }
   * batchesOf(ssc.receiverStream(new Ticks()))
   * // [["tick"]]
   */
  receiverStream<T>(receiver: Receiver<T>): DStream<T> {
    const given = argumentsOf('receiverStream', 'ssc.receiverStream(new MyReceiver())');
    if (!isReceiver(receiver)) given.wrong('receiver', 'what extends Receiver', receiver);
    return this.stream(receiverNode(this.graph, 'receiverStream', receiver, (text) => this.tell(text)));
  }

  /**
   * The rows of several streams.
   *
   * @example
   * batchesOf(ssc.union([ssc.queueStream([["a"]]), ssc.queueStream([["b"]])]))
   * // [["a", "b"]]
   */
  union<T>(streams: readonly DStream<T>[]): DStream<T> {
    const given = argumentsOf('union', 'ssc.union([one, other])');
    const [first, ...rest] = given.items('streams', streams, 'an array of DStreams');
    if (!isDStream(first)) return given.wrong('streams', 'an array of DStreams', streams);
    return rest.reduce<DStream<T>>((all, next) => all.union(next as DStream<T>), first as DStream<T>);
  }

  private stream<T>(node: DStream<T>['node']): DStream<T> {
    return new DStream(this.graph, node);
  }
}
