import type { Cell, TableModel } from '../../views/protocol.ts';
import { ColumnWidths } from './column-widths.ts';
import { element, setText } from './dom.ts';

const FLASH_MS = 600;

/** What a reader may ask of a table. */
export interface TableActions {
  sort(column: number | null, descending: boolean): void;
}

/** A table whose rows keep their identity between frames: cells are patched, rows are moved, nothing is rebuilt. */
export class TablePart {
  readonly node = element('div', 'mr-scroll');
  private readonly table = element('table', 'mr-table tex2jax_ignore mathjax_ignore');
  private readonly widths = new ColumnWidths();
  private readonly headRow = element('tr');
  private readonly body = element('tbody');
  private readonly rows = new Map<string, HTMLTableRowElement>();
  private readonly actions: TableActions;
  private model: TableModel | null = null;
  private place = '';

  constructor(actions: TableActions) {
    this.actions = actions;
    const head = element('thead');
    head.append(this.headRow);
    this.table.append(this.widths.node, head, this.body);
    this.node.append(this.table);
  }

  /** Draws a page; `flash` marks the cells that changed since the last frame of the same page. */
  update(model: TableModel, flash: boolean): void {
    const place = JSON.stringify([model.offset, model.limit, model.sort, model.filter, model.columns]);
    const samePage = place === this.place;
    this.place = place;
    this.model = model;
    this.drawHead(model);
    this.widths.fit(model, this.table);
    this.drawRows(model, flash && samePage);
  }

  private drawHead(model: TableModel): void {
    model.columns.forEach((column, index) => {
      let cell = this.headRow.children[index] as HTMLTableCellElement | undefined;
      if (!cell) {
        cell = this.headCell(index);
        this.headRow.append(cell);
      }
      cell.classList.toggle('mr-n', column.align === 'right');
      const sorted = model.sort?.column === index ? (model.sort.descending ? 'descending' : 'ascending') : 'none';
      cell.setAttribute('aria-sort', sorted);
      setText(cell.querySelector('.mr-column') as Node, column.name);
      setText(cell.querySelector('small') as Node, column.type);
      cell.title = `${column.name}: ${column.type}`;
    });
    while (this.headRow.children.length > model.columns.length) this.headRow.lastElementChild?.remove();
  }

  private headCell(index: number): HTMLTableCellElement {
    const cell = element('th');
    cell.scope = 'col';
    const label = element('button', 'mr-column');
    label.type = 'button';
    label.addEventListener('click', () => {
      const sort = this.model?.sort;
      if (sort?.column !== index) this.actions.sort(index, false);
      else if (!sort.descending) this.actions.sort(index, true);
      else this.actions.sort(null, false);
    });
    cell.append(label, element('small'));
    return cell;
  }

  private drawRows(model: TableModel, flash: boolean): void {
    const seen = new Set<string>();
    model.rows.forEach((cells, index) => {
      const key = unused(keyOf(cells, model.keyColumns, index), seen);
      let row = this.rows.get(key);
      const fresh = row === undefined;
      if (!row) {
        row = element('tr');
        this.rows.set(key, row);
      }
      drawCells(row, cells, model, flash && !fresh);
      const there = this.body.children[index];
      if (there !== row) this.body.insertBefore(row, there ?? null);
    });
    for (const [key, row] of this.rows) {
      if (seen.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
  }
}

function keyOf(cells: readonly Cell[], columns: readonly number[], index: number): string {
  return columns.length === 0 ? String(index) : JSON.stringify(columns.map((column) => cells[column] ?? null));
}

function unused(key: string, seen: Set<string>): string {
  let name = key;
  for (let twin = 2; seen.has(name); twin++) name = `${key}\u0000${twin}`;
  seen.add(name);
  return name;
}

function drawCells(row: HTMLTableRowElement, cells: readonly Cell[], model: TableModel, flash: boolean): void {
  cells.forEach((value, index) => {
    let cell = row.cells[index];
    if (!cell) {
      cell = element('td');
      row.append(cell);
    }
    cell.classList.toggle('mr-n', model.columns[index]?.align === 'right');
    const isNull = value === null;
    const text = isNull ? 'null' : typeof value === 'string' ? value : value.text;
    if (cell.textContent === text && cell.classList.contains('mr-null') === isNull) return;
    cell.textContent = text;
    cell.classList.toggle('mr-null', isNull);
    if (value !== null && typeof value === 'object') cell.title = value.exact;
    else cell.removeAttribute('title');
    if (flash) flashCell(cell);
  });
  while (row.cells.length > cells.length) row.lastElementChild?.remove();
}

const flashing = new WeakMap<HTMLElement, ReturnType<typeof setTimeout>>();

function flashCell(cell: HTMLElement): void {
  clearTimeout(flashing.get(cell));
  cell.classList.add('mr-flash');
  flashing.set(
    cell,
    setTimeout(() => cell.classList.remove('mr-flash'), FLASH_MS),
  );
}
