import type { KernelMessage, OpenMessage, Payload, Tab, TableModel, ViewMessage } from '../../views/protocol.ts';
import { BatchesPart } from './batches-part.ts';
import { ChartPart } from './chart-part.ts';
import { element, setHidden, setText } from './dom.ts';
import { ErrorPart } from './error-part.ts';
import { TableFoot } from './foot-part.ts';
import { count } from './format.ts';
import type { Channel, Link } from './link.ts';
import { isActive, LiveState } from './live-state.ts';
import { localPage } from './local-page.ts';
import { addStyle } from './style.ts';
import { watchSurroundings } from './surroundings.ts';
import { TablePart } from './table-part.ts';
import { TabsPart } from './tabs-part.ts';
import { TitlePart } from './title-part.ts';

/** Writes the bundle of a query's end into the notebook's model. */
export type KeepSnapshot = (bundle: Readonly<Record<string, unknown>>) => void;

/**
 * One output: a live query, its saved snapshot, or a static result. It draws plain DOM and knows nothing of JupyterLab;
 * what the kernel sends is kept, and drawn at most once per animation frame.
 */
export class StreamView {
  readonly node = element('div', 'mr-view');
  private readonly link: Link | null;
  private readonly keep: KeepSnapshot | null;
  private readonly state = new LiveState();
  private readonly card = element('div', 'mr-card');
  private readonly title = new TitlePart({
    pause: () => this.togglePause(),
    stop: () => this.send({ type: 'stop' }),
    restart: () => this.send({ type: 'restart' }),
  });
  private readonly error = new ErrorPart();
  private readonly tabs = new TabsPart((tab) => this.choose(tab));
  private readonly panes = element('div', 'mr-panes');
  private readonly table = new TablePart({
    sort: (column, descending) => this.ask({ type: 'sort', column, descending }),
  });
  private readonly foot = new TableFoot({
    page: (offset, limit) => this.page(offset, limit),
    filter: (text) => this.ask({ type: 'filter', text }),
  });
  private readonly chart = new ChartPart();
  private readonly batches = new BatchesPart();
  private readonly empty = element('div', 'mr-empty mr-no-rows');
  private readonly note = element('div', 'mr-foot mr-saved');
  private readonly unwatch: () => void;

  private channel: Channel | null = null;
  private tab: Tab = 'table';
  private visible = true;
  private place = { offset: 0, limit: 10 };
  private drawing = 0;
  private acked = 0;

  constructor(link: Link | null, keep: KeepSnapshot | null) {
    this.link = link;
    this.keep = keep;
    addStyle();
    const { bar, metrics, why } = this.title.parts;
    this.table.node.append(this.empty);
    this.panes.append(this.table.node, this.chart.node, this.batches.node);
    this.card.append(bar, metrics, why, this.error.node, this.tabs.node, this.panes);
    this.card.append(this.foot.node, this.chart.foot, this.batches.foot, this.note);
    this.node.append(this.card);
    this.unwatch = watchSurroundings(this.node, {
      visible: (visible) => {
        this.visible = visible;
        this.send({ type: 'visible', visible });
        if (visible) this.schedule();
      },
      theme: () => void this.chart.draw(),
      resized: () => this.resized(),
    });
  }

  /** The output's data, new or replaced by display id. */
  show(payload: Payload): void {
    const state = this.state;
    if (state.payload === null) {
      this.tab = payload.tab;
      if (payload.queryId === null) this.place = { offset: 0, limit: payload.table.limit };
    }
    state.restore(payload);
    if (payload.queryId === null || this.link === null) state.attachment = 'gone';
    else this.channel ??= this.attach(this.link, payload.queryId);
    this.schedule();
  }

  /** The output's box changed. */
  resized(): void {
    if (this.tab === 'chart') void this.chart.draw();
    if (this.tab === 'batches') this.batches.draw();
  }

  dispose(): void {
    cancelAnimationFrame(this.drawing);
    this.channel?.close();
    this.unwatch();
    this.chart.dispose();
  }

  private attach(link: Link, queryId: string): Channel {
    const state = this.state;
    return link.attach({
      open: (): OpenMessage => {
        state.seq = 0;
        this.acked = 0;
        const have = state.frame?.batchId ?? state.payload?.head?.batchId ?? null;
        return { queryId, viewId: state.payload?.viewId ?? null, have, tab: this.tab, paused: state.paused };
      },
      message: (message) => this.receive(message),
      lost: () => {
        state.lost();
        this.schedule();
      },
    });
  }

  private receive(message: KernelMessage): void {
    if (message.type === 'snapshot') return this.keep?.(message.bundle);
    this.state.receive(message);
    if (message.type === 'state' && !this.visible) this.send({ type: 'visible', visible: false });
    // a page in the background draws no frame, and yet it is there
    if (message.type === 'metrics' && !this.visible) this.acknowledge(performance.now());
    this.schedule();
  }

  private schedule(): void {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      const started = performance.now();
      this.draw();
      this.acknowledge(started);
    });
  }

  private acknowledge(started: number): void {
    const { live, seq } = this.state;
    if (!live || seq <= this.acked) return;
    this.acked = seq;
    this.send({ type: 'ack', seq, drawMs: Math.round(performance.now() - started) });
  }

  private draw(): void {
    const state = this.state;
    const { live, payload } = state;
    const model = this.tableModel();
    const rows = model !== null && (model.rows.length > 0 || state.attachment !== 'gone');
    const tabs = this.shownTabs();
    const tab = tabs.includes(this.tab) ? this.tab : 'table';
    this.describe(tab);
    this.title.update(state);
    this.error.update(state.failure);
    this.tabs.update(tabs, tab);
    setHidden(this.tabs.node, !rows || tabs.length < 2);
    setHidden(this.panes, !rows);
    setHidden(this.empty, !live || model === null || model.rows.length > 0);
    setText(this.empty, model?.filter ? 'no row matches' : 'no row yet');
    this.drawPane(rows ? model : null, tab);
    const known = state.frame === null ? payload?.detached.note : 'Run the cell to start again.';
    const saved = state.attachment === 'gone' && payload?.queryId ? (known ?? '') : '';
    setText(this.note, saved);
    setHidden(this.note, saved === '');
  }

  /** States of the view as attributes and classes: for the style sheet, and for tests. */
  private describe(tab: Tab): void {
    const { head, live, attachment, paused, payload, batchId, headNow } = this.state;
    const active = head !== null && isActive(head);
    const text = (value: number | null | undefined) => (value == null ? '' : String(value));
    Object.assign(this.node.dataset, {
      kind: payload?.kind ?? '',
      queryId: payload?.queryId ?? '',
      state: head?.state ?? 'static',
      attachment,
      paused: String(paused),
      tab,
      batch: text(batchId),
      liveBatch: text(headNow?.batchId ?? head?.batchId),
    });
    const { classList } = this.card;
    classList.toggle('mr-live', attachment !== 'gone');
    classList.toggle('mr-detached', !live);
    classList.toggle('mr-ended', !active);
    classList.toggle('mr-behind', live && active && head.warning !== null);
    classList.toggle('mr-failed', head?.state === 'failed');
  }

  private shownTabs(): Tab[] {
    const { live, chart, payload, bars } = this.state;
    const tabs: Tab[] = ['table'];
    if (chart) tabs.push('chart');
    if (payload?.queryId != null && (live || bars.length > 0)) tabs.push('batches');
    return tabs;
  }

  private tableModel(): TableModel | null {
    const { attachment, live, frame, payload } = this.state;
    if (frame && attachment === 'gone')
      return localPage({ ...frame.table, offset: 0 }, { offset: 0, limit: frame.table.limit });
    if (live || frame) return frame?.table ?? null;
    return payload ? localPage(payload.table, this.place) : null;
  }

  private drawPane(model: TableModel | null, chosen: Tab): void {
    const state = this.state;
    const tab = model ? chosen : null;
    const { points } = state;
    for (const [name, ...nodes] of [
      ['table', this.table.node, this.foot.node],
      ['chart', this.chart.node, this.chart.foot],
      ['batches', this.batches.node, this.batches.foot],
    ] as const) {
      for (const node of nodes) setHidden(node, tab !== name);
    }
    this.chart.setModel(state.chart);
    if (points) this.chart.setRows(points.rows, points.batchId);
    if (!model) return;
    const mode = state.head?.outputMode;
    this.panes.style.setProperty('--mr-rows', String(model.limit));
    this.table.update(model, state.followed && mode !== 'append');
    state.followed = false;
    this.table.node.dataset['batch'] = this.node.dataset['batch'];
    this.foot.update(model, mode ? `${mode} mode` : this.partNote(), state.live);
    if (tab === 'batches') this.batches.update(state.bars, state.triggerMs);
    if (tab === 'chart') void this.chart.draw();
  }

  /** Says that a static result has more rows than its output holds. */
  private partNote(): string {
    const table = this.state.payload?.table;
    if (!table || table.total <= table.rows.length) return '';
    return `the first ${count(table.rows.length)} of ${count(table.total)} rows`;
  }

  private choose(tab: Tab): void {
    this.tab = tab;
    this.send({ type: 'mode', tab });
    this.schedule();
  }

  private page(offset: number, limit: number): void {
    if (this.state.live) return this.send({ type: 'page', offset, limit });
    this.place = { offset, limit };
    this.schedule();
  }

  private ask(message: ViewMessage): void {
    if (this.state.live) this.send(message);
  }

  private send(message: ViewMessage): void {
    this.channel?.send(message);
  }

  private togglePause(): void {
    const state = this.state;
    state.paused = !state.paused;
    this.send({ type: 'pause', paused: state.paused });
    this.schedule();
  }
}
