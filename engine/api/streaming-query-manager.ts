import type { StreamingQuery } from './streaming-query.ts';

/** The queries of a session, under `session.streams`. */
export class StreamingQueryManager {
  private readonly queries = new Map<string, StreamingQuery>();

  /** The queries that run. */
  get active(): StreamingQuery[] {
    return [...this.queries.values()].filter((q) => q.isActive);
  }

  /** A query by its id, its run's id or its name. */
  get(id: string): StreamingQuery | null {
    const all = [...this.queries.values()].reverse();
    return all.find((q) => q.runId === id || q.id === id || q.name === id) ?? null;
  }

  /** Stops all queries. */
  async stopAll(): Promise<void> {
    await Promise.all(this.active.map((q) => q.stop()));
  }

  /** Waits until some query ends. */
  async awaitAnyTermination(timeoutMs?: number): Promise<boolean> {
    const waits = this.active.map((q) => q.awaitTermination(timeoutMs));
    return waits.length === 0 ? true : Promise.race(waits);
  }

  /** Adds a query; for the session. */
  add(query: StreamingQuery): void {
    this.queries.set(query.runId, query);
  }
}
