import type { TableModel } from '../../views/protocol.ts';
import { element } from './dom.ts';

const LONGEST = 40;
const STEP = 2;
const PADDING = 3.5;
const PIXELS = 6.9;

/** Column widths that grow in steps and never shrink, so that ticking numbers do not move the columns. */
export class ColumnWidths {
  readonly node = element('colgroup');
  private characters: number[] = [];
  private columns = '';

  fit(model: TableModel, table: HTMLTableElement): void {
    const columns = JSON.stringify(model.columns);
    const before = columns === this.columns ? this.characters : [];
    const now = model.columns.map((column, index) => {
      let longest = Math.max(column.name.length + 1, Math.min(column.type.length * 0.7, 12), before[index] ?? 0);
      for (const row of model.rows) {
        const cell = row[index];
        const text = cell === null || cell === undefined ? 'null' : typeof cell === 'string' ? cell : cell.text;
        longest = Math.max(longest, text.length);
      }
      return Math.min(LONGEST, Math.ceil(longest / STEP) * STEP);
    });
    if (columns === this.columns && now.every((value, index) => value === this.characters[index])) return;
    this.columns = columns;
    this.characters = now;
    const total = now.reduce((sum, value) => sum + value + PADDING, 0);
    this.node.replaceChildren(
      ...now.map((value) => {
        const column = element('col');
        column.style.width = `${(((value + PADDING) / total) * 100).toFixed(3)}%`;
        return column;
      }),
    );
    table.style.minWidth = `${Math.round(total * PIXELS)}px`;
  }
}
