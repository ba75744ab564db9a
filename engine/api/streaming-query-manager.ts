import { argumentsOf } from './arguments/call-arguments.ts';
import type { QueryEvent, StreamingQuery } from './streaming-query.ts';

/** Runs whose start may still be answered. */
const EARLY_KEPT = 50;

/** The queries of a session, under `session.streams`. */
export class StreamingQueryManager {
  private readonly queries = new Map<string, StreamingQuery>();
  /** Events of runs whose start has not been answered yet: a query may end before that. */
  private readonly early = new Map<string, QueryEvent>();

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
   * Waits until one of the queries that run ends.
   *
   * @param timeoutMs gives up after so many milliseconds
   * @returns true when one ended, false when the time was up
   * @throws StreamingQueryError when the one that ended failed
   * @example
   * [query.isActive, await session.streams.awaitAnyTermination(10)]
   * // [true, false]
   */
  async awaitAnyTermination(timeoutMs?: number): Promise<boolean> {
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
   * Adds a query; for the session.
   *
   * @internal
   */
  add(query: StreamingQuery): void {
    this.queries.set(query.runId, query);
    const event = this.early.get(query.runId);
    this.early.delete(query.runId);
    if (event !== undefined) this.receive(query.runId, event);
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
      return query.receive(event);
    }
    this.early.set(runId, { ...this.early.get(runId), ...event });
    // A run that a view has started again is nobody's here.
    const [oldest] = this.early.keys();
    if (this.early.size > EARLY_KEPT) this.early.delete(oldest!);
  }
}
