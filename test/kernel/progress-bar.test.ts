import { expect, test } from 'vitest';
import type { Message } from '../../kernel/wire/message.ts';
import { sharedKernel } from './shared-kernel.ts';

const kernel = sharedKernel();

const SLOW = `const until = Date.now() + 1500
for await (const _ of (await MillraceSession.builder.getOrCreate()).range(100_000_000).batches()) {
  if (Date.now() > until) break
}`;

/** What a cell shows and updates, by its display id. */
function displays(since: number): { readonly type: string; readonly text: string; readonly id: unknown }[] {
  return kernel()
    .iopub.slice(since)
    .filter(({ header }) => header.msg_type === 'display_data' || header.msg_type === 'update_display_data')
    .map(({ header, content }) => ({
      type: header.msg_type,
      text: (content['data'] as { 'text/plain': string })['text/plain'],
      id: (content['transient'] as { display_id?: string }).display_id,
    }));
}

test('a batch action that lasts shows how far it is, and takes that away at its end', async () => {
  const since = kernel().iopub.length;
  await kernel().run(`import { MillraceSession } from "millrace"\n${SLOW}`);
  const all = displays(since);
  expect(all.length).toBeGreaterThanOrEqual(2);
  expect(all.length).toBeLessThanOrEqual(5);
  expect(all[0]).toMatchObject({ type: 'display_data', text: expect.stringMatching(/%  [\d,]+ of 100,000,000 rows$/) });
  expect(all.slice(1).map(({ type }) => type)).toEqual(all.slice(1).map(() => 'update_display_data'));
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(all.at(-1)!.text).toBe('');
});

test('an interrupt takes it away', async () => {
  const since = kernel().iopub.length;
  const code = `import { MillraceSession } from "millrace"
  for await (const _ of (await MillraceSession.builder.getOrCreate()).range(100_000_000_000).batches());`;
  const id = kernel().send('shell', 'execute_request', { code, silent: false, allow_stdin: false });
  const isOfCell = ({ parent }: Message): boolean => (parent as { msg_id?: string }).msg_id === id;
  await kernel().until((m) => isOfCell(m) && m.header.msg_type === 'update_display_data');
  await kernel().request('control', 'interrupt_request');
  expect((await kernel().reply(id)).content).toMatchObject({ status: 'error', ename: 'Interrupted' });
  await kernel().run('1');
  const all = displays(since);
  expect(all.map(({ text }) => text === '')).toEqual([...all.slice(1).map(() => false), true]);
});
