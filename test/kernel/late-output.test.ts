import { expect, test } from 'vitest';
import { sharedKernel } from './shared-kernel.ts';
import type { Message } from '../../kernel/wire/message.ts';

const kernel = sharedKernel();
const parentOf = ({ parent }: Message): string => (parent as { msg_id: string }).msg_id;

test('20,000 lines arrive whole, in order and before idle', async () => {
  const { stdout } = await kernel().run('for (let i = 0; i < 20000; i++) console.log(i)');
  expect(stdout).toBe(Array.from({ length: 20000 }, (_, i) => `${i}\n`).join(''));
});

test('late output goes to the cell that started it, whatever ran since', async () => {
  const first = await kernel().run(
    `import { display } from "tslab"
     globalThis.steps = { next: () => {} }
     const ticker = (async () => {
       for (let i = 0; i < 3; i++) {
         await new Promise((resolve) => (steps.next = resolve))
         console.log("tick", i); display.text("shown " + i)
       }
     })()`,
  );
  for (let i = 0; i < 3; i++) {
    const other = await kernel().run(`steps.next(); console.log("other")`);
    const shown = await kernel().until(
      ({ content }) => (content['data'] as { 'text/plain'?: string })?.['text/plain'] === `shown ${i}`,
    );
    expect(parentOf(shown)).toBe(first.id);
    expect(other.stdout).toBe('other\n');
  }
  const ticks = kernel().iopub.filter(({ content }) => String(content['text']).includes('tick'));
  expect(ticks.map(parentOf)).toEqual([first.id, first.id, first.id]);
});

test('an error that nobody awaits is shown in its own cell', async () => {
  const first = await kernel().run(
    `setTimeout(() => { throw new Error("late throw") }, 20); Promise.reject(new Error("rejected")); 1`,
  );
  await kernel().run('2');
  for (const evalue of ['rejected', 'late throw']) {
    const shown = await kernel().until((m) => m.header.msg_type === 'error' && m.content['evalue'] === evalue);
    expect(parentOf(shown)).toBe(first.id);
  }
  expect((await kernel().run('3')).result).toBe('3');
});

test('output of child processes and of native code reaches the cell', async () => {
  await kernel().run(`import { execFileSync, spawnSync } from "node:child_process"
    spawnSync(process.execPath, ["-e", "console.log('from a child')"], { stdio: "inherit" }); 1`);
  await kernel().until(({ content }) => String(content['text']).includes('from a child'));
});

test('600 cells lose no message', { timeout: 60_000 }, async () => {
  for (let i = 0; i < 600; i++) {
    const { result } = await kernel().run(`console.log(${i}); ${i}`);
    expect(result).toBe(String(i));
  }
});
