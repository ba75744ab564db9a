import { argumentsOf } from '../api/arguments/call-arguments.ts';
import type { MillraceSession } from '../api/session.ts';
import { isRdd } from './brands.ts';
import { cut } from './pairs.ts';
import { RDD } from './rdd.ts';
import type { AnyRow } from './rows.ts';

/** Parts of an RDD whose number nobody says. */
const PARALLELISM = 2;

/** Makes RDDs of rows at hand: `ssc.sparkContext`. */
export class SparkContext {
  private readonly session: MillraceSession;

  constructor(session: MillraceSession) {
    this.session = session;
  }

  /**
   * An RDD of rows at hand.
   *
   * @param numSlices parts, 2 when it is left out
   * @example
   * sc.parallelize(["a", "b", "c"], 3).getNumPartitions()
   * // 3
   */
  parallelize<T extends AnyRow>(rows: Iterable<T>, numSlices: number = PARALLELISM): RDD<T> {
    const given = argumentsOf('parallelize', 'sc.parallelize([1, 2, 3], 2)');
    const list = given.items('rows', rows, 'an array or another iterable') as T[];
    const parts = cut(list, given.wholeNumber('numSlices', numSlices, 1));
    return new RDD(this.session, async () => parts);
  }

  /**
   * An RDD without rows.
   *
   * @example
   * sc.emptyRDD().collect()
   * // []
   */
  emptyRDD<T>(): RDD<T> {
    return new RDD<T>(this.session, async () => []);
  }

  /**
   * The rows of several RDDs.
   *
   * @example
   * sc.union([sc.parallelize([1]), sc.parallelize([2]), sc.parallelize([3])]).collect()
   * // [1, 2, 3]
   */
  union<T>(rdds: readonly RDD<T>[]): RDD<T> {
    const given = argumentsOf('union', 'sc.union([one, other])');
    for (const each of given.items('rdds', rdds, 'an array of RDDs')) {
      if (!isRdd(each)) given.wrong('rdds', 'an array of RDDs', rdds);
    }
    return new RDD(this.session, async () => {
      const parts: (readonly T[])[] = [];
      for (const rdd of rdds) for (const part of await rdd.partitions()) parts.push(part);
      return parts;
    });
  }

  /**
   * An RDD over what a function makes.
   *
   * @internal
   */
  computed<T>(compute: () => Promise<readonly (readonly T[])[]>): RDD<T> {
    return new RDD(this.session, compute);
  }
}
