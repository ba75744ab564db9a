import { expect, test } from 'vitest';
import type { BatchTrace, QueryView, StateTrace, WatermarkTrace } from '../../../engine/spi/view-port.ts';
import { whyLine } from '../../../kernel/views/why.ts';
import { createWallClock } from '../../../kernel/views/wall-clock.ts';

/** The words in bold of a sentence that the engine wrote. */
const bold = (why: string): string[] =>
  whyLine(
    { why } as QueryView,
    null,
    createWallClock('UTC', () => 0),
  )
    .filter((span) => span.tone === 'strong')
    .map((span) => span.text);

test.each([
  ['0 rows: waits for 10:00.', ['10:00']],
  ['the window 10:00 – 10:05 closes at 2026-01-01 10:05:10', ['10:00 – 10:05', '2026-01-01 10:05:10']],
  ['The row {"ts":"9999-12-31T00:00:00.000Z","a":"x12:30"} of 9999-12-31 00:00:00 UTC', ['9999-12-31 00:00:00']],
  ['reads localhost:9092 and 12345:678', []],
])('of %j the times are bold', (why, times) => {
  expect(bold(why)).toEqual(times);
});

const AT = (time: string): number => Date.parse(`2026-01-01T${time}Z`);
const clock = createWallClock('UTC', () => AT('10:30:00'));
const operator = (more: Partial<StateTrace>): StateTrace => ({
  op: 'symmetricHashJoin',
  rows: 3,
  updated: 0,
  removed: 0,
  dropped: 0,
  bytes: 10,
  watermark: null,
  parts: [],
  waits: null,
  ...more,
});
const said = (query: Partial<QueryView>, state: readonly StateTrace[], watermarks: readonly WatermarkTrace[]): string => {
  const least = Math.min(...watermarks.map(({ watermark }) => watermark ?? 0));
  const view = { why: null, state: 'running', outputMode: 'append', totalIn: 12, totalOut: 0, nextWindowEndMs: null, watermarkDelayMs: 5000, ...query };
  const trace = { state, watermarks, watermarkAfter: watermarks.length === 0 ? null : least, maxEventMs: AT('10:20:00') };
  return whyLine(view as QueryView, trace as unknown as BatchTrace, clock).map(({ text }) => text).join('');
}; // prettier-ignore

const [TS, RT] = [
  { column: 'ts', watermark: AT('10:10:00') },
  { column: 'rt', watermark: AT('10:00:00') },
];
const WAITS = 'rows of the left side wait for their match';

test.each<[what: string, got: () => string, wanted: RegExp]>([
  [
    'a join says what its rows wait for, and which side holds the watermark',
    () => said({}, [operator({ waits: WAITS })], [TS, RT]),
    /^0 rows out so far, 12 in: rows of the left side wait for their match; the watermark is at 10:00:00, held by rt; ts is at 10:10:00\.$/,
  ],
  [
    'a side without events holds it, too',
    () => said({}, [operator({ waits: WAITS })], [TS, { column: 'rt', watermark: null }]),
    /; there is no watermark yet, held by rt, which has no event; ts is at 10:10:00\.$/,
  ],
  ['without a watermark there is none to name', () => said({ watermarkDelayMs: null }, [operator({ waits: WAITS })], []), /match\.$/],
  [
    'of a chain the lowest operator that waits',
    () => said({}, [operator({ waits: 'above' }), operator({ waits: 'below' })], [TS]),
    /in: below; the watermark is at 10:10:00\.$/,
  ],
  [
    'a session is called so',
    () => said({ nextWindowEndMs: AT('10:11:00') }, [operator({ op: 'sessionWindowStateStoreSaveExec' })], [TS]),
    /the next session comes out when the watermark passes 10:11:00; it is at 10:10:00\.$/,
  ],
  [
    'once rows are out the watermark says which one it is',
    () => said({ totalOut: 1 }, [operator({ waits: WAITS })], [TS, RT]),
    /^watermark 10:00:00, held by rt; ts is at 10:10:00$/,
  ],
  ['a query that has ended waits for nothing', () => said({ state: 'stopped' }, [operator({ waits: WAITS })], [TS]), /^watermark 10:10:00/],
])('%s', (_, got, wanted) => {
  expect(got()).toMatch(wanted);
}); // prettier-ignore
