import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForBrowser, ROOT } from './components.ts';
import { startJupyter, type JupyterServer } from './jupyter-server.ts';
import { openBrowser, openNotebook, runCell, type Browser } from './lab-page.ts';

const missing = missingForBrowser();
const KERNEL = { argv: [process.execPath, join(ROOT, 'test/browser/scripted-kernel.ts'), '{connection_file}'] };

describe.skipIf(missing !== null)('a page without the extension', { timeout: 120_000 }, () => {
  let jupyter: JupyterServer;
  let browser: Browser;

  beforeAll(async () => {
    [jupyter, browser] = await Promise.all([startJupyter(KERNEL, { extension: false }), openBrowser()]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await jupyter?.close();
  }, 60_000);

  it('shows HTML tables that go on, runs nothing of them, and draws a full spec by itself', async () => {
    await jupyter.notebook('plain.ipynb', ['known', 'hostile', 'spec', 'static']);
    const page = await browser.page();
    await openNotebook(page, jupyter.url, 'plain.ipynb');
    for (let cell = 0; cell < 4; cell++) await runCell(page, cell);
    const text = (cell: number) =>
      page.locator('.jp-Notebook .jp-Cell').nth(cell).locator('.jp-OutputArea').innerText();
    const batch = async () => Number(/running · batch (\d+)/.exec(await text(0))?.[1] ?? -1);
    await expect.poll(batch, { timeout: 20_000 }).toBeGreaterThan(190);
    const first = await batch();
    await expect.poll(batch, { timeout: 20_000 }).toBeGreaterThan(first);
    expect(await text(1)).toContain('<img src=x onerror=');
    expect(await text(3)).toContain('4 columns · 18,432 rows · 312 ms');
    await page
      .locator('.jp-Notebook .jp-Cell')
      .nth(2)
      .locator('canvas, svg.marks')
      .first()
      .waitFor({ timeout: 20_000 });
    expect(await page.evaluate(() => (globalThis as any).__pwned ?? null)).toBeNull();
    await page.close();
  });
});
