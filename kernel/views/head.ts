import type { BatchTrace, QueryView } from '../../engine/spi/view-port.ts';
import { batchMs } from './batch-bars.ts';
import { plainText } from './escape.ts';
import { formatInstant } from './format-time.ts';
import { formatCount, formatDuration } from './format-number.ts';
import { queryMetrics } from './metrics.ts';
import type { Head } from './protocol.ts';
import type { WallClock } from './wall-clock.ts';
import { whyLine } from './why.ts';

const BEHIND_BATCHES = 3;

/** What a header is told beside the query itself. */
export interface HeadContext {
  readonly title: string | undefined;
  /** The batch of the rows below; the last trace's when absent. */
  readonly batchId?: number | null;
  /** Why the query ended, when it was not the user. */
  readonly note?: string | null;
}

/** The header of a query at the last of `traces`. */
export function headOf(query: QueryView, traces: readonly BatchTrace[], context: HeadContext, clock: WallClock): Head {
  const trace = traces.at(-1) ?? null;
  const active = query.state === 'running' || query.state === 'starting';
  const batchId = context.batchId ?? trace?.batchId ?? null;
  const warning = active ? fallingBehind(query, traces) : null;
  return {
    name: plainText(context.title ?? query.name ?? `query ${query.queryId.slice(0, 8)}`).slice(0, 120),
    state: query.state,
    tone: query.state === 'failed' ? 'bad' : !active ? 'off' : warning === null ? 'ok' : 'warn',
    batchId,
    line: stateLine(query, batchId, clock),
    warning,
    metrics: query.state === 'failed' ? [] : queryMetrics(query, traces, clock),
    why: whySpans(query, trace, context.note ?? null, clock),
    outputMode: plainText(query.outputMode),
  };
}

/** A query that ended keeps its last watermark, so that the rows below stay where they are. */
function whySpans(query: QueryView, trace: BatchTrace | null, note: string | null, clock: WallClock): Head['why'] {
  if (note !== null) return [{ text: plainText(note) }];
  if (query.state === 'failed') return [];
  return query.state === 'stopped'
    ? whyLine({ ...query, nextWindowEndMs: null }, trace, clock)
    : whyLine(query, trace, clock);
}

function stateLine(query: QueryView, batchId: number | null, clock: WallClock): string {
  switch (query.state) {
    case 'starting':
      return `starting · ${plainText(query.trigger)}`;
    case 'running':
      return `running · batch ${batchId === null ? '–' : formatCount(batchId)} · ${plainText(query.trigger)}`;
    case 'failed': {
      const batch = query.error?.batchId ?? batchId;
      const at = formatInstant(query.error?.atMs ?? query.endedMs ?? query.startedMs, clock);
      return batch === null ? `failed at ${at}` : `failed at batch ${formatCount(batch)}, ${at}`;
    }
    case 'stopped':
      return stoppedLine(query, clock);
  }
}

/** `stopped · ran 12:00:01 – 12:09:44 · 291 batches · 351,882 in · 96 out · 2 dropped` */
function stoppedLine(query: QueryView, clock: WallClock): string {
  const parts = [
    'stopped',
    `ran ${ranText(query, clock)}`,
    `${formatCount(query.batches)} ${query.batches === 1 ? 'batch' : 'batches'}`,
    `${formatCount(query.totalIn)} in`,
    `${formatCount(query.totalOut)} out`,
  ];
  if (query.totalDropped > 0) parts.push(`${formatCount(query.totalDropped)} dropped`);
  if (query.totalMalformed > 0) parts.push(`${formatCount(query.totalMalformed)} malformed`);
  return parts.join(' · ');
}

function ranText(query: QueryView, clock: WallClock): string {
  const from = formatInstant(query.startedMs, clock);
  const to = formatInstant(query.endedMs ?? query.startedMs, clock);
  const sameDay = from.length > 8 && from.slice(0, 10) === to.slice(0, 10);
  return `${from} – ${sameDay ? to.slice(11) : to}`;
}

/** `falling behind: +4.1 s per batch; ...` once the last batches all took longer than their trigger. */
function fallingBehind(query: QueryView, traces: readonly BatchTrace[]): string | null {
  const interval = query.triggerMs;
  const last = traces.slice(-BEHIND_BATCHES);
  if (interval === null || interval <= 0 || last.length < BEHIND_BATCHES) return null;
  if (!last.every((trace) => batchMs(trace) > interval)) return null;
  const excess = last.reduce((sum, trace) => sum + batchMs(trace) - interval, 0) / last.length;
  const { value, unit } = formatDuration(excess);
  return `falling behind: +${value} ${unit} per batch; try maxOffsetsPerTrigger or a coarser key`;
}
