import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderRows } from '../kernel/views/scripted-engine.ts';
import { missingForBrowser, ROOT } from './components.ts';
import { startJupyter, type JupyterServer } from './jupyter-server.ts';
import {
  chartSettled,
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

const KERNEL = { argv: [process.execPath, join(ROOT, 'test/browser/scripted-kernel.ts'), '{connection_file}'] };
const EPOCH = Date.parse('2026-03-01T12:00:00Z');

/** The rows of batch N as the table shows them; written without the code under test. */
function expectedTable(batch: number, limit = 10): string[][] {
  return orderRows(batch, EPOCH)
    .slice(0, limit)
    .map(([window, country, orders, total]) => {
      const [start, end] = window as [string, string];
      const range = `2026-03-01 ${start.slice(11, 16)} – ${end.slice(11, 16)}`;
      const money = Number(total).toLocaleString('en-US', { minimumFractionDigits: 2 });
      return [range, country === null ? 'null' : String(country), Number(orders).toLocaleString('en-US'), money];
    });
}

describe.skipIf(missing !== null)('a live view in JupyterLab', { timeout: 120_000 }, () => {
  let jupyter: JupyterServer;
  let browser: Browser;
  let errors: string[] = [];

  beforeAll(async () => {
    [jupyter, browser] = await Promise.all([startJupyter(KERNEL), openBrowser()]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await jupyter?.close();
  }, 60_000);

  async function notebook(
    name: string,
    cells: readonly string[],
    size?: { width: number; height: number },
  ): Promise<Page> {
    await jupyter.stopKernels();
    await jupyter.notebook(name, cells);
    const page = await browser.page(size);
    errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await openNotebook(page, jupyter.url, name);
    return page;
  }

  it('attaches again after a reload and goes on from the live batch, in two pages at once', async () => {
    const page = await notebook('reload.ipynb', ['known']);
    await runCell(page, 0);
    await liveAt(viewOf(page, 0), 203);
    await saveNotebook(page);
    await page.waitForTimeout(1500);
    const before = await shown(viewOf(page, 0));
    await page.reload();
    await kernelReady(page);
    await liveAt(viewOf(page, 0), before.batch + 1);
    const after = await shown(viewOf(page, 0));
    expect(after.batch).toBeGreaterThan(before.batch);
    expect(after.rows).toEqual(expectedTable(after.batch));

    const second = await browser.page();
    await second.goto(`${jupyter.url}/lab/tree/reload.ipynb?reset`);
    await kernelReady(second);
    await liveAt(viewOf(second, 0), after.batch + 1);
    await second.close();
    await page.bringToFront();

    // the display ids of the first page are lost: the view itself puts the last frame into the file
    await viewOf(page, 0).getByRole('button', { name: 'Stop' }).click();
    await page.waitForFunction(
      () => (globalThis as any).document.querySelector('.mr-view')?.dataset.state === 'stopped',
    );
    await page.waitForTimeout(1500);
    await saveNotebook(page);
    const saved = (await jupyter.saved('reload.ipynb')).cells[0]?.outputs[0]?.data as Record<string, any>;
    const payload = saved['application/vnd.millrace.stream.v1+json'];
    expect(payload.state).toBe('stopped');
    expect(payload.head.batchId).toBeGreaterThanOrEqual(after.batch);
    expect(JSON.stringify(saved).length).toBeLessThan(64 * 1024);
    await page.close();
  });

  it('pages, sorts and filters in the kernel', async () => {
    const page = await notebook('page.ipynb', ['known']);
    await runCell(page, 0);
    const view = viewOf(page, 0);
    await liveAt(view, 201);
    await view.locator('.mr-turn').last().click();
    await expect.poll(async () => (await shown(view)).range).toMatch(/^rows 11–20 of \d+$/);
    await view.locator('th .mr-column').nth(2).click();
    await view.locator('th .mr-column').nth(2).click();
    await expect
      .poll(async () => (await shown(view)).rows.map((row) => Number(row[2]?.replaceAll(',', ''))))
      .toSatisfy((orders: number[]) => orders.length === 10 && orders.every((n, i) => i === 0 || n <= orders[i - 1]!));
    await view.locator('.mr-filter').fill('es');
    await expect.poll(async () => (await shown(view)).rows.every((row) => row[1] === 'ES')).toBe(true);
    expect((await shown(view)).range).toContain('matching rows');
    await page.close();
  });

  it('runs nothing that comes out of a stream', async () => {
    const page = await notebook('hostile.ipynb', ['hostile']);
    await runCell(page, 0);
    const view = viewOf(page, 0);
    await liveAt(view, 5);
    await chartSettled(view);
    for (const tab of ['table', 'batches', 'chart']) {
      await view.locator(`.mr-tab[data-tab=${tab}]`).click();
      await page.waitForTimeout(400);
    }
    const found = await page.evaluate(() => {
      const scope = globalThis as any;
      const maths = scope.document.querySelectorAll('.mr-view mjx-container, .mr-view .MathJax').length;
      return {
        pwned: scope.__pwned ?? null,
        scripts: scope.document.querySelectorAll('.mr-view script, .mr-view img').length,
        maths,
      };
    });
    expect(found).toEqual({ pwned: null, scripts: 0, maths: 0 });
    expect((await shown(view)).chart.length).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('stays readable when the notebook is opened without its query', async () => {
    const page = await notebook('again.ipynb', ['known', 'static']);
    await runCell(page, 0);
    await runCell(page, 1);
    await liveAt(viewOf(page, 0), 201);
    await saveNotebook(page);
    await page.close();
    await jupyter.stopKernels();
    const again = await browser.page();
    await again.goto(`${jupyter.url}/lab/tree/again.ipynb?reset`);
    await kernelReady(again);
    const view = viewOf(again, 0);
    await again.waitForFunction(
      () => (globalThis as any).document.querySelector('.mr-view')?.dataset.attachment === 'gone',
    );
    const text = await view.innerText();
    expect(text).toMatch(/was running when saved .* · batch \d+ · no longer attached/);
    expect(text).toMatch(/Snapshot of batch \d+: 20 of 28 rows are in the file\. Run the cell to start again\./);
    expect((await shown(view)).rows.length).toBe(10);
    await again.close();
  });

  describe('is looked at', () => {
    // the pictures in the repository are only replaced when one asks for it
    const asked = process.env['MILLRACE_SCREENSHOTS'] !== undefined;
    const folder = asked ? join(ROOT, 'docs/screenshots') : join(tmpdir(), 'mr-screenshots');
    const scenes = ['orders', 'bars', 'behind', 'waiting', 'failed', 'static'];
    const looks = [
      [1280, 'light'],
      [800, 'dark'],
      [1280, 'dark'],
      [800, 'light'],
    ] as const;
    it.each(asked ? looks : looks.slice(0, 2))('at %i px, %s', async (width, theme) => {
      await mkdir(folder, { recursive: true });
      const page = await notebook(`look-${width}-${theme}.ipynb`, scenes, { width, height: 1000 });
      await setTheme(page, theme);
      await page.evaluate(() => (globalThis as any).jupyterapp.commands.execute('application:toggle-left-area'));
      for (let cell = 0; cell < scenes.length; cell++) await runCell(page, cell);
      await page.waitForTimeout(1500);
      const shot = async (cell: number, name: string) => {
        const view = viewOf(page, cell);
        await view.scrollIntoViewIfNeeded();
        await page.waitForTimeout(500);
        await view.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) });
      };
      for (const tab of ['table', 'chart', 'batches']) {
        await viewOf(page, 0).scrollIntoViewIfNeeded();
        await viewOf(page, 0).locator(`.mr-tab[data-tab=${tab}]`).click();
        if (tab === 'chart') await chartSettled(viewOf(page, 0));
        await shot(0, `query-${tab}`);
      }
      for (const [cell, name] of scenes.entries()) if (cell > 0) await shot(cell, name);
      if (width === 1280) {
        await viewOf(page, 0).locator('.mr-tab[data-tab=chart]').click();
        await page.evaluate(() => (globalThis as any).document.querySelector('.jp-Notebook .jp-Cell').scrollIntoView());
        await page.waitForTimeout(900);
        await page.screenshot({ path: join(folder, `notebook-${width}-${theme}.png`) });
      }
      await page.close();
    });
  });
});
