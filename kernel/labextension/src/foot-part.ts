import type { TableModel } from '../../views/protocol.ts';
import { csvOf } from './csv.ts';
import { button, element, keepWidth, setHidden, setText } from './dom.ts';
import { count } from './format.ts';

const SIZES = [10, 50];

/** What a reader may ask of the line under a table. */
export interface PagingActions {
  page(offset: number, limit: number): void;
  filter(text: string): void;
}

/** The line under a table: which rows are shown, filter, CSV, page size and pages. */
export class TableFoot {
  readonly node = element('div', 'mr-foot');
  private readonly range = element('span', 'mr-range');
  private readonly note = element('span', 'mr-note');
  private readonly filter = element('input', 'mr-filter');
  private readonly size: HTMLButtonElement;
  private readonly previous: HTMLButtonElement;
  private readonly pages = element('span', 'mr-pages');
  private readonly next: HTMLButtonElement;
  private readonly controls = element('span', 'mr-controls');
  private model: TableModel | null = null;

  constructor(actions: PagingActions) {
    const turn = (step: number) => {
      const model = this.model;
      if (model) actions.page(Math.max(0, model.offset + step * model.limit), model.limit);
    };
    this.filter.placeholder = 'filter rows';
    this.filter.type = 'search';
    this.filter.setAttribute('aria-label', 'filter rows');
    let waiting: ReturnType<typeof setTimeout> | undefined;
    this.filter.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => actions.filter(this.filter.value), 150);
    });
    // JupyterLab's shortcuts listen on the notebook: typing "dd" must not delete the cell
    this.filter.addEventListener('keydown', (event) => event.stopPropagation());
    this.size = button(
      '10 rows',
      'rows a page',
      () => {
        const model = this.model;
        if (!model) return;
        actions.page(0, model.limit === SIZES[0] ? (SIZES[1] as number) : (SIZES[0] as number));
      },
      'mr-link',
    );
    const csv = button('CSV', 'Save the rows shown as CSV', () => this.model && saveCsv(this.model), 'mr-link');
    this.previous = button('‹', 'previous page', () => turn(-1), 'mr-link mr-turn');
    this.next = button('›', 'next page', () => turn(1), 'mr-link mr-turn');
    this.controls.append(this.filter, this.size, csv, this.previous, this.pages, this.next);
    this.node.append(this.range, this.note, element('span', 'mr-grow'), this.controls);
  }

  update(model: TableModel, note: string, live: boolean): void {
    this.model = model;
    setText(this.range, rangeText(model));
    keepWidth(this.range);
    setText(this.note, note);
    setHidden(this.filter, !live);
    setHidden(this.size, model.total <= (SIZES[0] as number) && model.limit === SIZES[0]);
    setText(this.size, `${model.limit} a page`);
    const pages = Math.max(1, Math.ceil(model.total / model.limit));
    const page = Math.floor(model.offset / model.limit) + 1;
    setText(this.pages, `${count(page)} / ${count(pages)}`);
    this.previous.disabled = page <= 1;
    this.next.disabled = page >= pages;
  }

  get filtering(): boolean {
    return document.activeElement === this.filter;
  }
}

function rangeText(model: TableModel): string {
  const forgotten = model.forgotten > 0 ? ` · ${count(model.forgotten)} older not kept` : '';
  const hidden = model.hiddenColumns > 0 ? ` · ${count(model.hiddenColumns)} more columns` : '';
  const what = model.filter ? 'matching rows' : 'rows';
  if (model.total === 0) return `0 ${what}${forgotten}${hidden}`;
  const first = model.offset + 1;
  const last = model.offset + model.rows.length;
  return `${what} ${count(first)}–${count(last)} of ${count(model.total)}${forgotten}${hidden}`;
}

function saveCsv(model: TableModel): void {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([csvOf(model)], { type: 'text/csv' }));
  link.download = 'rows.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
