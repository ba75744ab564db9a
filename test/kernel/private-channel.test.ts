import { Duplex, PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createCodec } from '../../kernel/wire/codec.ts';
import { openChannel } from '../../kernel/session/private-channel.ts';
import { sharedKernel } from './shared-kernel.ts';

/** Reads bytes in pieces of `size`; gives what came out and whether the channel ended. */
function read(bytes: Buffer, size: number): { messages: unknown[]; closed: boolean } {
  const pipe = new PassThrough();
  const got = { messages: [] as unknown[], closed: false };
  openChannel(pipe, { message: (m) => got.messages.push(m), closed: () => (got.closed = true) });
  for (let at = 0; at < bytes.length; at += size) pipe.emit('data', bytes.subarray(at, at + size));
  return got;
}

/** The bytes of messages. */
function written(...messages: unknown[]): Buffer {
  const chunks: Buffer[] = [];
  const write = (chunk: Buffer, _: string, done: () => void): void => {
    chunks.push(chunk);
    done();
  };
  const channel = openChannel(new Duplex({ read: () => undefined, write }), {
    message: () => undefined,
    closed: () => undefined,
  });
  messages.forEach((message) => channel.send(message));
  return Buffer.concat(chunks);
}

const MESSAGES = [{ kind: 'ready' }, { text: 'é🎉\ud83c', n: [1, null, undefined] }, 'x'.repeat(100_000)];

test.each([1, 3, 8, 1000, 1 << 20])('messages arrive whole from pieces of %i bytes', (size) => {
  const bytes = size === 1 ? written(...MESSAGES.slice(0, 2)) : written(...MESSAGES);
  expect(read(bytes, size)).toEqual({ messages: size === 1 ? MESSAGES.slice(0, 2) : MESSAGES, closed: false });
});

test.each(['garbage before a message', '\n\n\n\n\n\n\n\n', '\0'.repeat(64)])('%j ends the channel', (text) => {
  const bytes = Buffer.concat([Buffer.from(text), written({ kind: 'done' })]);
  expect(read(bytes, bytes.length)).toEqual({ messages: [], closed: true });
});

test('a body that is no message ends the channel', () => {
  const bytes = written({ kind: 'done' });
  bytes.fill(0x7f, 8);
  expect(read(bytes, bytes.length)).toEqual({ messages: [], closed: true });
});

const kernel = sharedKernel();

test('process has no channel, as in a program that nobody forked', async () => {
  const { result } = await kernel().run(
    '[process.send, process.disconnect, process.channel, process.connected].every((m) => m === undefined)',
  );
  expect(result).toBe('true');
});

const TAMPERING = [
  'process.send?.(null)',
  'process.send?.({ kind: "done", run: 1, outcome: { status: "ok", payload: [], userExpressions: {} } })',
  'process.removeAllListeners("message")',
  'process.removeAllListeners()',
  'process.disconnect?.()',
  'process.channel?.unref()',
  'process.emit("message", { kind: "interrupt", run: 1, ticket: 1 } as any, undefined)',
  'process.emit("message", null as any, undefined)',
  'process.emit("disconnect")',
  'process.on("message", () => { throw 1 })',
  'process.on = process.once = process.addListener.bind({}) as any',
  'process.exit = process.kill = (() => true) as any',
  'process.env.NODE_CHANNEL_FD = "3"',
];

test.each(TAMPERING)('after %s cells, late errors and interrupts work', async (code) => {
  await kernel().run(`const state = 1; ${code}`, { stop_on_error: false });
  expect((await kernel().run('state')).result).toBe('1');
  const { id } = await kernel().run('setTimeout(() => { throw new Error("late") }, 1)');
  await kernel().until((m) => m.header.msg_type === 'error' && (m.parent as { msg_id: string }).msg_id === id);
  const waiting = kernel().send('shell', 'execute_request', { code: 'await new Promise(() => {})', silent: false });
  await kernel().until(
    (m) => m.header.msg_type === 'execute_input' && (m.parent as { msg_id: string }).msg_id === waiting,
  );
  kernel().send('control', 'interrupt_request', {});
  expect((await kernel().reply(waiting)).content['ename']).toBe('Interrupted');
  expect((await kernel().run('state')).result).toBe('1');
});

const ENDING = [
  'require("node:fs").writeSync(3, "garbage")',
  'require("node:fs").writeSync(3, Buffer.alloc(64))',
  'require("node:fs").closeSync(3)',
  '(process as any)._getActiveHandles().forEach((handle: any) => handle.destroy?.())',
];

test.each(ENDING)('after %s there is a new session that says why', { timeout: 20_000 }, async (code) => {
  const { reply } = await kernel().run(`${code}; await new Promise(() => {})`, { stop_on_error: false });
  expect(reply).toMatchObject({ status: 'error', ename: 'SessionEnded' });
  expect(String(reply['evalue'])).toMatch(/channel to the kernel/);
  expect((await kernel().run('5')).result).toBe('5');
});

test('a process that a cell starts inherits no channel', async () => {
  const { stdout } = await kernel().run(
    `const { status } = require("node:child_process").spawnSync(process.execPath, ["-e", "try { fs.fstatSync(3).isSocket() && process.exit(9) } catch {}; process.exit(process.send ? 8 : 0)"]); console.log(status)`,
  );
  expect(stdout).toBe('0\n');
});

test('a forked program talks to its own parent', async () => {
  const { result } = await kernel()
    .run(`const fs = require("node:fs"), path = require("node:path"), os = require("node:os");
const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "millrace-fork-")), "child.cjs");
fs.writeFileSync(file, "process.once('message', (m) => { process.send(m + 1); process.disconnect() })");
const child = require("node:child_process").fork(file); child.send(41);
const answer = await new Promise((resolve) => child.once("message", resolve)); fs.rmSync(path.dirname(file), { recursive: true }); answer`);
  expect(result).toBe('42');
});

test('a signature that came before is refused; the newest 65,536 are remembered', () => {
  const codec = createCodec('secret');
  const frames = Array.from({ length: 65_538 }, () => codec.encode({ type: 'execute_request', content: {} }));
  const first = frames[0]!;
  codec.decode(first);
  expect(() => codec.decode(first)).toThrow(/came before/);
  frames.slice(1).forEach((each) => codec.decode(each));
  expect(() => codec.decode(frames.at(-1)!)).toThrow(/came before/);
  expect(() => codec.decode(frames[2]!)).toThrow(/came before/);
  expect(codec.decode(first).header.msg_type).toBe('execute_request');
  const unsigned = createCodec('');
  const plain = unsigned.encode({ type: 'kernel_info_request', content: {} });
  expect([unsigned.decode(plain), unsigned.decode(plain)]).toHaveLength(2);
});
