import { systemClock } from '../runtime/system-clock.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { tellListeners, type StreamingQueryListener } from './streaming-query-listener.ts';
import type { QueryEvent, StreamingQuery } from './streaming-query.ts';

/** Runs whose start may still be answered. */
const EARLY_KEPT = 50;
/** Of those that nobody asks for. */
const EVENTS_KEPT = 100;

/** The queries of a session, under `session.streams`. */
export class StreamingQueryManager {
  private readonly queries = new Map<string, StreamingQuery>();
  /** Events of runs whose start has not been answered yet: a query may end before that. */
  private readonly early = new Map<string, QueryEvent[]>();
  private readonly listeners = new Set<StreamingQueryListener>();
  /** A query that has ended since that was last forgotten: the last that failed, if one did. */
  private terminated: StreamingQuery | null = null;

  /**
   * The queries that run.
   *
   * @example
   * await query.stop();
   * session.streams.active.length
   * // 0
   */
  get active(): StreamingQuery[] {
    return [...this.queries.values()].filter((q) => q.isActive);
  }

  /**
   * A query that runs, by its id, its run's id or its name; null when there is none.
   *
   * @example
   * session.streams.get("clicks") === query
   * // true
   */
  get(id: string): StreamingQuery | null {
    argumentsOf('streams.get', 'session.streams.get("totals")').text('id', id);
    const all = [...this.queries.values()].reverse();
    return all.find((q) => q.runId === id || q.id === id || q.name === id) ?? null;
  }

  /**
   * Stops all queries.
   *
   * @example
   * await session.streams.stopAll();
   * query.isActive
   * // false
   */
  async stopAll(): Promise<void> {
    await Promise.all(this.active.map((q) => q.stop()));
  }

  /**
   * Waits until a query of the session has ended; one that ended before counts until `resetTerminated()`. Where none runs
   * there is nothing to wait for.
   *
   * @param timeoutMs gives up after so many milliseconds
   * @returns true when one ended, false when the time was up
   * @throws StreamingQueryError when the one that ended failed
   * @example
   * session.streams.resetTerminated();
   * [query.isActive, await session.streams.awaitAnyTermination(10)]
   * // [true, false]
   */
  async awaitAnyTermination(timeoutMs?: number): Promise<boolean> {
    if (this.terminated !== null) return this.terminated.awaitTermination();
    if (timeoutMs !== undefined) {
      argumentsOf('awaitAnyTermination', 'session.streams.awaitAnyTermination(1000)').positiveOrZero(
        'timeoutMs',
        timeoutMs,
      );
    }
    const { active } = this;
    const others = active.filter((q) => !q.waitsForItself);
    const waits = (others.length > 0 ? others : active).map((q) => q.awaitTermination(timeoutMs));
    return waits.length === 0 ? true : Promise.race(waits);
  }

  /**
   * Forgets the queries that have ended: `awaitAnyTermination` waits for the next one.
   *
   * @example
   * await query.stop();
   * session.streams.resetTerminated();
   * session.streams.active.length
   * // 0
   */
  resetTerminated(): void {
    this.terminated = null;
  }

  /**
   * Tells a listener of all queries from now on.
   *
   * @example
   * const told = [];
   * session.streams.addListener({ onQueryProgress: ({ progress }) => told.push(progress.numInputRows) });
   * await clicks.addData(["ana", 1]);
   * await query.processAllAvailable();
   * told
   * // [1]
   */
  addListener(listener: StreamingQueryListener): void {
    if (typeof listener !== 'object' || listener === null)
      LISTENER.wrong('listener', 'an object of functions', listener);
    this.listeners.add(listener);
  }

  /**
   * The listeners that are told.
   *
   * @example
   * session.streams.listListeners().includes({})
   * // false
   */
  listListeners(): StreamingQueryListener[] {
    return [...this.listeners];
  }

  /**
   * Tells a listener nothing more.
   *
   * @example
   * const listener = { onQueryTerminated: () => console.log("ended") };
   * session.streams.addListener(listener);
   * session.streams.removeListener(listener);
   * session.streams.listListeners().includes(listener)
   * // false
   */
  removeListener(listener: StreamingQueryListener): void {
    this.listeners.delete(listener);
  }

  /**
   * Adds a query; for the session.
   *
   * @internal
   */
  add(query: StreamingQuery): void {
    this.queries.set(query.runId, query);
    const { id, runId, name } = query;
    const timestamp = new Date(systemClock.now()).toISOString();
    tellListeners(this.listeners, (listener) => listener.onQueryStarted?.({ id, runId, name, timestamp }));
    const events = this.early.get(query.runId) ?? [];
    this.early.delete(query.runId);
    for (const event of events) this.receive(query.runId, event);
  }

  /**
   * Takes what the engine tells of a run.
   *
   * @internal
   */
  receive(runId: string, event: QueryEvent): void {
    const query = this.queries.get(runId);
    if (query !== undefined) {
      if (event.ended !== undefined) this.queries.delete(runId);
      query.receive(event);
      this.tell(query, event);
      return;
    }
    this.early.set(runId, [...(this.early.get(runId) ?? []), event].slice(-EVENTS_KEPT));
    // A run that a view has started again is nobody's here.
    const [oldest] = this.early.keys();
    if (this.early.size > EARLY_KEPT) this.early.delete(oldest!);
  }

  private tell(query: StreamingQuery, { progress, idle, ended }: QueryEvent): void {
    const { listeners } = this;
    if (idle !== undefined) {
      const event = { id: query.id, runId: query.runId, ...idle };
      tellListeners(listeners, (listener) => listener.onQueryIdle?.(event));
    }
    if (progress !== undefined) tellListeners(listeners, (listener) => listener.onQueryProgress?.({ progress }));
    if (ended === undefined) return;
    const { id, runId } = query;
    const { error } = ended;
    // A failure is not hidden by a query that came to its end.
    if (this.terminated === null || error !== null) this.terminated = query;
    const event = {
      id,
      runId,
      exception: error?.message ?? null,
      errorClassOnException: error?.condition ?? null,
    };
    tellListeners(listeners, (listener) => listener.onQueryTerminated?.(event));
  }
}

const LISTENER = argumentsOf('addListener', 'session.streams.addListener({ onQueryProgress: ({ progress }) => ... })');
