import type { BatchTrace, Page, PageRequest, QueryView, ViewClient, ViewEvent } from '../../engine/spi/view-port.ts';
import { createWallClock, type WallClock } from './wall-clock.ts';

const MOST_TRACES = 120;

/** What the kernel process remembers of one query: its state at each recent batch, and the last rows it saw. */
export class QueryRecord {
  readonly queryId: string;
  /** The id of the query's present run with the engine; a restart may change it. */
  engineId: string;
  readonly #client: ViewClient;
  #latest: QueryView | null = null;
  #traces: BatchTrace[] = [];
  readonly #atBatch = new Map<number, QueryView>();
  #lastPage: Page | null = null;
  #note: string | null = null;
  readonly #now: () => number;
  #wall: { readonly timeZone: string | undefined; readonly clock: WallClock } | null = null;

  constructor(queryId: string, client: ViewClient, now: () => number) {
    this.queryId = queryId;
    this.engineId = queryId;
    this.#client = client;
    this.#now = now;
  }

  /** In the zone of the query. */
  get wall(): WallClock {
    const timeZone = this.#latest?.timeZone;
    if (this.#wall === null || this.#wall.timeZone !== timeZone)
      this.#wall = { timeZone, clock: createWallClock(timeZone, this.#now) };
    return this.#wall.clock;
  }

  get latest(): QueryView | null {
    return this.#latest;
  }

  get traces(): readonly BatchTrace[] {
    return this.#traces;
  }

  /** The first rows in the engine's order, as they were last seen; what remains when the engine is gone. */
  get lastPage(): Page | null {
    return this.#lastPage;
  }

  /** Why the query ended, when its engine did. */
  get note(): string | null {
    return this.#note;
  }

  /** Asks the engine what it knows; false when it does not know the query. */
  async load(): Promise<boolean> {
    const known = await this.#client.query(this.engineId);
    if (!known) return false;
    this.#traces = known.traces.slice(-MOST_TRACES);
    this.#latest = known.query;
    this.#note = null;
    this.#atBatch.clear();
    const last = this.#traces.at(-1);
    if (last) this.#atBatch.set(last.batchId, known.query);
    return true;
  }

  take(event: ViewEvent): void {
    if (this.#latest && event.query.runId !== this.#latest.runId) {
      this.#traces = [];
      this.#atBatch.clear();
    }
    this.#latest = event.query;
    this.#note = null;
    if (event.kind !== 'batch') return;
    const { trace } = event;
    if (trace.batchId <= (this.#traces.at(-1)?.batchId ?? -1)) return;
    this.#traces.push(trace);
    this.#atBatch.set(trace.batchId, event.query);
    if (this.#traces.length > MOST_TRACES) {
      const old = this.#traces.shift();
      if (old) this.#atBatch.delete(old.batchId);
    }
  }

  /** The engine ended under the query. */
  end(reason: string, atMs: number): void {
    if (!this.#latest || this.#latest.state === 'stopped' || this.#latest.state === 'failed') return;
    this.#latest = { ...this.#latest, state: 'stopped', endedMs: atMs };
    this.#note = reason;
  }

  /** The query and its traces as they were at a batch, so that a header fits the rows under it. */
  at(batchId: number): { query: QueryView; traces: readonly BatchTrace[] } | null {
    const latest = this.#latest;
    if (!latest) return null;
    const end = this.#traces.findLastIndex((trace) => trace.batchId <= batchId) + 1;
    const then = this.#atBatch.get(batchId) ?? latest;
    // figures are of the batch, the state is of now: a stopped query is stopped at whatever batch one looks
    const query = { ...then, state: latest.state, endedMs: latest.endedMs, error: latest.error };
    return { query: latest.state === 'running' ? query : latest, traces: this.#traces.slice(0, end) };
  }

  /** A page of rows; null when the engine is gone or does not know the query. */
  async page(request: PageRequest): Promise<Page | null> {
    // batches that change no row leave a page's number behind; what was asked after batch N holds all of N
    const known = this.#traces.at(-1)?.batchId ?? -1;
    let page: Page | null = null;
    try {
      page = await this.#client.page(this.engineId, request);
      if (page !== null && page.batchId < known) page = { ...page, batchId: known };
    } catch {
      return null;
    }
    const plain = request.offset === 0 && request.sort === undefined && request.filter === undefined;
    const richer =
      page !== null &&
      (this.#lastPage === null ||
        page.batchId > this.#lastPage.batchId ||
        page.rows.length > this.#lastPage.rows.length);
    if (plain && richer) this.#lastPage = page;
    return page;
  }
}
