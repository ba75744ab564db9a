import type { BatchTrace, Page, PageRequest, QueryView, ViewRequests } from '../../spi/view-port.ts';
import type { Clock } from '../../spi/runtime.ts';
import type { Relation } from '../../plan/relation.ts';
import { ArgumentError } from '../../types/errors.ts';
import type { QueryRecord } from './query-record.ts';

/** Queries that ended and whose rows a view can still ask for. */
const ENDED_KEPT = 50;

/** The streaming queries of a session, and the last that ended. */
export class RunningQueries {
  /** By run id. */
  private readonly records = new Map<string, QueryRecord>();

  /** @returns the owners none of whose queries can be looked at any more */
  add(record: QueryRecord): number[] {
    this.records.set(record.execution.options.runId, record);
    const ended = [...this.records].filter(([, { state }]) => state === 'stopped' || state === 'failed');
    const leaving = ended.slice(0, -ENDED_KEPT);
    for (const [runId] of leaving) this.records.delete(runId);
    const owners = new Set(leaving.map(([, { spec }]) => spec.ownerId));
    for (const { spec } of this.records.values()) owners.delete(spec.ownerId);
    return [...owners];
  }

  get size(): number {
    return this.records.size;
  }

  /** What they read, ended ones included: a view can start them again. */
  get relations(): Relation[] {
    return [...this.records.values()].map(({ spec }) => spec.relation);
  }

  /** @throws ArgumentError QUERY_NOT_FOUND */
  get(runId: string): QueryRecord {
    const query = this.records.get(runId);
    if (query !== undefined) return query;
    throw new ArgumentError({
      condition: 'QUERY_NOT_FOUND',
      message: `There is no query ${runId}.`,
      hint: 'session.streams.active lists the running ones.',
    });
  }

  /** @throws ArgumentError when a running query has the name */
  checkName(name: string | null): void {
    if (name === null) return;
    for (const { spec, state } of this.records.values()) {
      if (spec.name === name && (state === 'starting' || state === 'running')) throw nameTaken(name);
    }
  }

  /** Those that run on a checkpoint. */
  activeOn(directory: string): QueryRecord[] {
    return [...this.records.values()].filter(
      ({ execution, state }) =>
        (state === 'starting' || state === 'running') && execution.options.checkpoint.directory === directory,
    );
  }

  /** Lets all of them look for new data. */
  wakeUp(): void {
    for (const { execution } of this.records.values()) execution.wakeUp();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.records.values()].map(({ execution }) => execution.stop()));
  }

  /** What a view asks of them. @param restart starts a query again; gives the run id */
  viewRequests(clock: Clock, restart: (query: QueryRecord) => Promise<string>): ViewRequests {
    return {
      query: async (id): Promise<{ query: QueryView; traces: readonly BatchTrace[] } | null> => {
        const query = this.find(id);
        return query === undefined ? null : { query: query.view(clock.now()), traces: query.traces };
      },
      page: async (id: string, page: PageRequest): Promise<Page | null> => this.find(id)?.ring?.page(page) ?? null,
      stop: async (id) => this.find(id)?.execution.stop(),
      restart: async (id) => {
        const query = this.find(id);
        return query === undefined ? undefined : restart(query);
      },
      list: async () => [...this.records.values()].map((query) => query.view(clock.now())),
    };
  }

  /** By run id, or the newest run by query id. */
  private find(id: string): QueryRecord | undefined {
    return this.records.get(id) ?? [...this.records.values()].findLast((query) => query.execution.id === id);
  }
}

const nameTaken = (name: string): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: `Cannot start query with name ${name} as a query with that name is already active in this session.`,
    hint: 'Stop the other query, or give this one another queryName.',
  });
