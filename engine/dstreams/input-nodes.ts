import { dataError } from './dstream-error.ts';
import type { RDD } from './rdd.ts';
import { ReceiverTracker } from './receiver-tracker.ts';
import type { Receiver } from './receiver.ts';
import type { StreamGraph } from './stream-graph.ts';
import { StreamNode } from './stream-node.ts';

/** Files younger than this are looked for again in each batch, for clocks that differ. */
const LOOK_BACK_MS = 60_000;

/** Whatever a receiver stores. */
export function receiverNode<T>(
  graph: StreamGraph,
  name: string,
  receiver: Receiver<T>,
  tell: (text: string) => void,
): StreamNode<T> {
  graph.refuseUnlessNew(name);
  const tracker = new ReceiverTracker(receiver, graph.clock, tell);
  const node = new StreamNode<T>(graph, {
    name,
    parents: [],
    slideMs: graph.batchMs,
    // a tracker holds what its own receiver stored
    compute: (ms) => graph.sc.computed(async () => tracker.rowsOf(ms) as readonly (readonly T[])[]),
    forget: (beforeMs) => tracker.forget(beforeMs),
  });
  graph.receivers.push(tracker);
  return node;
}

/** RDDs of a queue that the program fills. */
export function queueNode<T>(
  graph: StreamGraph,
  queue: (RDD<T> | readonly T[])[],
  oneAtATime: boolean,
  rest: RDD<T> | null,
  rddOf: (item: unknown) => RDD<T>,
): StreamNode<T> {
  return new StreamNode<T>(graph, {
    name: 'queueStream',
    parents: [],
    slideMs: graph.batchMs,
    refusesRestart: 'a queue is gone with its program',
    compute: () => {
      const taken = queue.splice(0, oneAtATime ? 1 : queue.length).map(rddOf);
      if (taken.length === 0) return rest ?? graph.sc.emptyRDD<T>();
      return taken.length === 1 ? taken[0]! : graph.sc.union(taken);
    },
  });
}

/** What a file input must know after a restart. */
interface FilesSeen {
  readonly since: number;
  readonly batches: readonly (readonly [ms: number, paths: readonly string[]])[];
}

/** Lines of the files that come to a folder. */
export function textFileNode(graph: StreamGraph, folder: string): StreamNode<string> {
  const { disk, session, batchMs } = graph;
  const lookBackMs = batchMs * Math.ceil(LOOK_BACK_MS / batchMs);
  const byBatch = new Map<number, readonly string[]>();
  let since: number | null = null;
  const find = async (ms: number): Promise<readonly string[]> => {
    const seen = new Set([...byBatch.values()].flat());
    const after = Math.max(since ?? 0, ms - lookBackMs);
    const found = (await disk.files.list(disk.resolve(folder))).filter(
      ({ path, regular, modifiedMs }) =>
        regular && !/[/\\]\.[^/\\]*$/.test(path) && modifiedMs > after && modifiedMs <= ms && !seen.has(path),
    );
    return found.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1)).map(({ path }) => path);
  };
  return new StreamNode<string>(graph, {
    name: 'textFileStream',
    parents: [],
    slideMs: batchMs,
    compute: async (ms) => {
      const paths = byBatch.get(ms) ?? (await find(ms));
      byBatch.set(ms, paths);
      return graph.sc.computed(() => Promise.all(paths.map((path) => linesOf(session, path))));
    },
    begin: () => {
      since ??= graph.clock.now();
    },
    forget: (beforeMs) => {
      for (const ms of byBatch.keys()) if (ms <= beforeMs - lookBackMs) byBatch.delete(ms);
    },
    save: (): FilesSeen => ({ since: since ?? 0, batches: [...byBatch] }),
    restore: (saved) => {
      // written by `save` of this very input
      const seen = saved as FilesSeen;
      since = seen.since;
      for (const [ms, paths] of seen.batches) byBatch.set(ms, paths);
    },
  });
}

async function linesOf(session: StreamGraph['session'], path: string): Promise<string[]> {
  const rows = await session.read.text(path).collect();
  return rows.map((row) => {
    const { value } = row as { value?: unknown };
    if (typeof value === 'string') return value;
    throw dataError('NO_TEXT', `${path} gave a line that is no text.`, 'Put files of UTF-8 text into the folder.');
  });
}
