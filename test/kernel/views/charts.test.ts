import { describe, expect, it } from 'vitest';
import type { ChartOptions } from '../../../engine/spi/host.ts';
import { chartSource } from '../../../kernel/views/charts/chart-source.ts';
import { findColumn } from '../../../kernel/views/charts/column-path.ts';
import { charts } from '../../../kernel/views/charts/index.ts';
import { renderSvg } from '../../../kernel/views/charts/render-svg.ts';
import { createWallClock } from '../../../kernel/views/wall-clock.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';
import { ORDER_COLUMNS, orderRows } from './scripted-engine.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const clock = createWallClock('UTC', () => START);
const CHART: ChartOptions = { mark: 'line', x: 'window.start', y: 'total', color: 'country' };

describe('charts', () => {
  it('are one file each, listed once', () => {
    expect(charts.map((chart) => chart.mark)).toEqual(['line', 'bar', 'area', 'point']);
  });

  it.each(['line', 'bar', 'area', 'point'] as const)(
    'draw %s of windows with every value of the rows',
    async (mark) => {
      const source = chartSource({ chart: { ...CHART, mark } }, ORDER_COLUMNS, clock)!;
      const rows = orderRows(200, START);
      const data = source.rows(rows, null);
      expect(data).toHaveLength(rows.length);
      expect(new Set(data.map((row) => row['y']))).toEqual(new Set(rows.map((row) => Number(row[3]))));
      expect(source.model.spec['$schema']).toBe('https://vega.github.io/schema/vega-lite/v5.json');
      expect(await renderSvg(source.model, data)).toMatch(/^<svg/);
    },
  );

  it('dash what can still change, from the last point that cannot', () => {
    const source = chartSource({ chart: CHART }, ORDER_COLUMNS, clock)!;
    const watermark = START + 5 * 60_000;
    const data = source.rows(orderRows(200, START), watermark).filter((row) => row['series'] === 'BR');
    expect(data.filter((row) => row['open']).map((row) => row['x'])).toEqual(
      [5, 6].map((minute) => START + minute * 60_000),
    );
    expect(data.filter((row) => row['bridge']).map((row) => row['x'])).toEqual([START + 4 * 60_000]);
    expect(data.filter((row) => row['label'])).toHaveLength(1);
  });

  it('never hold a column name outside of a title', () => {
    for (const name of HOSTILE_TEXTS.filter((text) => text.length > 2 && text.length < 100)) {
      const columns = [
        { name, type: 'bigint' },
        { name: `${name}2`, type: 'string' },
      ];
      const source = chartSource(
        { chart: { mark: 'bar', x: `${name}2`, y: name, color: `${name}2` } },
        columns,
        clock,
      )!;
      expect(source.model.problem).toBeNull();
      const titleless = JSON.stringify(source.model.spec, (key, value) => (key === 'title' ? null : value));
      for (const field of titleless.matchAll(/"(?:field|filter|test|labelExpr)":"((?:[^"\\]|\\.)*)"/g)) {
        expect(field[1]).toMatch(
          /^(x|y|series|labelY|!?datum\.(open|bridge|dot|label)( \|\| datum\.bridge)?|utchours.*|datum.value === 0 \? '0' : datum.label)$/,
        );
      }
    }
  });

  it('of hostile names and values are drawn as text', async () => {
    for (const name of HOSTILE_TEXTS.filter((text) => text.trim() !== '' && text.length < 100)) {
      const columns = [
        { name: 'k', type: 'string' },
        { name, type: 'bigint' },
      ];
      const source = chartSource({ chart: { mark: 'bar', x: 'k', y: name, color: 'k' } }, columns, clock)!;
      const svg = await renderSvg(
        source.model,
        source.rows(
          [
            [name, '3'],
            ['other', '4'],
          ],
          null,
        ),
      );
      expect(svg).toMatch(/^<svg/);
      expect(svg).not.toMatch(/<script|<img|<foreignObject|onerror="|onload="/);
      if (name !== '[object Object]') expect(svg).not.toContain('[object Object]<');
    }
  });

  it('say which column they miss', () => {
    const source = chartSource({ chart: { ...CHART, y: 'totl' } }, ORDER_COLUMNS, clock)!;
    expect(source.model.problem).toBe(
      'The chart names "totl", which the result does not have. Its columns are window, country, orders, total.',
    );
  });

  it('of a full spec keep it, with the data replaced', () => {
    const spec = {
      mark: 'point',
      encoding: { x: { field: 'window.start', type: 'temporal' } },
      data: { url: 'https://example.com' },
    };
    const source = chartSource({ spec }, ORDER_COLUMNS, clock)!;
    expect(source.model.spec).toMatchObject({ mark: 'point', encoding: spec.encoding, data: { name: 'rows' } });
    const [row] = source.rows(orderRows(0, START), null);
    expect(row).toMatchObject({ window: { start: START, end: START + 60_000 }, country: 'BR' });
    expect(typeof row?.['total']).toBe('number');
  });
});

describe('a column path', () => {
  const columns = [
    { name: 'window', type: 'struct<start:timestamp,end:timestamp>' },
    { name: 'a.b', type: 'bigint' },
    { name: 'Total', type: 'double' },
  ];
  it.each([
    ['window.start', { column: 0, fields: [{ name: 'start', index: 0 }] }],
    ['a.b', { column: 1, fields: [] }],
    ['`a.b`', { column: 1, fields: [] }],
    ['total', { column: 2, fields: [] }],
    ['`window`.`end`', { column: 0, fields: [{ name: 'end', index: 1 }] }],
  ])('%s finds %j', (text, expected) => {
    expect(findColumn(columns, text)).toMatchObject(expected);
  });
  it.each(['window.middle', 'nothing', 'Total.x', '__proto__'])('%s finds nothing', (text) => {
    expect(findColumn(columns, text)).toBeNull();
  });
});
