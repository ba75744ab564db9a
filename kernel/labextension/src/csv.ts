import type { Cell, TableModel } from '../../views/protocol.ts';

/** The rows shown as CSV; a cell that a spreadsheet would run as a formula gets a quote before it. */
export function csvOf(model: TableModel): string {
  const lines = [model.columns.map((column) => field(column.name, false))];
  for (const row of model.rows)
    lines.push(row.map((cell, index) => field(exact(cell), model.columns[index]?.align === 'right')));
  return lines.map((line) => line.join(',')).join('\r\n') + '\r\n';
}

function exact(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'string' ? cell : cell.exact;
}

function field(text: string, numeric: boolean): string {
  const plain = numeric ? text.replaceAll(',', '') : text;
  const guarded = /^[=+\-@\t\r]/.test(plain) && !/^-?[\d.]+$/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
