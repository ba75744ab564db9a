import type { BatchTrace, Page, PageRequest, QueryView, ViewClient, ViewEvent } from '../../engine/spi/view-port.ts';
import { createWallClock, type WallClock } from './wall-clock.ts';

const MOST_TRACES = 120;

/** What the kernel process remembers of one query: its state at each recent batch, and the last rows it saw. */
export class QueryRecord {
  readonly queryId: string;
  /** The id of the query's present run with the engine; a restart may change it. */
  engineId: string;
  private readonly client: ViewClient;
  private newest: QueryView | null = null;
  private recent: BatchTrace[] = [];
  private readonly atBatch = new Map<number, QueryView>();
  private pageSeen: Page | null = null;
  private endNote: string | null = null;
  private readonly now: () => number;
  private zoneClock: { readonly timeZone: string | undefined; readonly clock: WallClock } | null = null;

  constructor(queryId: string, client: ViewClient, now: () => number) {
    this.queryId = queryId;
    this.engineId = queryId;
    this.client = client;
    this.now = now;
  }

  /** In the zone of the query. */
  get wall(): WallClock {
    const timeZone = this.newest?.timeZone;
    if (this.zoneClock === null || this.zoneClock.timeZone !== timeZone)
      this.zoneClock = { timeZone, clock: createWallClock(timeZone, this.now) };
    return this.zoneClock.clock;
  }

  get latest(): QueryView | null {
    return this.newest;
  }

  get traces(): readonly BatchTrace[] {
    return this.recent;
  }

  /** The first rows in the engine's order, as they were last seen; what remains when the engine is gone. */
  get lastPage(): Page | null {
    return this.pageSeen;
  }

  /** Why the query ended, when its engine did. */
  get note(): string | null {
    return this.endNote;
  }

  /** Asks the engine what it knows; false when it does not know the query. */
  async load(): Promise<boolean> {
    const known = await this.client.query(this.engineId);
    if (!known) return false;
    this.recent = known.traces.slice(-MOST_TRACES);
    this.newest = known.query;
    this.endNote = null;
    this.atBatch.clear();
    const last = this.recent.at(-1);
    if (last) this.atBatch.set(last.batchId, known.query);
    return true;
  }

  take(event: ViewEvent): void {
    if (this.newest && event.query.runId !== this.newest.runId) {
      this.recent = [];
      this.atBatch.clear();
    }
    this.newest = event.query;
    this.endNote = null;
    if (event.kind !== 'batch') return;
    const { trace } = event;
    if (trace.batchId <= (this.recent.at(-1)?.batchId ?? -1)) return;
    this.recent.push(trace);
    this.atBatch.set(trace.batchId, event.query);
    if (this.recent.length > MOST_TRACES) {
      const old = this.recent.shift();
      if (old) this.atBatch.delete(old.batchId);
    }
  }

  /** The engine ended under the query. */
  end(reason: string, atMs: number): void {
    if (!this.newest || this.newest.state === 'stopped' || this.newest.state === 'failed') return;
    this.newest = { ...this.newest, state: 'stopped', endedMs: atMs };
    this.endNote = reason;
  }

  /** The query and its traces as they were at a batch, so that a header fits the rows under it. */
  at(batchId: number): { query: QueryView; traces: readonly BatchTrace[] } | null {
    const latest = this.newest;
    if (!latest) return null;
    const end = this.recent.findLastIndex((trace) => trace.batchId <= batchId) + 1;
    const then = this.atBatch.get(batchId) ?? latest;
    // figures are of the batch, the state is of now: a stopped query is stopped at whatever batch one looks
    const query = { ...then, state: latest.state, endedMs: latest.endedMs, error: latest.error };
    return { query: latest.state === 'running' ? query : latest, traces: this.recent.slice(0, end) };
  }

  /** A page of rows; null when the engine is gone or does not know the query. */
  async page(request: PageRequest): Promise<Page | null> {
    // batches that change no row leave a page's number behind; what was asked after batch N holds all of N
    const known = this.recent.at(-1)?.batchId ?? -1;
    let page: Page | null = null;
    try {
      page = await this.client.page(this.engineId, request);
      if (page !== null && page.batchId < known) page = { ...page, batchId: known };
    } catch {
      return null;
    }
    const plain = request.offset === 0 && request.sort === undefined && request.filter === undefined;
    const richer =
      page !== null &&
      (this.pageSeen === null || page.batchId > this.pageSeen.batchId || page.rows.length > this.pageSeen.rows.length);
    if (plain && richer) this.pageSeen = page;
    return page;
  }
}
