import { expect, test } from 'vitest';
import { createCodec } from '../../kernel/wire/codec.ts';
import { sharedKernel } from './shared-kernel.ts';
import type { JsonObject, Message } from '../../kernel/wire/message.ts';

// The cases of runtimed/kernel-testbed that concern the protocol, over raw sockets.
const kernel = sharedKernel();
const types = (messages: readonly Message[]): string[] => messages.map(({ header }) => header.msg_type);

test('answers kernel_info with protocol 5.5 and TypeScript', async () => {
  const { content } = await kernel().request('shell', 'kernel_info_request');
  expect(content).toMatchObject({ status: 'ok', protocol_version: '5.5', implementation: 'millrace' });
  expect(content['language_info']).toMatchObject({ name: 'typescript', file_extension: '.ts' });
  expect((await kernel().request('control', 'kernel_info_request')).content['status']).toBe('ok');
});

test('echoes the heartbeat', async () => {
  expect(await kernel().beat()).toBe('ping');
});

test('welcomes a subscriber', async () => {
  const { content } = await kernel().until(({ header }) => header.msg_type === 'iopub_welcome');
  expect(content).toEqual({ subscription: '' });
});

test('sends busy, execute_input, result and idle in that order, all bound to the request', async () => {
  const { outputs, reply, id } = await kernel().run('20 + 22');
  expect(types(outputs)).toEqual(['status', 'execute_input', 'execute_result', 'status']);
  expect(outputs.every(({ parent }) => parent['msg_id' as never] === id)).toBe(true);
  expect(outputs[1]!.content).toMatchObject({ code: '20 + 22', execution_count: reply['execution_count'] });
  expect(outputs[2]!.content).toMatchObject({
    data: { 'text/plain': '42' },
    execution_count: reply['execution_count'],
  });
  expect(reply).toMatchObject({ status: 'ok', user_expressions: {}, payload: [] });
});

test('sends stdout and stderr as streams', async () => {
  const ran = await kernel().run('console.log("out"); console.error("err")');
  expect([ran.stdout, ran.stderr]).toEqual(['out\n', 'err\n']);
});

test('a cell without a value has no result', async () => {
  expect((await kernel().run('const nothing = 1;')).result).toBeUndefined();
  expect((await kernel().run('')).reply['status']).toBe('ok');
});

test('an error names what and where, in lines of the cell', async () => {
  const { reply, outputs } = await kernel().run(
    'const ok = 1;\n\nfunction fail() {\n  throw new RangeError("no " + ok);\n}\nfail()',
  );
  expect(reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'no 1' });
  const count = reply['execution_count'] as number;
  const trace = (reply['traceback'] as string[]).join('\n');
  expect(trace).toContain(`fail, cell [${count}], line 4, column 9`);
  expect(trace).toContain(`cell [${count}], line 6`);
  expect(trace).not.toMatch(/kernel|node:/);
  expect(outputs.find(({ header }) => header.msg_type === 'error')!.content).toMatchObject({ ename: 'RangeError' });
});

test('a syntax error names line and column', async () => {
  const { reply } = await kernel().run('const a = 1\nconst b = ;');
  expect(reply).toMatchObject({ status: 'error', ename: 'SyntaxError' });
  expect((reply['traceback'] as string[])[1]).toMatch(/line 2, column 11/);
});

test('counts executions, except silent and unstored ones', async () => {
  const before = (await kernel().run('1')).reply['execution_count'] as number;
  const silent = await kernel().run('2', { silent: true });
  expect(types(silent.outputs)).toEqual(['status', 'status']);
  await kernel().run('3', { store_history: false });
  expect((await kernel().run('4')).reply['execution_count']).toBe(before + 1);
});

test('answers user expressions', async () => {
  const { reply } = await kernel().run('const price = 3', {
    user_expressions: { double: 'price * 2', wrong: 'nope.x' },
  });
  expect(reply['user_expressions']).toMatchObject({
    double: { status: 'ok', data: { 'text/plain': '6' } },
    wrong: { status: 'error', ename: 'ReferenceError' },
  });
});

test('after an error the cells sent with it are aborted, later ones run', async () => {
  const ids = ['throw new Error("stop")', '1', '2'].map((code) =>
    kernel().send('shell', 'execute_request', { code, silent: false, stop_on_error: true }),
  );
  const replies = await Promise.all(ids.map((id) => kernel().reply(id)));
  expect(replies.map(({ content }) => content['status'])).toEqual(['error', 'aborted', 'aborted']);
  expect((await kernel().run('3')).reply['status']).toBe('ok');
});

test('with stop_on_error false the next cells run', async () => {
  const ids = ['throw new Error("go on")', '1'].map((code) =>
    kernel().send('shell', 'execute_request', { code, silent: false, stop_on_error: false }),
  );
  const replies = await Promise.all(ids.map((id) => kernel().reply(id)));
  expect(replies.map(({ content }) => content['status'])).toEqual(['error', 'ok']);
});

test('shows an object by its own MIME bundle', async () => {
  const { outputs } = await kernel().run(
    '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>1</b>", "text/plain": "1" }) })',
  );
  const result = outputs.find(({ header }) => header.msg_type === 'execute_result')!;
  expect(result.content['data']).toEqual({ 'text/html': '<b>1</b>', 'text/plain': '1' });
});

test('updates a display in place and clears output', async () => {
  const code = `import { newDisplay } from "tslab"; const d = newDisplay(); d.html("1"); d.html("2"); clearOutput(true)`;
  const { outputs } = await kernel().run(code);
  const [shown, updated, cleared] = outputs.slice(2);
  expect([shown, updated, cleared].map((m) => m!.header.msg_type)).toEqual([
    'display_data',
    'update_display_data',
    'clear_output',
  ]);
  expect(updated!.content['transient']).toEqual(shown!.content['transient']);
  expect(cleared!.content).toEqual({ wait: true });
});

test('asks for input and says when it cannot', async () => {
  kernel().onInput(({ content }) => `${String(content['prompt'])} Rua Augusta`);
  expect((await kernel().run('const street = await prompt("Street?"); street')).result).toBe("'Street? Rua Augusta'");
  const { reply } = await kernel().run('await prompt("Street?")', { allow_stdin: false });
  expect(String(reply['evalue'])).toMatch(/does not allow input/);
});

test('completes, inspects and judges completeness while a cell runs', async () => {
  const id = kernel().send('shell', 'execute_request', { code: 'await new Promise((r) => (globalThis.release = r))' });
  const complete = await kernel().request('shell', 'complete_request', { code: '𝒳; [1].fla', cursor_pos: 10 });
  expect(complete.content).toMatchObject({
    status: 'ok',
    matches: ['flat', 'flatMap'],
    cursor_start: 7,
    cursor_end: 10,
  });
  const inspect = await kernel().request('shell', 'inspect_request', {
    code: 'Math.max',
    cursor_pos: 6,
    detail_level: 0,
  });
  expect((inspect.content['data'] as JsonObject)['text/plain']).toContain('max(...values: number[]): number');
  const open = await kernel().request('shell', 'is_complete_request', { code: 'for (;;) {' });
  expect(open.content).toEqual({ status: 'incomplete', indent: '  ' });
  kernel().send('control', 'interrupt_request', {});
  expect((await kernel().reply(id)).content['status']).toBe('error');
});

test('completes names of earlier cells', async () => {
  await kernel().run('const temperatureOfWater: { celsius: number } = { celsius: 20 }');
  const names = await kernel().request('shell', 'complete_request', { code: 'temperatureOf', cursor_pos: 13 });
  expect(names.content['matches']).toEqual(['temperatureOfWater']);
  const members = await kernel().request('shell', 'complete_request', {
    code: 'temperatureOfWater.ce',
    cursor_pos: 21,
  });
  expect(members.content['matches']).toEqual(['celsius']);
});

test('keeps history for tail, range and search', async () => {
  await kernel().run('const inHistory = "a"; inHistory');
  const ask = async (content: JsonObject): Promise<unknown> =>
    (await kernel().request('shell', 'history_request', { raw: true, output: false, ...content })).content['history'];
  const [[session, line, input]] = (await ask({ hist_access_type: 'tail', n: 1 })) as [[number, number, string]];
  expect(input).toContain('inHistory');
  expect(await ask({ hist_access_type: 'range', session, start: line, stop: line + 1 })).toEqual([
    [session, line, input],
  ]);
  expect(await ask({ hist_access_type: 'search', pattern: '*inHist?ry*', output: true })).toEqual([
    [session, line, [input, "'a'"]],
  ]);
});

test('closes a comm of an unknown target and lists none', async () => {
  const comm_id = 'c1';
  kernel().send('shell', 'comm_open', { comm_id, target_name: 'nobody', data: {} });
  const closed = await kernel().until(({ header }) => header.msg_type === 'comm_close');
  expect(closed.content['comm_id']).toBe(comm_id);
  const info = await kernel().request('shell', 'comm_info_request', {});
  expect(info.content).toEqual({ status: 'ok', comms: {} });
});

test('answers the pager with the reply', async () => {
  const { reply } = await kernel().run('page("long text")');
  expect(reply['payload']).toEqual([{ source: 'page', data: { 'text/plain': 'long text' }, start: 0 }]);
});

test('refuses a message with a wrong signature', () => {
  const frames = createCodec('secret').encode({ type: 'execute_request', content: { code: '1' } });
  expect(() => createCodec('other').decode(frames)).toThrow(/wrong signature/);
  expect(createCodec('secret').decode(frames).content).toEqual({ code: '1' });
});
