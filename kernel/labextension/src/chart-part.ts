import type { ChartModel, ChartRow } from '../../views/protocol.ts';
import type { Chart, Theme } from './chart.ts';
import { element, setHidden, setText } from './dom.ts';

/** The height that the panes of a view share, so that changing tabs moves nothing. */
export const PANE_HEIGHT = 310;

let library: Promise<typeof import('./chart.ts')> | undefined;

/** A chart that is made once, when its tab is first looked at, and then only gets new rows. */
export class ChartPart {
  readonly node = element('div', 'mr-chart');
  readonly foot = element('div', 'mr-foot');
  private readonly canvas = element('div', 'mr-canvas');
  private readonly message = element('div', 'mr-empty');
  private readonly note = element('span', 'mr-note');
  private model: ChartModel | null = null;
  private rows: readonly ChartRow[] = [];
  private chart: Chart | null = null;
  private drawnSpec = '';
  private drawnTheme = '';
  private drawnWidth = 0;
  private dirty = false;
  private broken: ChartModel | null = null;
  private working: Promise<void> | null = null;

  constructor() {
    this.node.append(this.canvas, this.message);
    this.foot.append(this.note);
    this.message.hidden = true;
  }

  setModel(model: ChartModel | null): void {
    if (model === this.model) return;
    this.model = model;
    this.dirty = true;
    setText(this.note, model?.note ?? '');
    setText(this.message, model?.problem ?? '');
    setHidden(this.message, model?.problem == null);
  }

  /** New rows, of batch `batchId`; they are drawn at once when the chart can be seen. */
  setRows(rows: readonly ChartRow[], batchId: number | null): void {
    if (rows === this.rows) return;
    this.rows = rows;
    this.dirty = true;
    this.node.dataset['rows'] = String(rows.length);
    this.node.dataset['nextBatch'] = batchId === null ? '' : String(batchId);
  }

  /** Draws what is new. Calls may overlap: one drawing runs, the latest state wins. */
  draw(): Promise<void> {
    this.working ??= this.drawLoop().finally(() => {
      this.working = null;
    });
    return this.working;
  }

  private async drawLoop(): Promise<void> {
    try {
      while (this.stale()) await this.drawOnce();
    } catch (error) {
      this.broken = this.model;
      setHidden(this.message, false);
      setText(this.message, `This chart cannot be drawn: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private stale(): boolean {
    if (
      !this.model ||
      this.model === this.broken ||
      this.model.problem !== null ||
      this.node.clientWidth === 0 ||
      !this.node.isConnected
    )
      return false;
    return (
      this.dirty || this.chart === null || this.drawnTheme !== themeKey(this.node) || this.drawnWidth !== this.width()
    );
  }

  private async drawOnce(): Promise<void> {
    const model = this.model as ChartModel;
    const rows = this.rows;
    const batch = this.node.dataset['nextBatch'] ?? '';
    this.dirty = false;
    const spec = JSON.stringify(model.spec);
    const theme = themeKey(this.node);
    const width = this.width();
    if (this.chart && spec === this.drawnSpec && theme === this.drawnTheme) {
      if (width !== this.drawnWidth && typeof model.spec['width'] !== 'number') await this.chart.resize(width);
      this.drawnWidth = width;
      await this.chart.change(rows);
    } else {
      const { drawChart } = await (library ??= import('./chart.ts'));
      this.chart?.dispose();
      this.chart = null;
      this.drawnSpec = spec;
      this.drawnTheme = theme;
      this.drawnWidth = width;
      const size = { width, height: PANE_HEIGHT - 24 };
      this.chart = await drawChart(this.canvas, model.spec, rows, readTheme(this.node), size);
      (this.node as HTMLElement & { __vegaView?: unknown }).__vegaView = this.chart.view;
      setHidden(this.message, true);
    }
    this.node.dataset['batch'] = batch;
  }

  /** The room for the chart: what the page gives, without the margins. */
  private width(): number {
    return this.node.clientWidth - 24;
  }

  dispose(): void {
    this.chart?.dispose();
    this.chart = null;
  }
}

function themeKey(node: HTMLElement): string {
  const style = getComputedStyle(node);
  return `${style.color} ${style.getPropertyValue('--mr-c1')}`;
}

function readTheme(node: HTMLElement): Theme {
  const style = getComputedStyle(node);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: style.color,
    soft: value('--mr-soft'),
    line: value('--mr-line'),
    accent: value('--mr-accent'),
    font: style.fontFamily,
    palette: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => value(`--mr-c${index}`)),
  };
}
