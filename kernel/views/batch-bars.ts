import type { BatchTrace, StateTrace } from '../../engine/spi/view-port.ts';
import { formatInstant } from './format-time.ts';
import { offsetsText } from './offset-text.ts';
import { formatBytes, formatCount } from './format-number.ts';
import type { BatchBar, OperatorFigures } from './protocol.ts';
import type { WallClock } from './wall-clock.ts';

/** A batch of the timeline. */
export function batchBar(trace: BatchTrace, clock: WallClock): BatchBar {
  return {
    batchId: trace.batchId,
    ms: round(batchMs(trace)),
    phases: phasesOf(trace).map(round),
    rowsIn: trace.rowsIn,
    rowsOut: trace.rowsOut,
    dropped: trace.rowsDropped,
    lateKept: trace.rowsLateKept,
    malformed: trace.rowsMalformed,
    stateRows: trace.state.reduce((sum, op) => sum + op.rows, 0),
    operators: trace.state.map((state) => operatorFigures(state, clock)),
    offsets: offsetsText(trace.offsets),
    watermark: trace.watermarkAfter === null ? null : formatInstant(trace.watermarkAfter, clock),
    at: formatInstant(trace.endMs, clock),
  };
}

/** What an operator holds and did, in words. */
export function operatorFigures(state: StateTrace, clock: WallClock): OperatorFigures {
  const { op, rows, updated, removed, dropped, bytes, watermark, parts } = state;
  const sides = parts.map((part) => `${part.name} ${formatCount(part.rows)}`).join(', ');
  const size = bytes > 0 ? ` · ${formatBytes(bytes)}` : '';
  return {
    name: op,
    holds: `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}${sides === '' ? '' : ` (${sides})`}${size}`,
    changes: `+${formatCount(updated)} −${formatCount(removed)}${dropped > 0 ? `, ${formatCount(dropped)} dropped` : ''}`,
    watermark: watermark === null ? null : formatInstant(watermark, clock),
  };
}

/** How long a batch took. */
export function batchMs(trace: BatchTrace): number {
  return trace.durations['triggerExecution'] ?? trace.endMs - trace.triggerMs;
}

/** Milliseconds of reading, computing, state and log, sink. The rest of a batch counts as computing. */
function phasesOf(trace: BatchTrace): number[] {
  const sums = [0, 0, 0, 0];
  let compute = 0;
  for (const [name, ms] of Object.entries(trace.durations)) {
    const phase = phaseOf(name);
    if (phase === 1) compute += ms;
    else if (phase !== null) sums[phase] = (sums[phase] ?? 0) + ms;
  }
  const rest = Math.max(0, batchMs(trace) - (sums[0] ?? 0) - (sums[2] ?? 0) - (sums[3] ?? 0));
  // Spark's addBatch spans sink and state; what lies outside of it is counted above
  sums[1] = compute > 0 ? Math.min(compute, rest) : rest;
  return sums;
}

function phaseOf(name: string): number | null {
  if (name === 'triggerExecution') return null;
  if (/sink/i.test(name)) return 3;
  if (/state|commit|wal|log/i.test(name)) return 2;
  if (/offset|getBatch|read|input/i.test(name)) return 0;
  return 1;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
