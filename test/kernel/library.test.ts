import { expect, test } from 'vitest';
import { sharedKernel } from './shared-kernel.ts';
import type { Message } from '../../kernel/wire/message.ts';

const kernel = sharedKernel();
const VIEW = 'application/vnd.millrace.stream.v1+json';
const ACTIVE = 'session.streams.active.length';
const RATE = 'display(session.readStream.format("rate").option("rowsPerSecond", 5).load())';

const shows =
  (type: string) =>
  ({ header, content }: Message): boolean =>
    header.msg_type === 'display_data' && type in (content['data'] as object);

test('session, functions and display are there without an import', { timeout: 30_000 }, async () => {
  const { stdout, reply } = await kernel().run('await session.range(3).select(col("id").plus(lit(1)).as("n")).show()');
  expect(reply['status']).toBe('ok');
  expect(stdout).toMatch(/\|\s*n\|[^]*\|\s*3\|/);
  expect((await kernel().run('[typeof F.col, spark === session, typeof display.html]')).result).toBe(
    "[ 'function', true, 'function' ]",
  );
});

test('API and engine run on different threads', async () => {
  const code = `import { threadId } from "node:worker_threads"; [threadId, await (session as any).backend.embedded.threadId()]`;
  const [own, engine] = JSON.parse((await kernel().run(code)).result!) as [number, number];
  expect(own).not.toBe(engine);
});

test('an error of the library names the cell and its line', async () => {
  const { reply } = await kernel().run('const numbers = session.range(3)\nawait numbers.select("absent").collect()');
  expect(reply['status']).toBe('error');
  expect(String(reply['evalue'])).toMatch(/UNRESOLVED_COLUMN[^]*line 2/);
  expect((reply['traceback'] as string[]).join('\n')).not.toMatch(/engine\/|rpc/);
});

test('a mistake in a DataFrame is told at the end of the cell that declares it', async () => {
  const { reply } = await kernel().run('const wrong = session.range(3)\n  .select("absent")');
  expect(reply['status']).toBe('error');
  expect(String(reply['evalue'])).toMatch(/UNRESOLVED_COLUMN/);
  expect((await kernel().run('const right = session.range(3)')).reply['status']).toBe('ok');
});

test('a preloaded name declared anew works, is noted once, and its old use says how to reach it', async () => {
  const first = await kernel().run('const count = 5; count');
  expect([first.result, first.stderr]).toEqual(['5', expect.stringMatching(/count now means.*F\.count/)]);
  expect((await kernel().run('const count = 6')).stderr).toBe('');
  const { reply } = await kernel().run('(count as any)("id")');
  expect((reply['traceback'] as string[]).join('\n')).toMatch(/F\.count/);
});

test(
  'a live view is bound to its cell, and running the cell again or deleting it stops its query',
  { timeout: 20_000 },
  async () => {
    const first = await kernel().run(`const live = await ${RATE}`, {}, { cellId: 'a' });
    expect((await kernel().until(shows(VIEW))).parent).toMatchObject({ msg_id: first.id });
    expect((await kernel().run(ACTIVE)).result).toBe('1');
    await kernel().run(`const live = await ${RATE}`, {}, { cellId: 'a' });
    expect((await kernel().run(ACTIVE)).result).toBe('1');
    await kernel().run('1', {}, { cellId: 'b', deletedCells: ['a'] });
    await kernel().run('await live.awaitTermination()');
    expect((await kernel().run(ACTIVE)).result).toBe('0');
  },
);

test('a query goes on while a cell spins', { timeout: 20_000 }, async () => {
  await kernel().run(`const steady = await ${RATE}`);
  const id = kernel().send('shell', 'execute_request', { code: 'console.log("spin"); while (true) {}', silent: false });
  await kernel().until(({ content }) => content['text'] === 'spin\n');
  const seen = kernel().iopub.length;
  await kernel().until((m) => m.header.msg_type === 'update_display_data' && kernel().iopub.indexOf(m) >= seen);
  kernel().send('control', 'interrupt_request', {});
  expect((await kernel().reply(id)).content['ename']).toBe('Interrupted');
  await kernel().run('await steady.stop()');
});

test('a comm is answered while a cell spins, and names its query', { timeout: 20_000 }, async () => {
  await kernel().run(`const watched = await ${RATE}`);
  const queryId = (await kernel().run('watched.runId')).result!.slice(1, -1);
  const id = kernel().send('shell', 'execute_request', { code: 'console.log("spun"); while (true) {}', silent: false });
  await kernel().until(({ content }) => content['text'] === 'spun\n');
  const target_name = 'millrace.stream.v1';
  const opened = kernel().send('shell', 'comm_open', { comm_id: 'view', target_name, data: { queryId, have: null } });
  const answer = await kernel().until(
    ({ header, content }) => header.msg_type === 'comm_msg' && content['comm_id'] === 'view',
  );
  expect((answer.parent as { msg_id: string }).msg_id).toBe(opened);
  const info = await kernel().request('shell', 'comm_info_request', { target_name });
  expect(info.content['comms']).toMatchObject({ view: { target_name } });
  kernel().send('control', 'interrupt_request', {});
  await kernel().reply(id);
  await kernel().run('await watched.stop()');
});

test('after a crash the next cell has a new session', { timeout: 20_000 }, async () => {
  await kernel().run('process.exit(1)');
  expect((await kernel().run('await session.range(2).count()')).result).toBe('2');
});
