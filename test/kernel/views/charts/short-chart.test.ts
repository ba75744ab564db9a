import { describe, expect, test } from 'vitest';
import type { ChartOptions } from '../../../../engine/spi/host.ts';
import type { JsonValue } from '../../../../engine/spi/view-port.ts';
import { shortChart } from '../../../../kernel/views/charts/short-chart.ts';
import { createWallClock } from '../../../../kernel/views/wall-clock.ts';

const COLUMNS = [
  { name: 'window', type: 'struct<start:timestamp,end:timestamp>' },
  { name: 'country', type: 'string' },
  { name: 'total', type: 'decimal(10,2)' },
  { name: 'n', type: 'bigint' },
  { name: 'day', type: 'date' },
  { name: 'place', type: 'struct<city:string,at:struct<lat:double>>' },
  { name: 'a.b', type: 'double' },
  { name: 'toString', type: 'int' },
];
const clock = createWallClock('UTC', () => 0);
const BASE: ChartOptions = { mark: 'line', x: 'n', y: 'total' };

const source = (options: Partial<ChartOptions>, zone = clock) => shortChart({ ...BASE, ...options }, COLUMNS, zone);

/** A row with some columns; the others are null. */
const row = (values: Record<string, JsonValue>): JsonValue[] => COLUMNS.map(({ name }) => values[name] ?? null);

const minute = (m: number): string => `2026-03-01T12:${String(m).padStart(2, '0')}:00Z`;
const windowed = (m: number, more: Record<string, JsonValue>): JsonValue[] =>
  row({ window: { start: minute(m), end: minute(m + 1) }, ...more });

describe('what is not there', () => {
  test.each<[options: Partial<ChartOptions>, says: string]>([
    [{ x: 'nn' }, 'The chart names "nn", which the result does not have. Its columns are window, country,'],
    [{ y: 'window.length' }, 'The chart names "window.length", which'],
    [{ color: 'colour' }, 'The chart names "colour", which'],
    [{ x: 'a', y: 'b', color: 'c' }, 'The chart names "a" and "b" and "c", which'],
    [{ x: 'place.city.street' }, 'The chart names "place.city.street", which'],
    [{ x: 'constructor' }, 'The chart names "constructor", which'],
    [{ mark: 'pie' as never }, 'There is no chart "pie". Use one of line, bar, area, point, or a full Vega-Lite spec.'],
    [{ mark: undefined as never }, 'There is no chart "undefined".'],
    [{ mark: 'toString' as never }, 'There is no chart "toString".'],
  ])('%j is a problem, not a chart', (options, says) => {
    const { model, rows } = source(options);
    expect(model.problem).toContain(says);
    expect([model.spec, model.note, rows([row({ n: 1, total: 2 })], null)]).toEqual([{}, '', []]);
  });
});

describe('how x is drawn', () => {
  test.each<[mark: ChartOptions['mark'], x: string, type: string, title: string | null]>([
    ['line', 'n', 'quantitative', 'n'],
    ['line', 'window.start', 'temporal', null],
    ['line', 'WINDOW', 'temporal', null],
    ['line', 'day', 'temporal', null],
    ['line', 'country', 'ordinal', 'country'],
    ['line', 'place.at.lat', 'quantitative', 'place.at.lat'],
    ['line', '`a.b`', 'quantitative', '`a.b`'],
    ['bar', 'n', 'ordinal', 'n'],
    ['bar', 'window', 'ordinal', 'window'],
    ['point', 'total', 'quantitative', 'total'],
    ['area', 'day', 'temporal', null],
  ])('%s of %s is %s', (mark, x, type, title) => {
    const { spec, problem } = source({ mark, x }).model;
    expect(problem).toBe(null);
    const text = JSON.stringify(spec);
    const channel = /"x":(\{.*?"title":(?:"[^"]*"|null))/.exec(text)![1]!;
    expect(channel).toContain(`"type":"${type}"`);
    expect(channel).toContain(`"title":${JSON.stringify(title)}`);
  });

  test('a title that objects have as a key of their own is set apart', () => {
    expect(JSON.stringify(source({ y: 'toString' }).model.spec)).toContain('"title":"\u2060toString"');
  });
});

describe('the rows', () => {
  type Case = [what: string, options: Partial<ChartOptions>, rows: JsonValue[][], wanted: object[]];
  test.each<Case>([
    [
      'are ordered by x, and rows of one x keep their order',
      { mark: 'point' },
      [row({ n: 3, total: '1' }), row({ n: 1, total: '2.50' }), row({ n: 3, total: '0' })],
      [
        { x: 1, y: 2.5 },
        { x: 3, y: 1 },
        { x: 3, y: 0 },
      ],
    ],
    [
      'without x or y are left out',
      { mark: 'point' },
      [row({ n: 1 }), row({ total: '1' }), row({ n: 2, total: 'NaN' }), row({ n: 0, total: '0' })],
      [{ x: 0, y: 0 }],
    ],
    [
      'of a struct that is null are left out',
      { mark: 'point', x: 'place.at.lat' },
      [
        row({ total: '1' }),
        row({ total: '1', place: { city: 'A', at: null } }),
        row({ total: '1', place: { city: 'A', at: { lat: 4 } } }),
      ],
      [{ x: 4, y: 1 }],
    ],
    [
      'have names as series',
      { mark: 'point', color: 'country' },
      [row({ n: 1, total: '1', country: 'PT' }), row({ n: 2, total: '1' })],
      [
        { x: 1, y: 1, series: 'PT' },
        { x: 2, y: 1, series: 'null' },
      ],
    ],
    [
      'have numbers as series of points',
      { mark: 'point', color: 'total' },
      [row({ n: 1, total: '7.5' })],
      [{ x: 1, y: 7.5, series: 7.5 }],
    ],
    [
      'and as names elsewhere',
      { mark: 'area', color: 'n' },
      [row({ n: 1, total: '7.5' })],
      [{ x: 1, y: 7.5, series: '1' }],
    ],
    [
      'have dates as their midnight',
      { mark: 'point', x: 'day' },
      [row({ day: '1970-01-02', total: '1' })],
      [{ x: 86_400_000, y: 1 }],
    ],
    [
      'shorten names',
      { mark: 'point', x: 'country' },
      [row({ country: 'x'.repeat(99), total: '1' })],
      [{ x: 'x'.repeat(40), y: 1 }],
    ],
    [
      'of bars have the clock alone within a day',
      { mark: 'bar', x: 'window' },
      [windowed(5, { total: '1' }), windowed(4, { total: '2' })],
      [
        { x: '12:04', y: 2 },
        { x: '12:05', y: 1 },
      ],
    ],
    [
      'of bars have the day beside it over several',
      { mark: 'bar', x: 'window' },
      [windowed(5, { total: '1' }), row({ total: '2', window: { start: '2026-03-02T00:00:30Z', end: minute(0) } })],
      [
        { x: '03-01 12:05:00', y: 1 },
        { x: '03-02 00:00:30', y: 2 },
      ],
    ],
  ])('%s', (_, options, rows, wanted) => expect(source(options).rows(rows, null)).toEqual(wanted));

  test('have the clock of the zone', () => {
    const zone = createWallClock('Asia/Kolkata', () => 0);
    expect(source({ mark: 'bar', x: 'window' }, zone).rows([windowed(0, { total: '1' })], null)).toEqual([
      { x: '17:30', y: 1 },
    ]);
  });
});

describe('windows that can still change', () => {
  const rows = [0, 1, 2].map((m) => windowed(m, { total: '1' }));
  test.each<[options: Partial<ChartOptions>, note: string, watermark: string | null, open: boolean[]]>([
    [{ mark: 'bar', x: 'window' }, 'windows that can still change are paler', minute(2), [false, false, true]],
    [{ mark: 'line', x: 'window.start' }, 'windows that can still change are dashed', minute(1), [false, true, true]],
    [{ mark: 'line', x: 'window' }, 'windows that can still change are dashed', null, [false, false, false]],
    [{ mark: 'line', x: 'window.end' }, '', minute(1), [false, false, false]],
    [{ mark: 'point', x: 'window' }, '', minute(1), [false, false, false]],
  ])('%j: %s', (options, note, watermark, open) => {
    const { model, rows: drawn } = source(options);
    expect(model.note).toBe(note);
    const shown = drawn(rows, watermark === null ? null : Date.parse(watermark));
    expect(shown.map((each) => each['open'] === true)).toEqual(open);
  });
});
