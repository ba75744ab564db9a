import { PHASES, type BatchBar, type OperatorFigures } from '../../views/protocol.ts';
import { element, setHidden, setText, svgElement } from './dom.ts';
import { count, duration } from './format.ts';

const HEIGHT = 196;
const BASE = 170;
const TOP = 14;
const LEFT = 44;
const RIGHT = 8;
const PADDING = 24;
const MOST = 48;

const figure = ([name, value]: readonly [string, string]): HTMLElement => {
  const item = element('span', 'mr-figure');
  item.append(element('span', 'mr-figure-name', name), element('span', 'mr-num', value));
  return item;
};

/** An operator with a state, on a line of its own. */
function operatorLine({ name, holds, changes, watermark }: OperatorFigures): HTMLElement {
  const line = element('div', 'mr-operator');
  const figures = [
    [name, holds],
    ['changes', changes],
    ['watermark', watermark ?? 'none'],
  ] as const;
  line.append(...figures.map(figure));
  return line;
}

/** A bar per micro-batch, split by phase; a click keeps one batch and shows its figures. */
export class BatchesPart {
  readonly node = element('div', 'mr-batches');
  readonly foot = element('div', 'mr-foot');
  private readonly svg = svgElement('svg', {
    height: HEIGHT,
    width: '100%',
    role: 'img',
    'aria-label': 'time of each batch by phase',
  });
  private readonly figures = element('div', 'mr-figures');
  private readonly empty = element('div', 'mr-empty', 'no batch yet');
  private readonly summary = element('span', 'mr-note mr-num');
  private bars: readonly BatchBar[] = [];
  private chosen: number | null = null;
  private triggerMs: number | null = null;

  constructor() {
    this.node.append(this.empty, this.svg, this.figures);
    PHASES.forEach((phase, index) => {
      const item = element('span', 'mr-legend');
      const mark = element('span', 'mr-mark');
      mark.dataset['phase'] = String(index);
      item.append(mark, phase);
      this.foot.append(item);
    });
    this.foot.append(element('span', 'mr-grow'), this.summary);
  }

  update(bars: readonly BatchBar[], triggerMs: number | null): void {
    this.bars = bars;
    this.triggerMs = triggerMs;
    this.draw();
  }

  /** Draws again for the present width; called when the tab is opened or the output changes its size. */
  draw(): void {
    const width = this.node.clientWidth - PADDING;
    setHidden(this.empty, this.bars.length > 0);
    if (width <= 0) return;
    const shown = this.bars.slice(-Math.max(4, Math.min(MOST, Math.floor((width - LEFT - RIGHT) / 14))));
    const chosen = shown.find((bar) => bar.batchId === this.chosen) ?? shown.at(-1);
    this.svg.replaceChildren(...this.scale(shown, width), ...this.columns(shown, width, chosen));
    this.showFigures(chosen);
  }

  private scale(shown: readonly BatchBar[], width: number): SVGElement[] {
    const first = shown[0];
    const last = shown.at(-1);
    if (!first || !last) return [];
    const top = topOf(shown);
    const lines: SVGElement[] = [];
    for (const part of [0, 0.5, 1]) {
      const y = BASE - part * (BASE - TOP);
      lines.push(svgElement('line', { x1: LEFT, x2: width - RIGHT, y1: y, y2: y, class: 'mr-rule' }));
      lines.push(label(LEFT - 6, y + 4, part === 0 ? '0' : duration(top * part), 'end'));
    }
    if (this.triggerMs && this.triggerMs <= top) {
      const y = BASE - (this.triggerMs / top) * (BASE - TOP);
      lines.push(svgElement('line', { x1: LEFT, x2: width - RIGHT, y1: y, y2: y, class: 'mr-trigger' }));
    }
    lines.push(label(LEFT, BASE + 17, `batch ${count(first.batchId)}`, 'start'));
    if (last !== first) lines.push(label(width - RIGHT, BASE + 17, count(last.batchId), 'end'));
    return lines;
  }

  private columns(shown: readonly BatchBar[], width: number, chosen: BatchBar | undefined): SVGElement[] {
    const top = topOf(shown);
    const slot = Math.min(92, (width - LEFT - RIGHT) / Math.max(shown.length, 9));
    const barWidth = Math.max(4, Math.min(56, slot * 0.62));
    return shown.map((bar, index) => {
      const group = svgElement('g', {
        class: bar === chosen ? 'mr-batch mr-chosen' : 'mr-batch',
        tabindex: 0,
        role: 'button',
      });
      group.dataset['batch'] = String(bar.batchId);
      const x = LEFT + index * slot + (slot - barWidth) / 2;
      let y = BASE;
      const hit = svgElement('rect', {
        x: LEFT + index * slot,
        y: TOP,
        width: slot,
        height: BASE - TOP + 4,
        class: 'mr-hit',
      });
      group.append(hit);
      bar.phases.forEach((ms, phase) => {
        const height = (ms / top) * (BASE - TOP);
        y -= height;
        const rect = svgElement('rect', { x, y, width: barWidth, height: Math.max(0, height - (height > 3 ? 1 : 0)) });
        rect.dataset['phase'] = String(phase);
        group.append(rect);
      });
      const title = svgElement('title');
      title.textContent = `batch ${count(bar.batchId)}: ${duration(bar.ms)}`;
      group.append(title);
      const choose = () => {
        this.chosen = this.chosen === bar.batchId ? null : bar.batchId;
        this.draw();
      };
      group.addEventListener('click', choose);
      group.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') choose();
      });
      return group;
    });
  }

  private showFigures(bar: BatchBar | undefined): void {
    if (!bar) {
      this.figures.replaceChildren();
      setText(this.summary, '');
      return;
    }
    this.figures.dataset['batch'] = String(bar.batchId);
    const offsets = bar.offsets ? `offsets ${bar.offsets} · ` : '';
    setText(this.summary, `batch ${count(bar.batchId)}: ${offsets}${count(bar.rowsIn)} rows · ${duration(bar.ms)}`);
    const pairs: [string, string][] = PHASES.map((phase, index) => [phase, duration(bar.phases[index] ?? 0)]);
    pairs.push(
      ['ended', bar.at],
      ['rows in', count(bar.rowsIn)],
      ['rows out', count(bar.rowsOut)],
      ['late kept', count(bar.lateKept)],
      ['dropped', count(bar.dropped)],
      ['state rows', count(bar.stateRows)],
      ['watermark', bar.watermark ?? 'none'],
    );
    if (bar.malformed > 0) pairs.push(['malformed', count(bar.malformed)]);
    this.figures.replaceChildren(...pairs.map(figure), ...bar.operators.map(operatorLine));
  }
}

function topOf(bars: readonly BatchBar[]): number {
  const top = Math.max(
    ...bars.map((bar) =>
      Math.max(
        bar.ms,
        bar.phases.reduce((sum, ms) => sum + ms, 0),
      ),
    ),
    0.1,
  );
  const unit = 10 ** Math.floor(Math.log10(top));
  return ([1, 2, 4, 6, 8, 10].find((step) => step * unit >= top) ?? 10) * unit;
}

function label(x: number, y: number, text: string, anchor: string): SVGTextElement {
  const node = svgElement('text', { x, y, 'text-anchor': anchor });
  node.textContent = text;
  return node;
}
