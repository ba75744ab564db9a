import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForBrowser, ROOT } from './components.ts';
import { startJupyter, type JupyterServer } from './jupyter-server.ts';
import {
  chartSettled,
  drawnPoints,
  kernelReady,
  liveAt,
  openBrowser,
  openNotebook,
  runCell,
  saveNotebook,
  setTheme,
  shown,
  viewOf,
  type Browser,
} from './lab-page.ts';

const missing = missingForBrowser();

const START_MS = Date.UTC(2026, 2, 1, 12);
const ROWS = 50;
const ADVANCE_MS = 5000;
const COUNTRIES = ['PT', 'ES', 'FR'];

/** A query whose rows after each batch anybody can work out: 50 numbers and 5 seconds of event time a batch. */
const query = (name: string): string => `
const ${name} = await display(
  session.readStream.format('rate-micro-batch')
    .option('rowsPerBatch', ${ROWS}).option('startTimestamp', ${START_MS}).option('advanceMillisPerBatch', ${ADVANCE_MS}).load()
    .selectExpr("timestamp AS ts", "value * value % 97 + value % 3 * 20 AS amount", "element_at(array('PT', 'ES', 'FR'), CAST(value % 3 AS INT) + 1) AS country")
    .withWatermark('ts', '30 seconds')
    .groupBy(window('ts', '1 minute'), 'country')
    .agg(count('*').as('orders'), sum('amount').as('total')),
  { queryName: '${name}', outputMode: 'update', trigger: { processingTime: '300 milliseconds' },
    chart: { mark: 'line', x: 'window.start', y: 'total', color: 'country' } },
);`;

interface Total {
  readonly startMs: number;
  readonly country: string;
  orders: number;
  total: number;
}

/** What the query must hold after batch N, by a plain loop. */
function totalsAfter(batch: number): Total[] {
  const totals = new Map<string, Total>();
  for (let value = 0; value < (batch + 1) * ROWS; value++) {
    const ms = START_MS + Math.floor(value / ROWS) * ADVANCE_MS;
    const startMs = ms - (ms % 60_000);
    const country = COUNTRIES[value % 3]!;
    const key = `${startMs} ${country}`;
    const total = totals.get(key) ?? { startMs, country, orders: 0, total: 0 };
    totals.set(key, total);
    total.orders++;
    total.total += ((value * value) % 97) + (value % 3) * 20;
  }
  return [...totals.values()];
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

function tableAfter(batch: number): string[] {
  return totalsAfter(batch).map(({ startMs, country, orders, total }) =>
    [
      `2026-03-01 ${clock(startMs)} – ${clock(startMs + 60_000)}`,
      country,
      orders.toLocaleString('en-US'),
      total.toLocaleString('en-US'),
    ].join(' | '),
  );
}

const pointsAfter = (batch: number): string[] =>
  totalsAfter(batch)
    .map(({ startMs, country, total }) => `${startMs} ${country} ${total}`)
    .sort();

describe.skipIf(missing !== null)('a live query of the real engine in JupyterLab', { timeout: 120_000 }, () => {
  let jupyter: JupyterServer;
  let browser: Browser;

  beforeAll(async () => {
    const argv = [process.execPath, join(ROOT, 'bin/millrace.mjs'), 'kernel', '--connection-file', '{connection_file}'];
    [jupyter, browser] = await Promise.all([startJupyter({ argv, env: { TZ: 'UTC' } }), openBrowser()]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await jupyter?.close();
  }, 60_000);

  async function notebook(name: string, cells: readonly string[]): Promise<Page> {
    await jupyter.stopKernels();
    await jupyter.notebook(name, cells);
    const page = await browser.page();
    await openNotebook(page, jupyter.url, name);
    return page;
  }

  it('shows in table and chart the rows of the batch that its header names, at 5 moments, and stands still when paused', async () => {
    const page = await notebook('numbers.ipynb', [query('orders')]);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await runCell(page, 0);
    const view = viewOf(page, 0);
    await view.locator('.mr-tab[data-tab=chart]').click();
    let last = 2;
    for (let moment = 0; moment < 5; moment++) {
      await liveAt(view, last + 1);
      const now = await chartSettled(view);
      last = now.batch;
      expect(now.line).toContain(`batch ${now.batch} `);
      expect(now.rows.length).toBe(Math.min(10, totalsAfter(now.batch).length));
      expect(tableAfter(now.batch)).toEqual(expect.arrayContaining(now.rows.map((row) => row.join(' | '))));
      expect(drawnPoints(now.chart)).toEqual(pointsAfter(now.batch));
    }
    await view.getByRole('button', { name: 'Pause view' }).click();
    await page.waitForTimeout(800);
    const before = await shown(view);
    await page.waitForTimeout(1500);
    const after = await shown(view);
    expect([after.batch, after.rows, after.chart]).toEqual([before.batch, before.rows, before.chart]);
    expect(after.liveBatch).toBeGreaterThan(before.batch);
    expect(drawnPoints(after.chart)).toEqual(pointsAfter(after.batch));
    await view.getByRole('button', { name: 'Resume view' }).click();
    await liveAt(view, before.batch + 3);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('goes on from the live batch after a reload', async () => {
    const page = await notebook('reload.ipynb', [query('orders')]);
    await runCell(page, 0);
    await liveAt(viewOf(page, 0), 4);
    await saveNotebook(page);
    const before = await shown(viewOf(page, 0));
    await page.reload();
    await kernelReady(page);
    await liveAt(viewOf(page, 0), before.batch + 1);
    const after = await shown(viewOf(page, 0));
    expect(tableAfter(after.batch)).toEqual(expect.arrayContaining(after.rows.map((row) => row.join(' | '))));
    await page.close();
  });

  it('keeps one renderer and moves nothing while it runs', async () => {
    const page = await notebook('still.ipynb', [query('orders'), '']);
    await runCell(page, 0);
    const view = viewOf(page, 0);
    await view.locator('.mr-tab[data-tab=chart]').click();
    await liveAt(view, 14);
    await chartSettled(view);
    await page.evaluate(() => {
      const scope = globalThis as any;
      scope.__node = scope.document.querySelector('.mr-view');
      scope.__shift = [];
      new scope.PerformanceObserver((list: any) => {
        for (const entry of list.getEntries())
          if (!entry.hadRecentInput) scope.__shift.push(...entry.sources.map((s: any) => s.node?.textContent ?? '?'));
      }).observe({ type: 'layout-shift', buffered: false });
    });
    const height = await view.evaluate((node: any) => node.offsetHeight);
    await page.waitForTimeout(4000);
    const seen = await page.evaluate(() => {
      const scope = globalThis as any;
      const one = scope.document.querySelectorAll('.mr-view').length;
      return { one, same: scope.__node === scope.document.querySelector('.mr-view'), shift: scope.__shift };
    });
    expect(seen).toEqual({ one: 1, same: true, shift: [] });
    expect(await view.evaluate((node: any) => node.offsetHeight)).toBe(height);
    await page.close();
  });

  it('goes on while a cell spins, and Stop ends its query within 2 s', async () => {
    const active = "session.streams.active.map((q: any) => q.name).join(' ')";
    const page = await notebook('spin.ipynb', [query('one'), query('two'), 'while (true) {}', active]);
    await runCell(page, 0);
    await runCell(page, 1);
    const [first, second] = [viewOf(page, 0), viewOf(page, 1)];
    await liveAt(first, 2);
    await second.scrollIntoViewIfNeeded();
    await liveAt(second, 2);
    const spinning = runCell(page, 2).catch(() => undefined);
    await page.waitForTimeout(500);
    await first.scrollIntoViewIfNeeded();
    const batches: number[] = [];
    const end = Date.now() + 5000;
    while (Date.now() < end) {
      const { batch } = await shown(first);
      if (batch !== batches.at(-1)) batches.push(batch);
      await page.waitForTimeout(40);
    }
    expect(batches.length).toBeGreaterThanOrEqual(8);
    expect(batches).toEqual([...batches].sort((a, b) => a - b));
    const pressed = Date.now();
    await second.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(async () => (await shown(second)).state, { timeout: 5000, interval: 50 }).toBe('stopped');
    expect(Date.now() - pressed).toBeLessThan(2000);
    await page.evaluate(() => (globalThis as any).jupyterapp.commands.execute('notebook:interrupt-kernel'));
    await spinning;
    await runCell(page, 3);
    const left = await page.locator('.jp-Notebook .jp-Cell').nth(3).locator('.jp-OutputArea-output').innerText();
    expect(left).toContain("'one'");
    await page.close();
  });

  it('is looked at, light and dark, wide and narrow', async () => {
    // the pictures in the repository are only replaced when one asks for it
    const asked = process.env['MILLRACE_SCREENSHOTS'] === '1';
    const folder = asked ? join(ROOT, 'docs/screenshots') : await mkdtemp(join(tmpdir(), 'mr-screenshots-'));
    const page = await notebook('look.ipynb', [query('orders').trim()]);
    await runCell(page, 0);
    const view = viewOf(page, 0);
    await liveAt(view, 70);
    await page.evaluate(() => (globalThis as any).jupyterapp.commands.execute('application:toggle-left-area'));
    for (const [width, theme, tab] of [
      [1280, 'light', 'chart'],
      [1280, 'dark', 'table'],
      [800, 'light', 'batches'],
      [800, 'dark', 'chart'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await setTheme(page, theme);
      await view.locator(`.mr-tab[data-tab=${tab}]`).click();
      await page.waitForTimeout(1500);
      await view.scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(folder, `${tab}-${width}-${theme}.png`) });
    }
    if (!asked) await rm(folder, { recursive: true });
    await page.close();
  });
});
