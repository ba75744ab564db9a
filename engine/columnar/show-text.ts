import { scalarAt, type RecordBatch } from './vector.ts';
import type { StructType } from '../types/data-type.ts';
import { cellWriter } from '../types/to-text.ts';

/** The table of `show()`: at most `n` rows, cells cut at 20 characters unless told otherwise. */
export function showText(
  batches: readonly RecordBatch[],
  schema: StructType,
  n: number,
  truncate: boolean | number,
  timeZone: string,
): string {
  const width = truncate === true ? 20 : truncate === false ? 0 : truncate;
  const writers = schema.fields.map((f) => cellWriter(f.type, timeZone));
  const rows: string[][] = [];
  let total = 0;
  for (const batch of batches) {
    total += batch.length;
    for (let row = 0; row < batch.length && rows.length < n; row++) {
      rows.push(writers.map((write, i) => cut(write(scalarAt(batch.columns[i]!, row)), width)));
    }
  }
  const header = schema.fields.map((f) => cut(f.name, width));
  const widths = header.map((name, i) => Math.max(3, displayWidth(name), ...rows.map((row) => displayWidth(row[i]!))));
  const rule = `+${widths.map((w) => '-'.repeat(w)).join('+')}+`;
  const line = (cells: readonly string[]): string =>
    `|${cells.map((cell, i) => (width === 0 ? padEnd(cell, widths[i]!) : padStart(cell, widths[i]!))).join('|')}|`;
  const more = total > n ? `only showing top ${n} ${n === 1 ? 'row' : 'rows'}` : '';
  return [rule, line(header), rule, ...rows.map(line), rule, more].join('\n');
}

function cut(text: string, width: number): string {
  const clean = text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  if (width === 0 || clean.length <= width) return clean;
  return width < 4 ? clean.slice(0, width) : `${clean.slice(0, width - 3)}...`;
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;
const displayWidth = (text: string): number => text.length + (text.match(WIDE)?.length ?? 0);
const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)));
