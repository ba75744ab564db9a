import { argumentsOf } from '../api/arguments/call-arguments.ts';
import { dataError, dstreamError } from './dstream-error.ts';
import { durationOf, type Duration } from './duration.ts';
import { pairOf, reduced, valuesByKey, type Pair } from './pairs.ts';
import type { StreamGraph } from './stream-graph.ts';
import { StreamNode } from './stream-node.ts';
import type { Called } from './user-function.ts';

/** How long a window is and how often there is one. */
export interface WindowLength {
  readonly windowMs: number;
  readonly slideMs: number;
}

/**
 * Looks at the lengths of a window.
 *
 * @throws ArgumentError DSTREAM.WINDOW_NOT_MULTIPLE
 */
export function windowLength(
  call: string,
  parent: StreamNode<unknown>,
  window: Duration,
  slide: Duration | undefined,
): WindowLength {
  const given = argumentsOf(call, `stream.${call}(..., Seconds(30), Seconds(10))`);
  const { milliseconds: windowMs } = durationOf(given, 'windowDuration', window);
  const slideMs = slide === undefined ? parent.slideMs : durationOf(given, 'slideDuration', slide).milliseconds;
  for (const [what, ms] of [
    ['window', windowMs],
    ['slide', slideMs],
  ] as const) {
    if (ms % parent.slideMs === 0) continue;
    throw dstreamError(
      'WINDOW_NOT_MULTIPLE',
      `The ${what} duration of ${call} (${ms} ms) must be a multiple of the slide duration of the stream under it (${parent.slideMs} ms).`,
      `Take a multiple of ${parent.slideMs} ms, or another batch interval.`,
    );
  }
  return { windowMs, slideMs };
}

/** The batches of a window as one RDD. */
export function windowNode<T>(
  graph: StreamGraph,
  name: string,
  parent: StreamNode<T>,
  { windowMs, slideMs }: WindowLength,
): StreamNode<T> {
  const kept = keptBatches(graph, parent);
  return new StreamNode<T>(graph, {
    name,
    parents: [kept],
    slideMs,
    looksBackMs: windowMs,
    compute: async (ms) => graph.sc.union(await kept.slice(ms - windowMs + kept.slideMs, ms)),
  });
}

/** The same batches, computed once and part of the checkpoint: windows look back at them. */
const keptBatches = <T>(graph: StreamGraph, parent: StreamNode<T>): StreamNode<T> =>
  new StreamNode<T>(graph, {
    name: 'kept',
    parents: [parent],
    slideMs: parent.slideMs,
    saves: 'all',
    compute: async (ms) => {
      const rdd = await parent.rdd(ms);
      return rdd === null ? null : rdd.derived(() => rdd.partitions());
    },
  });

/** How values are put together and taken away again. */
export interface Inverse<K, V> {
  readonly reduce: Called<[V, V], V>;
  readonly inverse: Called<[V, V], V>;
  readonly filter: Called<[Pair<K, V>], boolean> | null;
}

/** Each window from the one before: what left it is taken away, what came is added. */
export function inverseWindowNode<K, V>(
  graph: StreamGraph,
  parent: StreamNode<Pair<K, V>>,
  { windowMs, slideMs }: WindowLength,
  { reduce, inverse, filter }: Inverse<K, V>,
): StreamNode<[K, V]> {
  const batches = keptBatches(graph, parent);
  const call = 'reduceByKeyAndWindow';
  const rowsOf = async (from: number, to: number): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for (const rdd of await batches.slice(from, to)) for (const row of await rdd.collect()) rows.push(row);
    return rows;
  };
  const node: StreamNode<[K, V]> = new StreamNode<[K, V]>(graph, {
    name: call,
    parents: [batches],
    slideMs,
    looksBackMs: windowMs + slideMs,
    saves: 'newest',
    needsCheckpoint: true,
    compute: async (ms) => {
      const before = await node.rdd(ms - slideMs);
      const [begin, batchMs] = [ms - windowMs, batches.slideMs];
      return graph.sc.computed(async () => {
        const last = valuesByKey<K, V>(call, before === null ? [] : await before.collect());
        const left = valuesByKey<K, V>(call, await rowsOf(begin - slideMs + batchMs, Math.min(begin, ms - slideMs)));
        const came = valuesByKey<K, V>(call, await rowsOf(Math.max(begin, ms - slideMs) + batchMs, ms));
        const rows: [K, V][] = [];
        for (const key of allKeys(last.entries(), left.entries(), came.entries())) {
          const [old] = last.get(key) ?? [];
          const gone = old === undefined ? undefined : left.get(key);
          const added = came.get(key);
          if (old === undefined && added === undefined) throw neverAdded(key);
          const values: V[] = old === undefined ? [] : [old];
          if (gone !== undefined) values[0] = await inverse(values[0]!, await reduced(gone, reduce));
          if (added !== undefined) values.push(await reduced(added, reduce));
          rows.push([key, await reduced(values, reduce)]);
        }
        return [filter === null ? rows : await kept(rows, filter)];
      });
    },
  });
  return node;
}

async function kept<K, V>(rows: readonly [K, V][], filter: Called<[Pair<K, V>], boolean>): Promise<[K, V][]> {
  const wanted: [K, V][] = [];
  for (const row of rows) if (await filter(row)) wanted.push(row);
  return wanted;
}

const allKeys = <K>(...sides: readonly (readonly (readonly [K, unknown])[])[]): K[] => [
  ...valuesByKey<K, unknown>(
    'window',
    sides.flat().map((row) => pairOf('window', row)),
  )
    .entries()
    .map(([key]) => key),
];

const neverAdded = (key: unknown): unknown =>
  dataError(
    'NO_PREVIOUS_WINDOW_VALUE',
    `A batch leaves the window with the key ${String(key)}, which the window before does not have.`,
    'Let filterFunc drop a key only when nothing of it is left in the window.',
  );
