import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { RpcEndpoint, Transferred, type Handlers, type Port } from '../../../engine/backend/rpc.ts';
import { AnalysisError } from '../../../engine/types/errors.ts';

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

/** Two ends of a real port. */
function ends(
  there: Handlers,
  beforeAnswer?: () => void,
  here: Handlers = {},
): { readonly here: RpcEndpoint; readonly there: RpcEndpoint } {
  const { port1, port2 } = new MessageChannel();
  open.push(
    () => port1.close(),
    () => port2.close(),
  );
  return {
    here: new RpcEndpoint(port1 as unknown as Port, here),
    there: new RpcEndpoint(port2 as unknown as Port, there, beforeAnswer),
  };
}

describe('a call', () => {
  test('brings its answer, of a promise too, whatever order the answers come in', async () => {
    const waiting: ((value: string) => void)[] = [];
    const { here } = ends({
      slow: () => new Promise<string>((resolve) => waiting.push(resolve)),
      add: (a: bigint, b: bigint) => a + b,
    } as Handlers);
    const slow = here.call<string>('slow');
    expect(await here.call('add', 1n, 2n)).toBe(3n);
    expect(here.pending).toBe(1);
    waiting[0]!('done');
    expect([await slow, here.pending]).toEqual(['done', 0]);
  });

  test('goes to the other side in the order in which it was made', async () => {
    const seen: number[] = [];
    const { here } = ends({ note: (n: number) => void seen.push(n) } as Handlers);
    await Promise.all(Array.from({ length: 50 }, (_, n) => here.call('note', n)));
    expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test('that fails keeps condition, SQLSTATE, place and cure', async () => {
    const failing = new AnalysisError({
      condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION', sqlState: '42703', message: 'no x', hint: 'use y', where: 'cell [1], line 2',
    }); // prettier-ignore
    const { here } = ends({
      fail: () => {
        throw failing;
      },
    });
    const error = await here.call('fail').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AnalysisError);
    expect(error).toMatchObject({
      condition: failing.condition,
      sqlState: '42703',
      hint: 'use y',
      where: 'cell [1], line 2',
      phase: 'analysis',
    });
  });

  test('of nothing that is there is an error that names it', async () => {
    await expect(ends({}).here.call('nowhere')).rejects.toThrow(/unknown call nowhere/);
  });

  test('hands buffers over instead of copying them, there and back', async () => {
    const { here } = ends({
      twice: (bytes: Uint8Array) =>
        new Transferred(
          bytes.map((b) => b * 2),
          [],
        ),
    } as Handlers);
    const bytes = Uint8Array.of(1, 2, 3);
    const answer = here.call<Uint8Array>('twice', new Transferred(bytes, [bytes.buffer]));
    expect(bytes.length).toBe(0);
    expect([...(await answer)]).toEqual([2, 4, 6]);
  });

  test.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['an object with a function in it', { deep: [{ f: () => 1 }] }],
    ['a proxy that throws', new Proxy({}, { getPrototypeOf: () => { throw new Error('trap'); }, ownKeys: () => { throw new Error('trap'); } })],
  ])('with %s is refused before it goes out', async (_, value) => {
    const { here } = ends({ take: () => 'taken' });
    await expect(here.call('take', value)).rejects.toThrow();
    expect(here.pending).toBe(0);
    expect(await here.call('take', 'text')).toBe('taken');
  }); // prettier-ignore

  test('with a value that cannot be sent says what can', async () => {
    await expect(ends({ take: () => 1 }).here.call('take', () => 1)).rejects.toMatchObject({
      condition: 'CANNOT_SEND_TO_ENGINE',
    });
  });

  test('that waits fails when the other side is gone, and a late answer to it is ignored', async () => {
    let answer: (value: string) => void = () => {};
    const { here } = ends({ wait: () => new Promise((resolve) => (answer = resolve)), ping: () => 'pong' } as Handlers);
    const waiting = here.call('wait');
    await here.call('ping');
    here.abandon(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    answer('too late');
    await expect(here.call('ping')).rejects.toThrow('gone');
  });
});

test('a notice comes before the answer to a later call, and an unknown one does no harm', async () => {
  const seen: string[] = [];
  const { here } = ends({ note: (text: string) => void seen.push(text), seen: () => [...seen] } as Handlers);
  here.notify('note', 'first');
  here.notify('nowhere', 1);
  expect(await here.call('seen')).toEqual(['first']);
});

test('what is to be told before an answer goes out before it, of an error too', async () => {
  const heard: string[] = [];
  const { port1, port2 } = new MessageChannel();
  open.push(
    () => port1.close(),
    () => port2.close(),
  );
  const here = new RpcEndpoint(
    port1 as unknown as Port,
    { progress: (text: string) => void heard.push(text) } as Handlers,
  );
  const there: RpcEndpoint = new RpcEndpoint(
    port2 as unknown as Port,
    { work: () => 'done', fail: () => { throw new Error('no'); } },
    () => there.notify('progress', `before ${heard.length}`),
  ); // prettier-ignore
  await here.call('work').then((answer) => heard.push(answer as string));
  await here.call('fail').catch(() => heard.push('failed'));
  expect(heard).toEqual(['before 0', 'done', 'before 2', 'failed']);
});
