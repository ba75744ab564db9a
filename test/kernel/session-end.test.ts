import { expect, test } from 'vitest';
import { startKernel } from './kernel-client.ts';
import { sharedKernel } from './shared-kernel.ts';

const kernel = sharedKernel({ env: { NODE_OPTIONS: '--max-old-space-size=128' } });

const ENDS: readonly (readonly [name: string, code: string, says: RegExp])[] = [
  ['calls process.exit', 'process.exit(3)', /process\.exit\(3\)/],
  ['is killed', 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', /signal SIGKILL/],
  ['aborts', 'process.abort()', /signal SIGABRT/],
  [
    'fills the heap',
    'const heap: unknown[] = []; for (;;) heap.push(Array.from({ length: 1000 }, (_, i) => ({ i })))',
    /out of memory/,
  ],
];

for (const [name, code, says] of ENDS) {
  test(`a cell that ${name} says so and the next cell works`, { timeout: 30_000 }, async () => {
    await kernel().run('const before = 1');
    const { reply } = await kernel().run(code);
    expect(reply).toMatchObject({ status: 'error', ename: 'SessionEnded' });
    expect(String(reply['evalue'])).toMatch(says);
    expect((await kernel().run('typeof before')).result).toBe("'undefined'");
  });
}

test('a process that ends between cells is told in the newest cell', async () => {
  const { id } = await kernel().run('setTimeout(() => process.exit(4), 20); 1');
  const told = await kernel().until(({ content }) => /process\.exit\(4\)/.test(String(content['text'])));
  expect((told.parent as { msg_id: string }).msg_id).toBe(id);
  expect((await kernel().run('5')).result).toBe('5');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

for (const [name, code] of [
  ['waits', ''],
  ['spins', 'while (true) {}'],
] as const) {
  test(`a session that ${name} does not outlive its kernel`, { timeout: 20_000 }, async () => {
    const doomed = await startKernel();
    const pid = Number((await doomed.run('process.pid')).result);
    doomed.send('shell', 'execute_request', { code: `console.log("here"); ${code}`, silent: false });
    await doomed.until(({ content }) => content['text'] === 'here\n');
    doomed.process.kill('SIGKILL');
    while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
    await doomed.stop();
  });
}
