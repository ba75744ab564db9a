import type { StreamingQuery } from './streaming-query.ts';

/** The queries of a session, under `session.streams`. */
export class StreamingQueryManager {
  private readonly queries = new Map<string, StreamingQuery>();

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
   * A query by its id, its run's id or its name; null when there is none.
   *
   * @example
   * session.streams.get("clicks") === query
   * // true
   */
  get(id: string): StreamingQuery | null {
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
  }
}
