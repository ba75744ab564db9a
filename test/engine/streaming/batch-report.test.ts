import { describe, expect, test } from 'vitest';
import { emptyStats, type WatermarkStats } from '../../../engine/codegen/watermark-stats.ts';
import { emptyMetrics } from '../../../engine/operators/batch-context.ts';
import { PLAIN_TRACE } from '../../../engine/operators/stateful-operator.ts';
import type { Clock } from '../../../engine/spi/runtime.ts';
import { progressOf, traceOf, type BatchFacts } from '../../../engine/streaming/batch-report.ts';
import { BatchTimer } from '../../../engine/streaming/batch-timer.ts';

const START = Date.parse('2026-03-01T12:00:00.250Z');
const IDENTITY = { id: 'i', runId: 'r', name: 'counts' };
const SECOND = 1e6;

/** A batch that began at `START` and took some time in each phase, one after another. */
function timed(phases: Record<string, number>): BatchTimer {
  let elapsed = 1000;
  const clock: Clock = {
    now: () => START + elapsed - 1000,
    elapsed: () => elapsed,
    sleepUntil: () => Promise.reject(new Error('nobody sleeps')),
  };
  const timer = new BatchTimer(clock);
  for (const [phase, ms] of Object.entries(phases)) timer.timeSync(phase, () => (elapsed += ms));
  return timer;
}

const facts = (more: Partial<BatchFacts> = {}): BatchFacts => ({
  batchId: 7,
  entry: { batchWatermarkMs: START - 10_000, batchTimestampMs: START + 5, conf: {}, offsets: [{ a: 3 }, null] },
  starts: [{ a: 1 }, null],
  rowsIn: [20, 0],
  malformed: 0,
  rowsOut: 4,
  operators: [],
  watermarks: [],
  lateMicros: 10 * SECOND,
  lastTriggerMs: START - 500,
  maxEventMs: 99,
  watermarkAfter: 12_345,
  behind: 6,
  observed: [],
  ...more,
});

const progress = (given: BatchFacts, timer = timed({ addBatch: 100 }), watermarked = false) =>
  progressOf(IDENTITY, given, timer, ['first', 'second'], 'memory', watermarked);
const trace = (given: BatchFacts, timer = timed({ addBatch: 100 }), watermarked = true) =>
  traceOf(given, timer, ['first', 'second'], watermarked);

const operator = (name: string, more: Partial<ReturnType<typeof emptyMetrics>>, keys?: readonly string[]) => ({
  metrics: { ...emptyMetrics(name), ...more },
  trace: { ...PLAIN_TRACE, examples: keys === undefined ? null : { slot: 0, keys } },
  watermarkMicros: -Infinity,
});

describe("the progress report has Spark's form", () => {
  test('phases are rounded and sorted, and the finer ones are left out', () => {
    const { durationMs, batchDuration, timestamp } = progress(
      facts(),
      timed({ walCommit: 1.4, latestOffset: 2.6, stateCommit: 7, addBatch: 90, nothingOfSpark: 9 }),
    );
    expect(Object.entries(durationMs)).toEqual([
      ['addBatch', 90],
      ['commitOffsets', 0],
      ['getBatch', 0],
      ['latestOffset', 3],
      ['queryPlanning', 0],
      ['triggerExecution', 110],
      ['walCommit', 1],
    ]);
    expect([batchDuration, timestamp]).toEqual([110, '2026-03-01T12:00:00.250Z']);
  });

  test.each<
    [what: string, more: Partial<BatchFacts>, ms: number, input: number | undefined, processed: number | undefined]
  >([
    ['since the last trigger, and of the batch', {}, 100, 40, 200],
    ['no rate of input for the first batch', { lastTriggerMs: null }, 100, undefined, 200],
    ['none for a trigger of the same moment', { lastTriggerMs: START }, 100, undefined, 200],
    ['none of a batch that took no time', {}, 0, 40, undefined],
    ['no rows', { rowsIn: [0, 0] }, 100, 0, 0],
    ['rows of all sources', { rowsIn: [5, 15] }, 100, 40, 200],
  ])('rates: %s', (_, more, ms, input, processed) => {
    const report = progress(facts(more), timed({ addBatch: ms }));
    expect([report.inputRowsPerSecond, report.processedRowsPerSecond]).toEqual([input, processed]);
    expect('inputRowsPerSecond' in report).toBe(input !== undefined);
    expect('processedRowsPerSecond' in report).toBe(processed !== undefined);
  });

  test('sources have their own rows, rates and offsets', () => {
    const { sources, numInputRows, sink } = progress(facts({ malformed: 2 }));
    expect(numInputRows).toBe(20);
    const [first, second] = sources;
    expect(first).toEqual({
      description: 'first',
      startOffset: { a: 1 },
      endOffset: { a: 3 },
      latestOffset: { a: 3 },
      numInputRows: 20,
      inputRowsPerSecond: 40,
      processedRowsPerSecond: 200,
      metrics: { malformedRows: '2' },
    });
    expect(second).toMatchObject({ startOffset: null, endOffset: null, numInputRows: 0, inputRowsPerSecond: 0 });
    expect(sink).toEqual({ description: 'memory', numOutputRows: 4 });
    expect(progress(facts()).sources[0]!.metrics).toEqual({});
  });

  test('operators with state stand from the top down, with the time of the commit', () => {
    const operators = [operator('top', { rowsTotal: 3 }), operator('below', { rowsUpdated: 2, droppedByWatermark: 1 })];
    const { stateOperators } = progress(facts({ operators }), timed({ stateCommit: 3.6 }));
    expect(stateOperators).toMatchObject([
      { operatorName: 'top', numRowsTotal: 3, commitTimeMs: 4 },
      { operatorName: 'below', numRowsUpdated: 2, numRowsDroppedByWatermark: 1, commitTimeMs: 4 },
    ]);
  });
});

const seen = (micros: number[], late = 0): WatermarkStats => ({
  ...emptyStats(),
  count: micros.length,
  min: Math.min(...micros),
  max: Math.max(...micros),
  sum: micros.reduce((a, b) => a + b, 0),
  late,
  examples: micros,
});
const windowsOf = (micros: number): [number, number][] => {
  const start = Math.floor(micros / (5 * SECOND)) * 5 * SECOND;
  return [[start, start + 5 * SECOND]];
};
const noWindows = (): [number, number][] => [];
const NODE = { column: 'ts', watermarkMs: 0, windowsOf: noWindows };

describe('event time', () => {
  const watermark = '2026-03-01T11:59:50.250Z';
  test.each<[what: string, stats: WatermarkStats[], watermarked: boolean, wanted: object]>([
    ['is nothing without a watermark', [seen([SECOND])], false, {}],
    ['is the watermark alone without rows', [emptyStats()], true, { watermark }],
    [
      'is that of all watermark nodes',
      [seen([SECOND, 2 * SECOND]), seen([6 * SECOND]), emptyStats()],
      true,
      { avg: '1970-01-01T00:00:03.000Z', max: '1970-01-01T00:00:06.000Z', min: '1970-01-01T00:00:01.000Z', watermark },
    ],
    [
      'is cut to milliseconds, downwards',
      [seen([-1500])],
      true,
      { avg: '1969-12-31T23:59:59.998Z', max: '1969-12-31T23:59:59.998Z', min: '1969-12-31T23:59:59.998Z', watermark },
    ],
  ])('%s', (_, stats, watermarked, wanted) => {
    const watermarks = stats.map((each) => ({ ...NODE, seen: each }));
    expect(progress(facts({ watermarks }), timed({}), watermarked).eventTime).toEqual(wanted);
  });
});

describe('the trace', () => {
  test('has offsets as texts and the rows of all sources', () => {
    expect(trace(facts({ rowsIn: [5, 2], malformed: 1 }))).toMatchObject({
      batchId: 7,
      triggerMs: START,
      endMs: START + 100,
      offsets: [
        { source: 'first', start: '{"a":1}', end: '{"a":3}' },
        { source: 'second', start: null, end: null },
      ],
      rowsIn: 7,
      rowsOut: 4,
      rowsMalformed: 1,
      rowsBehind: 6,
      maxEventMs: 99,
      durations: { addBatch: 100, triggerExecution: 100 },
    });
  });

  test.each([
    [true, START - 10_000, 12_345],
    [false, null, null],
  ])('with a watermark (%j) tells of it before and after', (watermarked, before, after) => {
    const { watermarkBefore, watermarkAfter } = trace(facts(), timed({}), watermarked);
    expect([watermarkBefore, watermarkAfter]).toEqual([before, after]);
  });

  test.each<[late: number[], dropped: number[], kept: number]>([
    [[], [], 0],
    [[3], [], 3],
    [[3], [2], 1],
    [[3, 4], [2, 1], 4],
    [[1], [2], 0], // one row is dropped by two operators
  ])('of late rows %j, of which %j are dropped, %i are kept', (late, dropped, kept) => {
    const { rowsLateKept, rowsDropped } = trace(
      facts({
        watermarks: late.map((n) => ({ ...NODE, seen: seen([], n) })),
        operators: dropped.map((lateRows) => operator('aggregate', { lateRows })),
      }),
    );
    expect([rowsLateKept, rowsDropped]).toEqual([kept, dropped.reduce((a, b) => a + b, 0)]);
  });

  test('operators tell of their own watermark, their parts and what they wait for; nodes of theirs', () => {
    const join = operator('join', { rowsTotal: 3, memoryBytes: 40 });
    const parts = [
      { name: 'left', rows: 2 },
      { name: 'right', rows: 1 },
    ];
    const waiting = { ...join, trace: { ...join.trace, parts, waits: 'they wait' }, watermarkMicros: 7 * SECOND };
    const { state, watermarks } = trace(
      facts({
        operators: [operator('top', {}), waiting],
        watermarks: [
          { ...NODE, seen: emptyStats(), watermarkMs: 9000 },
          { ...NODE, seen: emptyStats(), column: 'rt' },
        ],
      }),
    );
    expect(state).toMatchObject([
      { op: 'top', watermark: null, parts: [], waits: null },
      { op: 'join', rows: 3, bytes: 40, watermark: 7000, parts, waits: 'they wait' },
    ]);
    expect(watermarks).toEqual([
      { column: 'ts', watermark: 9000 },
      { column: 'rt', watermark: null },
    ]);
  });

  type Fate = 'kept' | 'late-kept' | 'dropped';
  test.each<[what: string, micros: number, windows: boolean, fate: Fate]>([
    ['behind the watermark', 10 * SECOND + 1, true, 'kept'],
    ['at the watermark, in a window that is open', 10 * SECOND, true, 'late-kept'],
    ['in the window that ends at the watermark', 10 * SECOND - 1, true, 'dropped'],
    ['in a window before', SECOND, true, 'dropped'],
    ['at the watermark, without windows', 10 * SECOND, false, 'dropped'],
    ['behind it, without windows', 10 * SECOND + 1, false, 'kept'],
  ])('a row %s', (_, micros, windows, fate) => {
    const { sample } = trace(
      facts({ watermarks: [{ ...NODE, seen: seen([micros]), windowsOf: windows ? windowsOf : noWindows }] }),
    );
    expect(sample).toMatchObject([{ id: 0, key: null, eventMs: micros / 1000, processedMs: START + 5, fate }]);
  });

  test('examples have the keys of the operator that groups them, and are numbered over all nodes', () => {
    const { sample } = trace(
      facts({
        watermarks: [
          { ...NODE, seen: seen([11 * SECOND, 12 * SECOND]), windowsOf },
          { ...NODE, seen: seen([13 * SECOND]) },
        ],
        operators: [operator('sort', {}), operator('aggregate', {}, ['PT'])],
      }),
    );
    expect(sample.map(({ id, key, windows }) => [id, key, windows])).toEqual([
      [0, 'PT', [[10_000, 15_000]]],
      [1, null, [[10_000, 15_000]]],
      [2, null, []],
    ]);
  });
});
