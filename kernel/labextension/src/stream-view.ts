import type {
  BatchBar,
  ErrorModel,
  Head,
  KernelMessage,
  OpenMessage,
  Payload,
  Tab,
  TableModel,
  ViewFrame,
  ViewMessage,
} from '../../views/protocol.ts';
import { BatchesPart } from './batches-part.ts';
import { ChartPart } from './chart-part.ts';
import { button, element, setHidden, setText } from './dom.ts';
import { ErrorPart } from './error-part.ts';
import { TableFoot } from './foot-part.ts';
import { count } from './format.ts';
import { HeadPart } from './head-part.ts';
import type { Channel, Link } from './link.ts';
import { localPage } from './local-page.ts';
import { watchSurroundings } from './surroundings.ts';
import { addStyle } from './style.ts';
import { TablePart } from './table-part.ts';
import { TabsPart } from './tabs-part.ts';

/** Writes the bundle of a query's end into the notebook's model. */
export type KeepSnapshot = (bundle: Readonly<Record<string, unknown>>) => void;

/** How the view stands to its query: not yet answered, live, or no longer known to the kernel. */
type Attachment = 'waiting' | 'live' | 'gone';

const MOST_BARS = 120;

/**
 * One output: a live query, its saved snapshot, or a static result. It draws plain DOM and knows nothing of JupyterLab;
 * what the kernel sends is kept, and drawn at most once per animation frame.
 */
export class StreamView {
  readonly node = element('div', 'mr-view');
  readonly #link: Link | null;
  readonly #keep: KeepSnapshot | null;
  readonly #card = element('div', 'mr-card');
  readonly #head = new HeadPart();
  readonly #error = new ErrorPart();
  readonly #tabs = new TabsPart((tab) => this.#choose(tab));
  readonly #panes = element('div', 'mr-panes');
  readonly #table = new TablePart({
    sort: (column, descending) => this.#ask({ type: 'sort', column, descending }),
  });
  readonly #foot = new TableFoot({
    page: (offset, limit) => this.#page(offset, limit),
    filter: (text) => this.#ask({ type: 'filter', text }),
  });
  readonly #chart = new ChartPart();
  readonly #batches = new BatchesPart();
  readonly #empty = element('div', 'mr-empty mr-no-rows');
  readonly #note = element('div', 'mr-foot mr-saved');
  readonly #pause = button('Pause view', 'Hold table and chart still; the query runs on', () => this.#togglePause());
  readonly #stop = button('Stop', 'Stop the query', () => this.#send({ type: 'stop' }));
  readonly #restart = button('Start again', 'Start the query again from its last committed batch', () =>
    this.#send({ type: 'restart' }),
  );
  readonly #unwatch: () => void;

  #channel: Channel | null = null;
  #attachment: Attachment = 'waiting';
  #payload: Payload | null = null;
  #tab: Tab = 'table';
  #paused = false;
  #visible = true;

  #runId: string | null = null;
  #frame: ViewFrame | null = null;
  #headNow: Head | null = null;
  #bars: BatchBar[] = [];
  #failure: ErrorModel | null = null;
  #triggerMs: number | null = null;
  #local: { offset: number; limit: number } = { offset: 0, limit: 10 };

  #notice: string | null = null;
  #drawing = 0;
  #seq = 0;
  #acked = 0;
  #flash = false;

  constructor(link: Link | null, keep: KeepSnapshot | null) {
    this.#link = link;
    this.#keep = keep;
    addStyle();
    this.#head.actions.append(this.#pause, this.#stop, this.#restart);
    this.#table.node.append(this.#empty);
    this.#panes.append(this.#table.node, this.#chart.node, this.#batches.node);
    this.#card.append(
      this.#head.bar,
      this.#head.metrics,
      this.#head.why,
      this.#error.node,
      this.#tabs.node,
      this.#panes,
      this.#foot.node,
      this.#chart.foot,
      this.#batches.foot,
      this.#note,
    );
    this.node.append(this.#card);
    this.#unwatch = watchSurroundings(this.node, {
      visible: (visible) => {
        this.#visible = visible;
        this.#send({ type: 'visible', visible });
        if (visible) this.#schedule();
      },
      theme: () => void this.#chart.draw(),
      resized: () => this.resized(),
    });
  }

  /** The output's data, new or replaced by display id. Ignored while the comm is live: its frames are newer. */
  show(payload: Payload): void {
    const first = this.#payload === null;
    this.#payload = payload;
    if (this.#attachment === 'live' && payload.queryId !== null) return;
    if (first) {
      this.#tab = payload.tab;
      if (payload.queryId === null) this.#local = { offset: 0, limit: payload.table.limit };
    }
    this.#restore(payload);
    if (payload.queryId === null || this.#link === null) this.#attachment = 'gone';
    else this.#channel ??= this.#attach(this.#link, payload.queryId);
    this.#schedule();
  }

  /** The output's box changed. */
  resized(): void {
    void this.#chart.resize();
    if (this.#tab === 'chart') void this.#chart.draw();
    if (this.#tab === 'batches') this.#batches.draw();
  }

  dispose(): void {
    cancelAnimationFrame(this.#drawing);
    this.#channel?.close();
    this.#unwatch();
    this.#chart.dispose();
  }

  #attach(link: Link, queryId: string): Channel {
    return link.attach({
      open: (): OpenMessage => {
        this.#seq = 0;
        this.#acked = 0;
        const have = this.#frame?.batchId ?? this.#payload?.head?.batchId ?? null;
        return { queryId, viewId: this.#payload?.viewId ?? null, have, tab: this.#tab, paused: this.#paused };
      },
      message: (message) => this.#receive(message),
      lost: () => {
        if (this.#attachment === 'live') this.#attachment = 'waiting';
        this.#schedule();
      },
    });
  }

  #receive(message: KernelMessage): void {
    switch (message.type) {
      case 'state':
        this.#seq = message.seq;
        this.#attachment = 'live';
        this.#notice = null;
        if (message.runId !== this.#runId) {
          this.#frame = null;
          this.#bars = [];
        }
        this.#runId = message.runId;
        this.#failure = message.error;
        this.#triggerMs = message.triggerMs;
        this.#chart.setModel(message.chart);
        // a query that ended shows its last rows, also where the view stood still
        if (!isActive(message.frame.head)) this.#paused = false;
        if (this.#paused && this.#frame) this.#headNow = message.frame.head;
        else this.#take(message.frame, true);
        if (!this.#visible) this.#send({ type: 'visible', visible: false });
        break;
      case 'frame':
        this.#seq = message.seq;
        if (!this.#paused || message.hold) this.#take(message.frame, !this.#paused);
        break;
      case 'metrics':
        this.#seq = message.seq;
        this.#headNow = message.head;
        this.#addBars(message.bars);
        // a page in the background draws no frame, and yet it is there
        if (!this.#visible) this.#acknowledge(performance.now());
        break;
      case 'gone':
        this.#attachment = 'gone';
        this.#forget();
        break;
      case 'notice':
        this.#notice = message.text;
        break;
      case 'snapshot':
        this.#keep?.(message.bundle);
        return;
    }
    this.#schedule();
  }

  /** The kernel knows nothing of the query: what the notebook holds is all there is. */
  #forget(): void {
    this.#frame = null;
    this.#headNow = null;
    this.#paused = false;
    const payload = this.#payload;
    if (payload) this.#restore(payload);
  }

  #restore(payload: Payload): void {
    this.#chart.setModel(payload.chart);
    if (payload.chart) this.#chart.setRows(payload.chart.rows, payload.head?.batchId ?? null);
    this.#bars = [...payload.history];
    this.#failure = payload.error;
    this.#triggerMs = payload.triggerMs;
  }

  #take(frame: ViewFrame, flash: boolean): void {
    const shown = this.#frame?.batchId ?? -1;
    if (frame.batchId !== null && frame.batchId < shown) return;
    this.#frame = frame;
    this.#headNow = frame.head;
    this.#flash = flash;
    this.#addBars(frame.bars);
    if (frame.chartRows) this.#chart.setRows(frame.chartRows, frame.batchId);
  }

  #addBars(bars: readonly BatchBar[]): void {
    const last = this.#bars.at(-1)?.batchId ?? -1;
    this.#bars.push(...bars.filter((bar) => bar.batchId > last));
    if (this.#bars.length > MOST_BARS) this.#bars.splice(0, this.#bars.length - MOST_BARS);
  }

  #schedule(): void {
    if (this.#drawing) return;
    this.#drawing = requestAnimationFrame(() => {
      this.#drawing = 0;
      const started = performance.now();
      this.#draw();
      this.#acknowledge(started);
    });
  }

  #acknowledge(started: number): void {
    if (this.#attachment !== 'live' || this.#seq <= this.#acked) return;
    this.#acked = this.#seq;
    this.#send({ type: 'ack', seq: this.#seq, drawMs: Math.round(performance.now() - started) });
  }

  #draw(): void {
    const live = this.#attachment === 'live';
    const gone = this.#attachment === 'gone';
    // a hidden view hears figures only; its header stays with the rows under it
    const shown = this.#paused ? this.#headNow : (this.#frame?.head ?? this.#headNow);
    const head = live ? shown : (shown ?? this.#payload?.head ?? null);
    this.#describe(head);
    this.#drawHead(head, live, gone);
    this.#error.update(this.#failure);

    const model = this.#tableModel(live);
    const chart = this.#payload?.chart ?? null;
    setHidden(this.#empty, !live || model === null || model.rows.length > 0);
    setText(this.#empty, model?.filter ? 'no row matches' : 'no row yet');
    const rows = model !== null && (model.rows.length > 0 || live || this.#attachment === 'waiting');
    const tabs: Tab[] = ['table'];
    if (live ? this.#chartKnown() : chart) tabs.push('chart');
    if (this.#payload?.queryId != null && (live || this.#bars.length > 0)) tabs.push('batches');
    const tab = tabs.includes(this.#tab) ? this.#tab : 'table';
    this.node.dataset['tab'] = tab;
    this.#tabs.update(tabs, tab);
    setHidden(this.#tabs.node, !rows || tabs.length < 2);
    setHidden(this.#panes, !rows);
    this.#card.classList.toggle('mr-live', !gone);
    this.#drawPane(rows ? model : null, tab, live);

    const saved = gone && this.#payload?.queryId ? this.#payload.detached.note : '';
    setText(this.#note, saved);
    setHidden(this.#note, saved === '');
  }

  #describe(head: Head | null): void {
    const data = this.node.dataset;
    data['kind'] = this.#payload?.kind ?? '';
    data['queryId'] = this.#payload?.queryId ?? '';
    data['state'] = head?.state ?? 'static';
    data['attachment'] = this.#attachment;
    data['paused'] = String(this.#paused);
    const batch =
      this.#attachment === 'live' ? this.#frame?.batchId : (this.#frame?.batchId ?? this.#payload?.head?.batchId);
    data['batch'] = batch == null ? '' : String(batch);
    const now = this.#headNow?.batchId ?? head?.batchId;
    data['liveBatch'] = now == null ? '' : String(now);
  }

  #drawHead(head: Head | null, live: boolean, gone: boolean): void {
    const payload = this.#payload;
    this.#card.classList.toggle('mr-detached', !live);
    if (!head) {
      this.#head.update(staticHead(payload?.name ?? '', payload?.summary ?? ''));
    } else if (live) {
      const shown = this.#notice === null ? head : { ...head, warning: this.#notice };
      this.#head.update(shown, this.#paused ? this.#pausedLine(head) : head.line);
    } else {
      const line = payload && head === payload.head ? payload.detached.line : `${head.line} · not attached`;
      const tone = head.state === 'failed' ? ('bad' as const) : ('off' as const);
      const quiet = { ...head, tone, warning: null };
      this.#head.update(gone ? { ...quiet, metrics: [], why: [] } : quiet, line);
    }
    const running = head !== null && isActive(head);
    const behind = live && running && head?.warning != null;
    this.#card.classList.toggle('mr-behind', behind);
    this.#card.classList.toggle('mr-ended', !running);
    this.#card.classList.toggle('mr-failed', head?.state === 'failed');
    setHidden(this.#pause, !live || !running);
    setText(this.#pause, this.#paused ? 'Resume view' : 'Pause view');
    setHidden(this.#stop, !live || !running);
    setHidden(this.#restart, !live || running || !head);
    setText(this.#restart, this.#failure?.restartLabel ?? 'Start again');
  }

  #pausedLine(head: Head): string {
    const at = this.#frame?.batchId;
    const now = head.batchId != null && head.batchId !== at ? ` · query is at batch ${head.batchId}` : '';
    return `${head.state} · batch ${at ?? '–'}, view paused${now}`;
  }

  #tableModel(live: boolean): TableModel | null {
    if (live || this.#frame) return this.#frame?.table ?? null;
    return this.#payload ? localPage(this.#payload.table, this.#local) : null;
  }

  #chartKnown(): boolean {
    return this.#chart.known;
  }

  #drawPane(model: TableModel | null, chosen: Tab, live: boolean): void {
    const tab = model ? chosen : null;
    setHidden(this.#table.node, tab !== 'table');
    setHidden(this.#foot.node, tab !== 'table');
    setHidden(this.#chart.node, tab !== 'chart');
    setHidden(this.#chart.foot, tab !== 'chart');
    setHidden(this.#batches.node, tab !== 'batches');
    setHidden(this.#batches.foot, tab !== 'batches');
    if (!model) return;
    const mode = this.#headNow?.outputMode ?? this.#payload?.head?.outputMode;
    this.#panes.style.setProperty('--mr-rows', String(model.limit));
    this.#table.update(model, this.#flash && mode !== 'append');
    this.#flash = false;
    this.#table.node.dataset['batch'] = this.node.dataset['batch'];
    this.#foot.update(model, mode ? `${mode} mode` : this.#partNote(), live);
    if (tab === 'batches') this.#batches.update(this.#bars, this.#triggerMs);
    if (tab === 'chart' && !this.#holding()) void this.#chart.draw();
  }

  /** Says that a static result has more rows than its output holds. */
  #partNote(): string {
    const table = this.#payload?.table;
    if (!table || table.total <= table.rows.length) return '';
    return `the first ${count(table.rows.length)} of ${count(table.total)} rows`;
  }

  /** A paused chart that was drawn stays as it is, unless the pause's own last frame is to be drawn. */
  #holding(): boolean {
    return this.#paused && this.#chart.node.dataset['batch'] === this.node.dataset['batch'] && this.#chart.drawn;
  }

  #choose(tab: Tab): void {
    this.#tab = tab;
    this.#send({ type: 'mode', tab });
    this.#schedule();
  }

  #page(offset: number, limit: number): void {
    if (this.#attachment === 'live') return this.#send({ type: 'page', offset, limit });
    this.#local = { offset, limit };
    this.#schedule();
  }

  #ask(message: ViewMessage): void {
    if (this.#attachment === 'live') this.#send(message);
  }

  #send(message: ViewMessage): void {
    this.#channel?.send(message);
  }

  #togglePause(): void {
    this.#paused = !this.#paused;
    this.#send({ type: 'pause', paused: this.#paused });
    this.#schedule();
  }
}

function isActive(head: Head): boolean {
  return head.state === 'running' || head.state === 'starting';
}

function staticHead(name: string, summary: string): Head {
  return {
    name,
    state: 'stopped',
    tone: 'off',
    batchId: null,
    line: summary,
    warning: null,
    metrics: [],
    why: [],
    outputMode: '',
  };
}
