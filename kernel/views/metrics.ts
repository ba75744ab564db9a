import type { BatchTrace, QueryView } from '../../engine/spi/view-port.ts';
import { batchMs, operatorFigures } from './batch-bars.ts';
import { formatBytes, formatCount, formatDuration, formatRate } from './format-number.ts';
import type { Metric, Span } from './protocol.ts';
import type { WallClock } from './wall-clock.ts';

const SPARK_BATCHES = 30;

/** The six figures of a header; always six, so that nothing moves. */
export function queryMetrics(query: QueryView, traces: readonly BatchTrace[], clock: WallClock): Metric[] {
  const recent = traces.slice(-SPARK_BATCHES);
  const trace = traces.at(-1);
  return [
    {
      label: 'in',
      spans: [strong(formatRate(query.inputRowsPerSecond)), { text: ' rows/s' }],
      spark: recent.map((item) => item.rowsIn),
      title: `${formatCount(query.totalIn)} rows in so far${malformed(query)}; the line shows rows of each batch`,
    },
    {
      label: 'out',
      spans: [strong(formatRate(query.outputRowsPerSecond)), { text: ' rows/s' }],
      spark: recent.map((item) => item.rowsOut),
      title: `${formatCount(query.totalOut)} rows out so far; the line shows rows of each batch`,
    },
    batchTime(query, trace, recent),
    behind(trace),
    state(trace, clock),
    late(query),
  ];
}

function batchTime(query: QueryView, trace: BatchTrace | undefined, recent: readonly BatchTrace[]): Metric {
  const title = 'time of the last batch, and of what the trigger gives it';
  const spark = recent.map(batchMs);
  if (!trace) return { label: 'batch', spans: [strong('–')], spark, title };
  const { value, unit } = formatDuration(batchMs(trace));
  const trigger = query.triggerMs ? formatDuration(query.triggerMs) : null;
  const over = query.triggerMs !== null && query.triggerMs > 0 && batchMs(trace) > query.triggerMs;
  const time: Span = { text: value, tone: over ? 'warn' : 'strong' };
  return {
    label: 'batch',
    spans: [time, { text: trigger ? ` ${unit} of ${trigger.value} ${trigger.unit}` : ` ${unit}` }],
    spark,
    title,
  };
}

function behind(trace: BatchTrace | undefined): Metric {
  const rows = trace?.rowsBehind ?? null;
  const title = 'rows that wait in the sources';
  if (rows === null) return { label: 'behind', spans: [strong('–')], title: `${title}: these sources cannot tell` };
  return { label: 'behind', spans: [strong(formatCount(rows)), { text: rows === 1 ? ' row' : ' rows' }], title };
}

function state(trace: BatchTrace | undefined, clock: WallClock): Metric {
  const rows = trace?.state.reduce((sum, op) => sum + op.rows, 0) ?? 0;
  const bytes = trace?.state.reduce((sum, op) => sum + op.bytes, 0) ?? 0;
  const removed = trace?.state.reduce((sum, op) => sum + op.removed, 0) ?? 0;
  const operators = (trace?.state ?? []).map((one) => {
    const { name, holds, watermark } = operatorFigures(one, clock);
    return `\n${name}: ${holds}${watermark === null ? '' : `, watermark ${watermark}`}`;
  });
  const title = `rows kept in state; the last batch removed ${formatCount(removed)} that can no longer change${operators.join('')}`;
  const size = bytes > 0 ? ` · ${formatBytes(bytes)}` : '';
  return {
    label: 'state',
    spans: [strong(formatCount(rows)), { text: `${rows === 1 ? ' row' : ' rows'}${size}` }],
    title,
  };
}

function late(query: QueryView): Metric {
  const dropped = query.totalDropped;
  return {
    label: 'late',
    spans: [
      strong(formatCount(query.totalLateKept)),
      { text: ' kept · ' },
      { text: formatCount(dropped), tone: dropped > 0 ? 'bad' : 'strong' },
      { text: ' dropped' },
    ],
    title: 'kept: behind the newest event, but not behind the watermark; dropped: behind the watermark, in no result',
  };
}

function malformed(query: QueryView): string {
  return query.totalMalformed > 0 ? `, ${formatCount(query.totalMalformed)} malformed` : '';
}

function strong(text: string): Span {
  return { text, tone: 'strong' };
}
