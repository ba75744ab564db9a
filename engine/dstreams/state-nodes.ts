import { KeyMap } from './key-map.ts';
import { pairOf, valuesByKey, type Pair } from './pairs.ts';
import type { RDD } from './rdd.ts';
import { State } from './state.ts';
import type { StateSpec } from './state-spec.ts';
import type { StreamGraph } from './stream-graph.ts';
import { StreamNode } from './stream-node.ts';
import { Time } from './time.ts';
import type { Called } from './user-function.ts';

/** `updateStateByKey`: every known key is asked in every batch. */
export function updateNode<K, V, S>(
  graph: StreamGraph,
  parent: StreamNode<Pair<K, V>>,
  update: Called<[V[], S | undefined], S | undefined>,
  initial: RDD<Pair<K, S>> | null,
): StreamNode<[K, S]> {
  const call = 'updateStateByKey';
  const node: StreamNode<[K, S]> = new StreamNode<[K, S]>(graph, {
    name: call,
    parents: [parent],
    slideMs: parent.slideMs,
    looksBackMs: parent.slideMs,
    saves: 'newest',
    needsCheckpoint: true,
    compute: async (ms) => {
      const before: RDD<Pair<K, S>> | null = (await node.rdd(ms - node.slideMs)) ?? initial;
      const came = await parent.rdd(ms);
      return graph.sc.computed(async () => {
        const states = statesOf<K, S>(call, before === null ? [] : await before.collect());
        const values = valuesByKey<K, V>(call, came === null ? [] : await came.collect());
        const rows: [K, S][] = [];
        const ask = async (key: K, state: S | undefined): Promise<void> => {
          const next = await update(values.get(key) ?? [], state);
          if (next !== undefined) rows.push([key, next]);
        };
        for (const [key, state] of states.entries()) await ask(key, state);
        for (const [key] of values.entries()) if (!states.has(key)) await ask(key, undefined);
        return [rows];
      });
    },
  });
  node.remember(2 * node.slideMs);
  return node;
}

const statesOf = <K, S>(call: string, rows: readonly unknown[]): KeyMap<K, S> =>
  KeyMap.of(rows.map((row) => pairOf<K, S>(call, row)));

/** A key's state and when data came for it last. */
interface Held<S> {
  readonly state: S;
  readonly ms: number;
}

/** What one batch of `mapWithState` comes to. */
export interface MappedBatch<K, S, M> {
  readonly mapped: readonly M[];
  readonly states: readonly (readonly [K, Held<S>])[];
}

/** `mapWithState`: only keys of the batch are asked, and those that time out. */
export function mapWithStateNode<K, V, S, M>(
  graph: StreamGraph,
  parent: StreamNode<Pair<K, V>>,
  spec: StateSpec<K, V, S, M>,
): StreamNode<MappedBatch<K, S, M>> {
  const node: StreamNode<MappedBatch<K, S, M>> = new StreamNode<MappedBatch<K, S, M>>(graph, {
    name: 'mapWithState',
    parents: [parent],
    slideMs: parent.slideMs,
    looksBackMs: parent.slideMs,
    saves: 'newest',
    needsCheckpoint: true,
    compute: async (ms) => {
      const before = await node.rdd(ms - node.slideMs);
      const came = await parent.rdd(ms);
      const looksForTimeouts = (ms - node.zeroMs!) % node.checkpointMs === 0;
      return graph.sc.computed(async () => {
        const states = KeyMap.of(before === null ? await begun(spec, ms) : (await before.collect())[0]!.states);
        const rows = came === null ? [] : await came.collect();
        return [[await mappedBatch(spec, states, rows, ms, looksForTimeouts)]];
      });
    },
  });
  node.remember(2 * node.slideMs);
  return node;
}

async function begun<K, V, S, M>(spec: StateSpec<K, V, S, M>, ms: number): Promise<[K, Held<S>][]> {
  const pairs = Array.isArray(spec.initial) ? spec.initial : await (spec.initial as RDD<Pair<K, S>>).collect();
  return pairs.map((pair: unknown) => {
    const [key, state] = pairOf<K, S>('initialState', pair);
    return [key, { state, ms }];
  });
}

async function mappedBatch<K, V, S, M>(
  spec: StateSpec<K, V, S, M>,
  states: KeyMap<K, Held<S>>,
  rows: readonly unknown[],
  ms: number,
  looksForTimeouts: boolean,
): Promise<MappedBatch<K, S, M>> {
  const mapped: M[] = [];
  const time = new Time(ms);
  const ask = async (key: K, value: V | undefined, state: State<S>): Promise<void> => {
    const row = await spec.call(time, key, value, state);
    if (row !== undefined) mapped.push(row as M);
  };
  for (const row of rows) {
    const [key, value] = pairOf<K, V>('mapWithState', row);
    const held = states.get(key);
    const state = new State<S>(held?.state, held !== undefined, false);
    await ask(key, value, state);
    if (state.change === 'removed') states.delete(key);
    else if (state.change === 'updated' || (state.exists() && spec.timeoutMs !== null))
      states.set(key, { state: state.get(), ms });
  }
  if (looksForTimeouts && spec.timeoutMs !== null) {
    const since = ms - spec.timeoutMs;
    for (const [key, held] of states.entries()) {
      if (held.ms >= since) continue;
      await ask(key, undefined, new State<S>(held.state, true, true));
      states.delete(key);
    }
  }
  return { mapped, states: states.entries() };
}
