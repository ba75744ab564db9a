import type { Head, Metric } from '../../views/protocol.ts';
import { element, keepWidth, setHidden, setSpans, setText } from './dom.ts';
import { Sparkline } from './sparkline.ts';

/** Title bar, figures and the sentence under them. */
export class HeadPart {
  readonly bar = element('div', 'mr-bar');
  readonly metrics = element('div', 'mr-metrics');
  readonly why = element('div', 'mr-why');
  readonly actions = element('span', 'mr-actions');
  private readonly dot = element('span', 'mr-dot');
  private readonly name = element('span', 'mr-name');
  private readonly line = element('span', 'mr-line');
  private readonly warning = element('span', 'mr-warning');
  private readonly cells: MetricCell[] = [];

  constructor() {
    const texts = element('span', 'mr-texts');
    texts.append(this.name, this.line, this.warning);
    this.bar.append(this.dot, texts, this.actions);
  }

  /** Draws a header; `line` replaces its own state line (paused, detached). */
  update(head: Head, line: string = head.line): void {
    this.dot.dataset['tone'] = head.tone;
    setText(this.name, head.name);
    setText(this.line, line);
    setText(this.warning, head.warning ?? '');
    setHidden(this.warning, head.warning === null);
    setHidden(this.metrics, head.metrics.length === 0);
    head.metrics.forEach((metric, index) => {
      let cell = this.cells[index];
      if (!cell) {
        cell = new MetricCell();
        this.cells.push(cell);
        this.metrics.append(cell.node);
      }
      cell.update(metric);
    });
    while (this.cells.length > head.metrics.length) this.cells.pop()?.node.remove();
    setHidden(this.why, head.why.length === 0);
    setSpans(this.why, head.why);
  }
}

class MetricCell {
  readonly node = element('div', 'mr-metric');
  private readonly label = element('span', 'mr-metric-label');
  private readonly value = element('span', 'mr-metric-value');
  private spark: Sparkline | null = null;

  constructor() {
    this.node.append(this.label, this.value);
  }

  update(metric: Metric): void {
    this.node.dataset['metric'] = metric.label;
    if (this.node.title !== metric.title) this.node.title = metric.title;
    setText(this.label, metric.label);
    setSpans(this.value, metric.spans);
    for (const span of this.value.children) if (span.className) keepWidth(span as HTMLElement);
    if (!metric.spark) return;
    if (!this.spark) {
      this.spark = new Sparkline();
      this.node.append(this.spark.node);
    }
    this.spark.update(metric.spark);
  }
}
