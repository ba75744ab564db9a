import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { findChromium } from './components.ts';

/** One browser for a file of tests. */
export interface Browser {
  page(size?: { readonly width: number; readonly height: number }): Promise<Page>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium was found.');
  const folder = await mkdtemp(join(tmpdir(), 'mr-browser-'));
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  const context: BrowserContext = await chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 900 },
    timezoneId: 'UTC',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet],
  });
  return {
    async page(size) {
      const page = await context.newPage();
      page.on('dialog', (dialog) => void dialog.accept());
      if (size) await page.setViewportSize(size);
      return page;
    },
    async close() {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Opens a notebook and waits until its kernel answers. */
export async function openNotebook(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/lab/tree/${name}?reset`, { timeout: 60_000 });
  await kernelReady(page);
}

/** Waits until the notebook of the page is loaded and its kernel is connected. */
export async function kernelReady(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const app = (globalThis as any).jupyterapp;
      return app?.shell.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected';
    },
    null,
    { timeout: 60_000 },
  );
  await page.evaluate(async () => {
    const panel = (globalThis as any).jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.session.kernel.info;
  });
}

/** Runs one cell and waits until it is done. */
export async function runCell(page: Page, index: number): Promise<void> {
  await page.evaluate(async (at) => {
    const app = (globalThis as any).jupyterapp;
    app.shell.currentWidget.content.activeCellIndex = at;
    await app.commands.execute('notebook:run-cell');
  }, index);
}

export async function saveNotebook(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (globalThis as any).jupyterapp.shell.currentWidget.context.save();
  });
}

export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  const name = theme === 'light' ? 'JupyterLab Light' : 'JupyterLab Dark';
  await page.evaluate(async (wanted) => {
    await (globalThis as any).jupyterapp.commands.execute('apputils:change-theme', { theme: wanted });
  }, name);
  await page.waitForFunction(
    (light) => (globalThis as any).document.body.dataset['jpThemeLight'] === light,
    String(theme === 'light'),
  );
}

/** The view in the output of a cell. */
export function viewOf(page: Page, cell: number): Locator {
  return page.locator('.jp-Notebook .jp-Cell').nth(cell).locator('.mr-view');
}

/** The part of a DOM element that the tests touch; the DOM's own types belong to the labextension alone. */
interface PageNode {
  readonly dataset: Record<string, string | undefined>;
  readonly __vegaView?: any;
}

/** What a view shows at one moment, read in one turn of the page so that nothing changes in between. */
export interface Shown {
  readonly batch: number;
  readonly liveBatch: number;
  readonly state: string;
  readonly attachment: string;
  readonly paused: boolean;
  readonly line: string;
  readonly range: string;
  readonly rows: string[][];
  readonly chartBatch: number | null;
  readonly chart: Record<string, unknown>[];
}

/** Reads table and chart of a view from the DOM and from Vega's own data. */
export async function shown(view: Locator): Promise<Shown> {
  return view.evaluate((node) => {
    const data = (node as unknown as PageNode).dataset;
    const text = (selector: string) => node.querySelector(selector)?.textContent ?? '';
    const rows = [...node.querySelectorAll('.mr-table tbody tr')].map((row) =>
      [...row.children].map((cell) => cell.textContent ?? ''),
    );
    const chart = node.querySelector('.mr-chart') as PageNode | null;
    const items: Record<string, unknown>[] = [];
    // the scene's marks, not the data that was put in: what is drawn is what counts
    const walk = (mark: any) => {
      for (const item of mark.items ?? []) {
        if (mark.marktype !== 'group' && item.datum && mark.role === 'mark')
          items.push({ ...item.datum, mark: mark.marktype });
        for (const inner of item.items ?? []) walk(inner);
      }
    };
    const view = chart?.__vegaView;
    if (view) walk(view.scenegraph().root);
    return {
      batch: Number(data['batch'] || -1),
      liveBatch: Number(data['liveBatch'] || -1),
      state: data['state'] ?? '',
      attachment: data['attachment'] ?? '',
      paused: data['paused'] === 'true',
      line: text('.mr-line'),
      range: text('.mr-range'),
      rows,
      chartBatch: chart?.dataset['batch'] ? Number(chart.dataset['batch']) : null,
      chart: items,
    };
  });
}

/** Waits until a view is live and at a batch of at least `batch`. */
export async function liveAt(view: Locator, batch: number): Promise<void> {
  await view.waitFor({ timeout: 30_000 });
  for (let attempt = 0; attempt < 300; attempt++) {
    const state = await view.evaluate((node) => ({ ...(node as unknown as PageNode).dataset }));
    if (state['attachment'] === 'live' && Number(state['batch'] || -1) >= batch) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(
    `The view did not reach batch ${batch}: ${JSON.stringify(await view.evaluate((node) => ({ ...(node as unknown as PageNode).dataset })))}`,
  );
}

/** The points that a chart draws, as `x series y`. */
export function drawnPoints(chart: readonly Record<string, unknown>[]): string[] {
  const points = chart.filter((item) => item['mark'] === 'symbol');
  // a line's end is drawn twice: as the point under the mouse and as a dot
  return [...new Set(points.map((item) => `${item['x']} ${item['series']} ${item['y']}`))].sort();
}

/** Waits until the chart has drawn the batch that the table shows, and reads both. */
export async function chartSettled(view: Locator): Promise<Shown> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const now = await shown(view);
    if (now.chartBatch !== null && now.chartBatch === now.batch && now.chart.length > 0) return now;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  throw new Error(`The chart did not follow the table: ${JSON.stringify(await shown(view)).slice(0, 500)}`);
}
