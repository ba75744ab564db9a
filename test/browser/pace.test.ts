import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingForBrowser, ROOT } from './components.ts';
import { startJupyter, type JupyterServer } from './jupyter-server.ts';
import { liveAt, openBrowser, openNotebook, runCell, viewOf, type Browser } from './lab-page.ts';

const missing = missingForBrowser();
const MAIN = join(ROOT, 'bin/millrace.mjs');
const WORKER = join(ROOT, 'test/browser/scripted-worker.ts');

const start = (stepMs: number) => `
import { Worker } from 'node:worker_threads';
const host = (globalThis as any)[Symbol.for('millrace.host')];
const worker = new Worker(${JSON.stringify(WORKER)}, { workerData: { socket: host.viewSocket, queryIds: ['a'], stepMs: ${stepMs} } });
`;
const show = (queryId: string) => `
host.openView({ queryId: '${queryId}', chart: { mark: 'line', x: 'window.start', y: 'total', color: 'country' }, tab: 'table' });
`;

describe.skipIf(missing !== null || !existsSync(MAIN))('live views of the real kernel', { timeout: 120_000 }, () => {
  let jupyter: JupyterServer;
  let browser: Browser;

  beforeAll(async () => {
    const argv = [process.execPath, MAIN, 'kernel', '--connection-file', '{connection_file}'];
    [jupyter, browser] = await Promise.all([startJupyter({ argv }), openBrowser()]);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await jupyter?.close();
  }, 60_000);

  it('draw at most five frames a second of twenty batches a second', async () => {
    await jupyter.stopKernels();
    await jupyter.notebook('fast.ipynb', [start(50) + show('a')]);
    const page = await browser.page();
    await openNotebook(page, jupyter.url, 'fast.ipynb');
    await runCell(page, 0);
    await liveAt(viewOf(page, 0), 20);
    const seen = await page.evaluate(async (seconds) => {
      const scope = globalThis as any;
      const view = scope.document.querySelector('.mr-view');
      const first = Number(view.dataset.batch);
      let frames = 0;
      let longest = 0;
      new scope.MutationObserver(() => frames++).observe(view, { attributes: true, attributeFilter: ['data-batch'] });
      new scope.PerformanceObserver((list: any) => {
        for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration);
      }).observe({ type: 'longtask' });
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      return { frames, longest, batches: Number(view.dataset.batch) - first };
    }, 10);
    console.log(`20 Hz for 10 s: ${JSON.stringify(seen)}`);
    expect(seen.frames).toBeLessThanOrEqual(50);
    expect(seen.frames).toBeGreaterThanOrEqual(10);
    expect(seen.batches).toBeGreaterThan(100);
    await page.close();
  });
});
