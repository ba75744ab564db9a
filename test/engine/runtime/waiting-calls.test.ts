import { expect, test } from 'vitest';
import { WaitingCalls } from '../../../engine/runtime/waiting-calls.ts';

test('answers settle the calls whose numbers they bear, in any order', async () => {
  const calls = new WaitingCalls();
  const ids: number[] = [];
  const [first, second, third] = [0, 1, 2].map(() => calls.start<string>((id) => ids.push(id)));
  calls.resolve(ids[1]!, 'second');
  calls.reject(ids[2]!, new Error('third'));
  calls.resolve(ids[0]!, 'first');
  expect(await first).toBe('first');
  expect(await second).toBe('second');
  await expect(third).rejects.toThrow('third');
  expect(calls.size).toBe(0);
});

test('a call that could not be sent fails with the reason and waits no longer', async () => {
  const calls = new WaitingCalls();
  const call = calls.start(() => {
    throw new Error('not sent');
  });
  await expect(call).rejects.toThrow('not sent');
  expect(calls.size).toBe(0);
});

test('when the other side is gone, what waits fails and later answers are nothing', async () => {
  const calls = new WaitingCalls();
  let number = 0;
  const call = calls.start((id) => (number = id));
  calls.abandon(new Error('gone'));
  calls.resolve(number, 'late');
  await expect(call).rejects.toThrow('gone');
  const next = calls.start((id) => calls.resolve(id, 'next'));
  expect(await next).toBe('next');
});
