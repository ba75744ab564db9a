import { escapeHtml } from './escape.ts';
import type { Cell, ErrorModel, Head, Span, TableModel } from './protocol.ts';

/** What a static page shows of an output. */
export interface StaticPage {
  readonly head: Head | null;
  readonly summary: string | null;
  readonly error: ErrorModel | null;
  readonly table: TableModel;
  /** `data:image/svg+xml;base64,...` of the chart. */
  readonly image: string | null;
  readonly note: string;
}

/** An output as HTML that needs no style sheet and no script: for nbviewer, GitHub, nbconvert, and a page without the extension. */
export function staticHtml(page: StaticPage): string {
  const parts: string[] = [];
  if (page.head) parts.push(headHtml(page.head));
  if (page.summary) parts.push(`<p>${escapeHtml(page.summary)}</p>`);
  if (page.error) parts.push(errorHtml(page.error));
  if (page.image) parts.push(`<p><img alt="chart" src="${escapeHtml(page.image)}"></p>`);
  if (page.table.columns.length > 0 && !(page.error && page.table.rows.length === 0)) parts.push(tableHtml(page.table));
  if (page.note) parts.push(`<p><small>${escapeHtml(page.note)}</small></p>`);
  return `<div class="tex2jax_ignore mathjax_ignore">${parts.join('\n')}</div>`;
}

function headHtml(head: Head): string {
  const warning = head.warning === null ? '' : ` <em>${escapeHtml(head.warning)}</em>`;
  const metrics = head.metrics.map((metric) => `${escapeHtml(metric.label)} ${spansHtml(metric.spans)}`).join(' | ');
  const lines = [`<b>${escapeHtml(head.name)}</b> ${escapeHtml(head.line)}${warning}`];
  if (metrics) lines.push(`<small>${metrics}</small>`);
  if (head.why.length > 0) lines.push(`<small>${spansHtml(head.why)}</small>`);
  return `<p>${lines.join('<br>')}</p>`;
}

function errorHtml(error: ErrorModel): string {
  const where = error.where === null ? '' : `<pre>${escapeLines(error.where)}</pre>`;
  const hint = error.hint.length === 0 ? '' : `<p>${spansHtml(error.hint)}</p>`;
  return `<p><b>${escapeHtml(error.condition)}</b> ${spansHtml(error.message)}</p>${where}${hint}`;
}

function tableHtml(table: TableModel): string {
  const heads = table.columns.map(
    (column) =>
      `<th scope="col"${side(column.align)}>${escapeHtml(column.name)}<br><small>${escapeHtml(column.type)}</small></th>`,
  );
  const rows = table.rows.map(
    (row) =>
      `<tr>${row.map((cell, index) => `<td${side(table.columns[index]?.align)}>${cellHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${heads.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function side(align: 'left' | 'right' | undefined): string {
  return align === 'right' ? ' align="right" style="text-align:right"' : ' align="left" style="text-align:left"';
}

function cellHtml(cell: Cell): string {
  if (cell === null) return '<i>null</i>';
  return escapeHtml(typeof cell === 'string' ? cell : cell.text);
}

function spansHtml(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      const text = escapeLines(span.text);
      if (span.tone === 'code') return `<code>${text}</code>`;
      return span.tone === undefined ? text : `<b>${text}</b>`;
    })
    .join('');
}

/** Our own line breaks stay; everything between them goes through the one escaping function. */
function escapeLines(text: string): string {
  return text.split('\n').map(escapeHtml).join('\n');
}
