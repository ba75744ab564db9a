import { describe, expect, test } from 'vitest';
import { sharedKernel } from './shared-kernel.ts';

const kernel = sharedKernel();

/** Each prints `started`, then never ends. */
const RUNAWAYS = {
  'a loop in the body': 'console.log("started"); while (true) {}',
  'a regular expression': 'console.log("started"); /(a+)+$/.test("a".repeat(40) + "b")',
  'a loop after an await': 'console.log("started"); await null; for (;;) { try { while (true) {} } catch {} }',
  'a loop in a timer': 'setTimeout(() => { console.log("started"); while (true) {} }, 5); await new Promise(() => {})',
  'a storm of microtasks': 'Promise.resolve().then(() => console.log("started")); for (;;) await null',
  'a promise that never settles': 'console.log("started"); await new Promise(() => {})',
} as const;

for (const [name, code] of Object.entries(RUNAWAYS)) {
  test(`stops ${name} and keeps variables`, { timeout: 15_000 }, async () => {
    await kernel().run(
      'let kept = { count: 41 }; kept.count++; globalThis.ticks = 0; const timer = setInterval(() => ticks++, 5)',
    );
    const seen = kernel().iopub.length;
    const id = kernel().send('shell', 'execute_request', { code, silent: false, allow_stdin: false });
    const bound = (m: { parent: object }): boolean => (m.parent as { msg_id?: string }).msg_id === id;
    await kernel().until((m) => bound(m) && m.header.msg_type === 'execute_input');
    await kernel().until((m) => bound(m) && m.content['text'] === 'started\n');
    expect(kernel().iopub.length).toBeGreaterThan(seen);
    expect(await kernel().beat()).toBe('ping');
    const asked = performance.now();
    expect((await kernel().request('control', 'interrupt_request')).content['status']).toBe('ok');
    const { content } = await kernel().reply(id);
    expect(performance.now() - asked).toBeLessThan(1500);
    expect(content).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect((await kernel().run('kept.count')).result).toBe('42');
    const ticking = `const from = ticks; await new Promise((r) => { const t = setInterval(() => ticks > from && (clearInterval(t), r(1)), 1) }); clearInterval(timer); "ticks"`;
    expect((await kernel().run(ticking)).result).toBe("'ticks'");
  });
}

test('a loop that a past cell left behind is stopped, too', { timeout: 15_000 }, async () => {
  await kernel().run('setTimeout(() => { console.log("spinning"); while (true) {} }, 10); 1');
  const id = kernel().send('shell', 'execute_request', { code: '"after"', silent: false });
  await kernel().until(({ content }) => content['text'] === 'spinning\n');
  await kernel().request('control', 'interrupt_request');
  expect((await kernel().reply(id)).content['status']).toMatch(/ok|error/);
  expect((await kernel().run('"works"')).result).toBe("'works'");
});

test('cells that wait behind an interrupted one are aborted', async () => {
  const ids = ['await new Promise(() => {})', '1'].map((code) =>
    kernel().send('shell', 'execute_request', { code, silent: false }),
  );
  await kernel().until(
    (m) => (m.parent as { msg_id?: string }).msg_id === ids[0] && m.header.msg_type === 'execute_input',
  );
  await kernel().request('control', 'interrupt_request');
  const replies = await Promise.all(ids.map((id) => kernel().reply(id)));
  expect(replies.map(({ content }) => content['status'])).toEqual(['error', 'aborted']);
});

// Code that is busy for as long as the kernel waits before it has the thread looked at, and before it ends what runs.
const BUSY_MS = [15, 18, 20, 22, 25, 35, 45, 55, 255, 262, 266, 270, 274, 280, 300, 320];
const THEN = { 'goes on': '', 'waits for ever': 'await new Promise(() => {});' } as const;

describe.each(Object.entries(THEN))(
  'an interrupt of code that is busy and then %s does not reach the next cell',
  (_, then) => {
    test.each(BUSY_MS)('%i ms', async (ms) => {
      const busy = `const until = performance.now() + ${ms}; while (performance.now() < until);`;
      const id = kernel().send('shell', 'execute_request', {
        code: `globalThis.turn = ${ms}; console.log("busy"); while (turn === ${ms}) { await new Promise((r) => setImmediate(r)); ${busy} ${then} }`,
        silent: false,
        stop_on_error: false,
      });
      await kernel().until((m) => (m.parent as { msg_id?: string }).msg_id === id && m.content['text'] === 'busy\n');
      kernel().send('control', 'interrupt_request', {});
      expect((await kernel().reply(id)).content['ename']).toBe('Interrupted');
      const next = 'globalThis.turn = 0; const end = performance.now() + 60; while (performance.now() < end); "next"';
      const { result, reply } = await kernel().run(next);
      expect(result, JSON.stringify(reply)).toBe("'next'");
    });
  },
);

const HEAVY = [
  'await session.range(100_000_000_000).agg(sum("id").as("s")).collect()',
  'await session.range(100_000_000_000).groupBy(col("id").mod(1000)).count().collect()',
  'await session.range(100_000_000_000).filter("id < 0").show()',
  'await session.range(100_000_000_000).write.format("noop").mode("overwrite").save()',
  'for await (const batch of session.range(100_000_000_000).batches()) void batch.length',
];

// a run on all threads that went on would keep the next one waiting
test.each(HEAVY)('an interrupt ends %s, and the engine is free again', { timeout: 15_000 }, async (code) => {
  await kernel().run('');
  const id = kernel().send('shell', 'execute_request', {
    code: `setTimeout(() => console.log("works"), 300); ${code}`,
    silent: false,
  });
  await kernel().until((m) => (m.parent as { msg_id?: string }).msg_id === id && m.content['text'] === 'works\n');
  const asked = performance.now();
  kernel().send('control', 'interrupt_request', {});
  expect((await kernel().reply(id)).content['ename']).toBe('Interrupted');
  expect((await kernel().run('(await session.range(3_000_000).agg(sum("id").as("s")).collect())[0].s')).result).toBe(
    '4499998500000',
  );
  expect(performance.now() - asked).toBeLessThan(3000);
});
