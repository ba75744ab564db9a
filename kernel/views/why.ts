import type { BatchTrace, QueryView } from '../../engine/spi/view-port.ts';
import { plainText } from './escape.ts';
import { formatInstant } from './format-time.ts';
import { formatCount, formatDuration } from './format-number.ts';
import type { Span } from './protocol.ts';
import type { WallClock } from './wall-clock.ts';

/** Times as sentences write them; not those inside of a row's values, which are quoted as they are. */
const TIMES = /((?<![\w:])(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)?(?: – (?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)?)?)/;

/** The sentence under the figures: why nothing comes out, or where the watermark stands and what it waits for. */
export function whyLine(query: QueryView, trace: BatchTrace | null, clock: WallClock): Span[] {
  if (query.why !== null) return emphasizeTimes(plainText(query.why));
  const awaited = awaitedWindow(query, trace, clock) ?? awaitedState(query, trace, clock);
  if (awaited !== null) return awaited;
  if (query.watermarkDelayMs === null) {
    const stateful = trace !== null && trace.state.length > 0;
    const text = stateful
      ? 'no watermark: the state keeps every key for ever'
      : 'no watermark: each batch stands for itself';
    return [{ text: trace === null ? 'waiting for the first batch' : text }];
  }
  const watermark = trace?.watermarkAfter ?? null;
  const newest = trace?.maxEventMs ?? null;
  const { value, unit } = formatDuration(query.watermarkDelayMs);
  if (watermark === null || watermark <= 0) {
    return [{ text: `no watermark yet: it follows the newest event by ${value} ${unit}` }];
  }
  const spans: Span[] = [{ text: `watermark ${formatInstant(watermark, clock)}`, tone: 'strong' }];
  const held = trace === null ? [] : heldBack(trace, clock);
  if (held.length > 0) spans.push(...held);
  else if (newest !== null) {
    const exact = newest - query.watermarkDelayMs === watermark;
    const event = formatInstant(newest, clock);
    spans.push({
      text: exact ? ` = newest event ${event} − ${value} ${unit}` : ` · newest event ${event}, delay ${value} ${unit}`,
    });
  }
  if (query.nextWindowEndMs !== null)
    spans.push({ text: ` · next window closes at ${formatInstant(query.nextWindowEndMs, clock)}` });
  return spans;
}

/** In append mode a window comes out when it is closed: until the first is, the sentence says which, and when. */
function awaitedWindow(query: QueryView, trace: BatchTrace | null, clock: WallClock): Span[] | null {
  const { outputMode, totalIn, totalOut, nextWindowEndMs } = query;
  if (outputMode !== 'append' || totalOut > 0 || totalIn === 0 || nextWindowEndMs === null) return null;
  const isSession = trace?.state.some(({ op }) => op.startsWith('session')) === true;
  const what = isSession ? 'session' : 'window';
  return [
    { text: `0 rows out so far, ${formatCount(totalIn)} in: the next ${what} comes out when the watermark passes ` },
    { text: formatInstant(nextWindowEndMs, clock), tone: 'strong' },
    ...watermarkNow('it', trace, clock),
  ];
}

/** What the rows of an operator wait for, the lowest one that waits: those above wait for it. */
function awaitedState(query: QueryView, trace: BatchTrace | null, clock: WallClock): Span[] | null {
  const { state, totalIn, totalOut } = query;
  const waits = trace?.state.findLast((state) => state.waits !== null)?.waits ?? null;
  if (waits === null || state === 'stopped' || totalOut > 0 || totalIn === 0) return null;
  const spans: Span[] = [{ text: `0 rows out so far, ${formatCount(totalIn)} in: ${waits}` }];
  return query.watermarkDelayMs === null
    ? [...spans, { text: '.' }]
    : [...spans, ...watermarkNow('the watermark', trace, clock)];
}

/** Where the watermark is, and what holds it there. */
function watermarkNow(what: string, trace: BatchTrace | null, clock: WallClock): Span[] {
  const watermark = trace?.watermarkAfter ?? 0;
  const now: Span[] =
    watermark > 0
      ? [{ text: `; ${what} is at ` }, { text: formatInstant(watermark, clock), tone: 'strong' }]
      : [{ text: what === 'it' ? '; there is none yet' : '; there is no watermark yet' }];
  return [...now, ...(trace === null ? [] : heldBack(trace, clock)), { text: '.' }];
}

/** Of several watermarks the one that the query goes by, where another one is ahead. */
function heldBack({ watermarks, watermarkAfter }: BatchTrace, clock: WallClock): Span[] {
  if (watermarks.length < 2) return [];
  const sorted = [...watermarks].sort((a, b) => (a.watermark ?? -Infinity) - (b.watermark ?? -Infinity));
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  if (least.watermark === most.watermark || (least.watermark ?? 0) !== Math.max(watermarkAfter ?? 0, 0)) return [];
  return [
    { text: ', held by ' },
    { text: least.column, tone: 'code' },
    { text: least.watermark === null ? ', which has no event; ' : '; ' },
    { text: most.column, tone: 'code' },
    { text: ' is at ' },
    { text: formatInstant(most.watermark!, clock), tone: 'strong' },
  ];
}

/** Sets times and ranges of times in bold. */
function emphasizeTimes(text: string): Span[] {
  return text
    .split(TIMES)
    .map((part, index): Span => (index % 2 === 1 ? { text: part, tone: 'strong' } : { text: part }))
    .filter((span) => span.text !== '');
}
