import { expect, test } from 'vitest';
import { sharedKernel } from './shared-kernel.ts';
import type { Message } from '../../kernel/wire/message.ts';

const kernel = sharedKernel();

const INSPECT = `[Symbol.for("nodejs.util.inspect.custom")]`;
const errorWith = (...members: string[]): string =>
  `Object.defineProperties(new Error("m"), { ${members.map((name) => `${name}: { get() { throw 1 } }`).join(', ')} })`;
const traps = (...names: string[]): string => `{ ${names.map((name) => `${name}() { throw 1 }`).join(', ')} }`;
const ALL_TRAPS = traps('get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor');
const REVOKED = '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()';

const THROWN: readonly (readonly [what: string, value: string, ename: string, evalue: RegExp])[] = [
  ['an inspection that throws', `{ ${INSPECT}() { throw 1 } }`, 'Thrown', /inspect\.custom/],
  [
    'an inspection that throws itself',
    `(() => { const o = { ${INSPECT}(): never { throw o } }; return o })()`,
    'Thrown',
    /./,
  ],
  ['a message that throws', errorWith('message'), 'Error', /cannot be read/],
  ['a stack that throws', errorWith('stack'), 'Error', /^m$/],
  ['a cause that throws', errorWith('cause'), 'Error', /^m$/],
  ['a name that throws', errorWith('name'), 'Error', /^m$/],
  ['everything that throws', errorWith('name', 'message', 'stack', 'cause'), 'Error', /cannot be read/],
  [
    'a cause that is like that',
    `new Error("outer", { cause: ${errorWith('name', 'message', 'stack')} })`,
    'Error',
    /outer/,
  ],
  [
    'a message that is an object',
    `Object.assign(new Error(), { message: { toString() { throw 1 } } })`,
    'Error',
    /toString/,
  ],
  ['a proxy of an object', `new Proxy({}, ${ALL_TRAPS})`, 'Thrown', /./],
  ['a proxy of an error', `new Proxy(new Error("m"), ${ALL_TRAPS})`, 'Thrown', /m/],
  ['a proxy of a function', `new Proxy(class A {}, ${ALL_TRAPS})`, 'Thrown', /A/],
  ['a revoked proxy', REVOKED, 'Thrown', /Revoked/],
  ['null', 'null', 'Thrown', /^null$/],
  ['undefined', 'undefined', 'Thrown', /^undefined$/],
  ['a symbol', 'Symbol("s")', 'Thrown', /^Symbol\(s\)$/],
  ['a bigint', '1n', 'Thrown', /^1n$/],
  ['a text that throws', '{ toString() { throw 1 } }', 'Thrown', /toString/],
  [
    'causes in a circle',
    `(() => { const a = new Error("a"); a.cause = new Error("b", { cause: a }); return a })()`,
    'Error',
    /^a$/,
  ],
  [
    'a thousand causes',
    `Array.from({ length: 1000 }).reduce((cause) => new Error("deep", { cause }), null)`,
    'Error',
    /deep/,
  ],
  ['an inspection without an end', `{ ${INSPECT}: () => "x".repeat(5_000_000) }`, 'Thrown', /more characters$/],
  ['a message without an end', `new Error("x".repeat(5_000_000))`, 'Error', /more characters$/],
  [
    'an error of another realm',
    `(await import("node:vm")).runInNewContext("new RangeError('far')")`,
    'RangeError',
    /^far$/,
  ],
];

test.each(THROWN)('a cell that throws %s ends with an error', async (_, value, ename, evalue) => {
  const { reply } = await kernel().run(`throw ${value}`, { stop_on_error: false });
  expect(reply).toMatchObject({ status: 'error', ename, evalue: expect.stringMatching(evalue) as string });
  expect((reply['traceback'] as string[]).join('').length).toBeLessThan(2_100_000);
});

const SHOWN = THROWN.map(([what, value]) => [what, value] as const);

test.each(SHOWN)('a cell that shows %s in every way ends', async (_, value) => {
  for (const code of [`(${value})`, `const kept: any = ${value}`, `display(${value})`, `console.log(${value})`]) {
    const { reply } = await kernel().run(code, { stop_on_error: false, user_expressions: { own: value } });
    expect(reply['status']).toMatch(/^(ok|error)$/);
  }
});

const errorIn = (id: string) => (m: Message) =>
  m.header.msg_type === 'error' && (m.parent as { msg_id: string }).msg_id === id;

test('what nobody awaits is told, whatever was thrown', async () => {
  for (const value of [errorWith('message', 'stack'), `new Proxy({}, ${ALL_TRAPS})`, REVOKED, 'null']) {
    const { id } = await kernel().run(`setTimeout(() => { throw ${value} }, 1); 1`);
    expect((await kernel().until(errorIn(id))).content['ename']).toMatch(/Error|Thrown/);
  }
});

test('describing an error that does not end is interrupted', { timeout: 30_000 }, async () => {
  const endless = `console.log("thrown"); throw Object.defineProperty(new Error(), "message", { get() { for (;;) {} } })`;
  const id = kernel().send('shell', 'execute_request', { code: endless, silent: false });
  await kernel().until(({ content }) => content['text'] === 'thrown\n');
  kernel().send('control', 'interrupt_request', {});
  expect((await kernel().reply(id)).content).toMatchObject({ status: 'error', ename: 'Interrupted' });
  expect((await kernel().run('kept === undefined')).reply['status']).toBe('ok');
});

const WRONG_ARGUMENTS = [
  'page(Symbol() as any); page((() => 1) as any); page({ toString() { throw 1 } } as any)',
  'clearOutput((() => 1) as any)',
  'display(1, { metadata: { f() {}, [Symbol()]: 1 } })',
  'display(1, { displayId: (() => 1) as any })',
  'display.raw("text/plain", (() => 1) as any)',
  'display.raw("application/json", { get a() { throw 1 } })',
  'await prompt(Symbol() as any).catch(() => 1)',
  'await prompt((() => 1) as any)',
  'await display(session.range(1), { title: (() => 1) as any, chart: { f() {} } as any })',
];

test.each(WRONG_ARGUMENTS)('%s ends', async (code) => {
  const { reply } = await kernel().run(code, { stop_on_error: false });
  expect(reply['status']).toMatch(/^(ok|error)$/);
});

test('a library that changes how stacks look does not break the lines of errors', async () => {
  const { reply } = await kernel().run(
    `Error.prepareStackTrace = () => [] as any; await session.range(1).select("nope").collect()`,
    { stop_on_error: false },
  );
  expect(String(reply['evalue'])).toMatch(/UNRESOLVED_COLUMN/);
  await kernel().run('Error.prepareStackTrace = undefined');
});
