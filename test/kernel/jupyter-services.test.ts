import { KernelManager, ServerConnection } from '@jupyterlab/services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pythonWith } from './jupyter-python.ts';
import { startJupyterServer } from './jupyter-server.ts';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { JupyterServer } from './jupyter-server.ts';

const { python, reason } = pythonWith('jupyter_server');

// The routing code of JupyterLab itself, against a real server.
describe.skipIf(python === null)(`JupyterLab's client${python === null ? ` (skipped: ${reason})` : ''}`, () => {
  let server: JupyterServer;
  let manager: KernelManager;
  let kernel: Kernel.IKernelConnection;

  beforeAll(async () => {
    server = await startJupyterServer(python!);
    const serverSettings = ServerConnection.makeSettings({
      baseUrl: server.url,
      wsUrl: server.url.replace('http', 'ws'),
    });
    manager = new KernelManager({ serverSettings });
    kernel = await manager.startNew({ name: 'millrace' });
    await kernel.info;
  }, 60_000);
  afterAll(async () => {
    await kernel.shutdown();
    manager.dispose();
    await server.close();
  }, 20_000);

  /** Runs a cell whose outputs stay routed after it ended. */
  function run(code: string): {
    outputs: KernelMessage.IIOPubMessage[];
    done: Promise<KernelMessage.IExecuteReplyMsg>;
    until(text: string): Promise<void>;
  } {
    const outputs: KernelMessage.IIOPubMessage[] = [];
    const watchers = new Set<() => void>();
    const future = kernel.requestExecute({ code }, false);
    future.onIOPub = (message) => {
      outputs.push(message);
      watchers.forEach((watch) => watch());
    };
    const has = (text: string): boolean => outputs.some(({ content }) => JSON.stringify(content).includes(text));
    const until = (text: string): Promise<void> =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (has(text)) resolve();
        };
        watchers.add(watch);
        watch();
      });
    return { outputs, done: future.done as Promise<KernelMessage.IExecuteReplyMsg>, until };
  }

  test('runs a cell', async () => {
    const cell = run('const answer: number = 42; answer');
    expect((await cell.done).content.status).toBe('ok');
    await cell.until('"text/plain":"42"');
  });

  test('late output reaches its own cell while other cells run', async () => {
    const first = run(`import { display } from "tslab"
globalThis.step = () => {}
;(async () => { for (const n of [1, 2]) { await new Promise((r) => (step = r)); console.log("late", n); display.html("late view " + n) } })(); 0`);
    await first.done;
    for (const n of [1, 2]) {
      const other = run(`step(); console.log("other ${n}")`);
      await other.done;
      await first.until(`late view ${n}`);
      expect(JSON.stringify(other.outputs.map(({ content }) => content))).not.toContain('late view');
    }
  });

  test('late output still reaches its cell after a reconnect', { timeout: 20_000 }, async () => {
    const first = run(
      'globalThis.go = () => {}; void new Promise((r) => (go = r)).then(() => console.log("after reconnect")); 1',
    );
    await first.done;
    await kernel.reconnect();
    await run('go(); 2').done;
    await first.until('after reconnect');
  });

  test('an interrupt through the server stops a loop and keeps variables', { timeout: 20_000 }, async () => {
    await run('const keptHere = 7').done;
    const loop = run('console.log("spinning"); while (true) {}');
    await loop.until('spinning');
    await kernel.interrupt();
    expect((await loop.done).content.status).toBe('error');
    const after = run('keptHere');
    await after.done;
    await after.until('"text/plain":"7"');
  });

  test('restarts', { timeout: 20_000 }, async () => {
    await kernel.restart();
    const cell = run('typeof keptHere');
    await cell.done;
    await cell.until("'undefined'");
  });
});
