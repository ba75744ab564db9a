import type { ViewOptions } from '../../engine/spi/host.ts';
import { batchBar } from './batch-bars.ts';
import { chartSource } from './charts/chart-source.ts';
import type { ChartSource } from './charts/define-chart.ts';
import type { ViewClock } from './clock.ts';
import { errorModel } from './error-model.ts';
import { plainText } from './escape.ts';
import { FrameLimiter } from './frame-limiter.ts';
import { headOf } from './head.ts';
import type { KernelMessage, Tab, ViewFrame, ViewMessage } from './protocol.ts';
import { queryFrame } from './query-frame.ts';
import type { QueryRecord } from './query-record.ts';
import { FIRST_PLACE, type Place } from './table-model.ts';

const MOST_LIMIT = 100;
const LONGEST_FILTER = 200;

/** What a view may do to the world. */
export interface SessionActions {
  send(message: KernelMessage): void;
  stop(): void;
  restart(): void;
  lost(): void;
}

/** One open view: where it looks, what it has, and the pace at which it is told. */
export class ViewSession {
  private readonly record: QueryRecord;
  private readonly view: ViewOptions;
  private readonly actions: SessionActions;
  private readonly limiter: FrameLimiter;
  private place: Place = FIRST_PLACE;
  private tab: Tab;
  private paused = false;
  private lastBar = -1;
  private runId: string | null = null;
  private columns = '';
  private source: ChartSource | null = null;

  constructor(record: QueryRecord, view: ViewOptions, tab: Tab, clock: ViewClock, actions: SessionActions) {
    this.record = record;
    this.view = view;
    this.tab = tab;
    this.actions = actions;
    this.limiter = new FrameLimiter(clock, {
      emit: (seq, hidden) => (hidden || this.paused ? this.sendMetrics(seq) : this.sendFrame(seq)),
      lost: () => actions.lost(),
    });
  }

  /** Everything, at once: at the opening, and whenever the query's state changes. */
  sendState(): Promise<void> {
    return this.limiter.now(async (seq) => {
      const frame = await this.frame(this.runId !== this.record.latest?.runId);
      const query = this.record.latest;
      if (!frame || !query) return;
      this.runId = query.runId;
      const chart = this.source?.model ?? null;
      const error = errorModel(query);
      this.actions.send({ type: 'state', seq, runId: query.runId, frame, chart, error, triggerMs: query.triggerMs });
    });
  }

  /** Gives the page the output that its file must keep. */
  keep(bundle: Readonly<Record<string, unknown>>): void {
    this.actions.send({ type: 'snapshot', bundle });
  }

  /** Tells the reader what went wrong with something asked. */
  notice(text: string): void {
    this.actions.send({ type: 'notice', text: plainText(text).slice(0, 300) });
  }

  /** A new batch is there. */
  offer(): void {
    this.limiter.offer();
  }

  /** A view that was attached before and stands still. */
  hold(): void {
    this.paused = true;
  }

  receive(message: ViewMessage): void {
    switch (message.type) {
      case 'ack':
        return this.limiter.ack(whole(message.seq, 0, Number.MAX_SAFE_INTEGER));
      case 'stop':
        return this.actions.stop();
      case 'restart':
        return this.actions.restart();
      case 'visible':
        return this.limiter.setHidden(!message.visible);
      case 'page':
        return this.look({
          offset: whole(message.offset, 0, 1e9),
          limit: whole(message.limit ?? this.place.limit, 1, MOST_LIMIT),
        });
      case 'sort': {
        const { column, descending } = message;
        const known = typeof column === 'number' && Number.isInteger(column) && column >= 0;
        return this.look({ offset: 0, sort: known ? { column, descending: descending === true } : null });
      }
      case 'filter':
        return this.look({ offset: 0, filter: textOf(message.text).slice(0, LONGEST_FILTER) });
      case 'mode':
        this.tab = message.tab === 'chart' || message.tab === 'batches' ? message.tab : 'table';
        if (!this.paused) void this.answer();
        return;
      case 'pause':
        if (this.paused === (message.paused === true)) return;
        this.paused = message.paused === true;
        void this.answer();
    }
  }

  close(): void {
    this.limiter.close();
  }

  private look(change: Partial<Place>): void {
    this.place = { ...this.place, ...change };
    void this.answer();
  }

  /** Answers what the reader did; the only frames that a paused view takes. */
  private answer(): Promise<void> {
    return this.limiter.now((seq) => this.sendFrame(seq, this.paused));
  }

  private async sendFrame(seq: number, hold = false): Promise<void> {
    const frame = await this.frame(false, hold);
    if (!frame) return;
    if (this.paused && !hold) return this.sendMetrics(seq);
    this.actions.send({ type: 'frame', seq, frame, ...(hold ? { hold: true } : {}) });
  }

  private sendMetrics(seq: number): void {
    const query = this.record.latest;
    if (!query) return;
    const { traces } = this.record;
    const bars = traces
      .filter((trace) => trace.batchId > this.lastBar)
      .map((trace) => batchBar(trace, this.record.wall));
    this.lastBar = traces.at(-1)?.batchId ?? this.lastBar;
    this.actions.send({
      type: 'metrics',
      seq,
      head: headOf(query, traces, { title: this.view.title, note: this.record.note }, this.record.wall),
      bars,
    });
  }

  private async frame(fresh: boolean, whole = false): Promise<ViewFrame | null> {
    if (fresh) this.lastBar = -1;
    const frame = await queryFrame(
      this.record,
      {
        place: this.place,
        title: this.view.title,
        chart: this.chart(),
        chartOpen: whole || this.tab === 'chart',
        lastBar: this.lastBar,
      },
      this.record.wall,
    );
    this.lastBar = frame?.bars.at(-1)?.batchId ?? this.lastBar;
    return frame;
  }

  /** The chart for the result's present columns. */
  private chart(): ChartSource | null {
    const columns = this.record.latest?.columns ?? [];
    const key = JSON.stringify(columns);
    if (key !== this.columns) {
      this.columns = key;
      this.source = chartSource(this.view, columns, this.record.wall);
    }
    return this.source;
  }
}

/** What a page sends is what it sends: a message may lack any part. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function whole(value: unknown, least: number, most: number): number {
  const number = Math.floor(Number(value));
  return Number.isFinite(number) ? Math.min(most, Math.max(least, number)) : least;
}
