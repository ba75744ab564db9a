import type { Cell, Span, TableModel } from './protocol.ts';
import type { StaticPage } from './static-html.ts';

const WIDEST = 40;
const LINE = 160;

/** An output as fixed-width text: for consoles, papermill and diffs. */
export function staticText(page: Omit<StaticPage, 'image'>): string {
  const lines: string[] = [];
  if (page.head) lines.push(`${page.head.name}  ${page.head.line}${page.head.warning ? `  ${page.head.warning}` : ''}`);
  if (page.summary) lines.push(page.summary);
  if (page.error) {
    lines.push(`${page.error.condition}: ${spansText(page.error.message)}`);
    if (page.error.where) lines.push(page.error.where);
    if (page.error.hint.length > 0) lines.push(spansText(page.error.hint));
  } else if (page.head && page.head.why.length > 0) {
    lines.push(spansText(page.head.why));
  }
  if (page.table.columns.length > 0 && !(page.error && page.table.rows.length === 0))
    lines.push(...tableText(page.table));
  if (page.note) lines.push(page.note);
  return lines.join('\n');
}

/** The rows in columns; numbers at the right. */
function tableText(table: TableModel): string[] {
  const texts = table.rows.map((row) => row.map(textOf));
  const widths = table.columns.map((column, index) =>
    Math.min(WIDEST, Math.max(width(column.name), ...texts.map((row) => width(row[index] ?? '')))),
  );
  let shown = 0;
  for (let used = 0; shown < widths.length; shown++) {
    used += (widths[shown] as number) + 2;
    if (used > LINE && shown > 0) break;
  }
  const line = (cells: readonly string[]) =>
    cells
      .slice(0, shown)
      .map((cell, index) => fit(cell, widths[index] as number, table.columns[index]?.align === 'right'))
      .join('  ')
      .trimEnd();
  const rule = widths
    .slice(0, shown)
    .map((size) => '-'.repeat(size))
    .join('  ');
  const rest = table.columns.length + table.hiddenColumns - shown;
  return [
    line(table.columns.map((column) => column.name)),
    rule,
    ...texts.map(line),
    ...(rest > 0 ? [`(${rest} more ${rest === 1 ? 'column' : 'columns'})`] : []),
  ];
}

function textOf(cell: Cell): string {
  if (cell === null) return 'null';
  return typeof cell === 'string' ? cell : cell.text;
}

function fit(text: string, size: number, right: boolean): string {
  const cut = width(text) > size ? `${[...text].slice(0, size - 1).join('')}…` : text;
  const space = ' '.repeat(Math.max(0, size - width(cut)));
  return right ? space + cut : cut + space;
}

function width(text: string): number {
  return [...text].length;
}

function spansText(spans: readonly Span[]): string {
  return spans.map((span) => span.text).join('');
}
