import { describe, expect, test } from 'vitest';
import { InTurn } from '../../../engine/backend/embedded/in-turn.ts';
import { QueryStatus } from '../../../engine/backend/embedded/query-status.ts';
import { ManualClock } from '../../../engine/runtime/manual-clock.ts';
import type { StreamingQueryStatus } from '../../../engine/streaming/query-options.ts';

describe('work about one subject', () => {
  test('is done in the order in which it was asked for, that of another subject beside it', async () => {
    const turns = new InTurn();
    const done: string[] = [];
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const first = turns.after('a', async () => {
      await gate;
      done.push('a1');
    });
    const second = turns.after('a', async () => void done.push('a2'));
    await turns.after('b', async () => void done.push('b1'));
    expect(done).toEqual(['b1']);
    release();
    await Promise.all([first, second]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });

  test('goes on after work that failed, which fails for who asked for it alone', async () => {
    const turns = new InTurn();
    const failing = turns.after('a', async () => {
      throw new Error('no');
    });
    const next = turns.after('a', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});

describe('what a query does', () => {
  const status = (message: string, isTriggerActive = true): StreamingQueryStatus => ({
    message,
    isDataAvailable: false,
    isTriggerActive,
  });
  const told = (): { query: QueryStatus; clock: ManualClock; messages: string[] } => {
    const clock = new ManualClock(0);
    const messages: string[] = [];
    return { query: new QueryStatus(clock, ({ message }) => messages.push(message)), clock, messages };
  };

  test('is told once in 50 ms, its rest at once', async () => {
    const { query, clock, messages } = told();
    query.is(status('reads'));
    query.is(status('writes'));
    query.is(status('rests', false));
    await clock.advance(60);
    query.is(status('reads again'));
    expect(messages).toEqual(['reads', 'rests', 'reads again']);
  });

  test('is that it waits, as long as it does, and what it did before afterwards', () => {
    const { query, messages } = told();
    query.is(status('reads'));
    query.waits('the broker');
    query.waits('the broker');
    query.is(status('goes on reading'));
    query.waits(null);
    expect(messages).toEqual(['reads', 'the broker', 'goes on reading']);
    expect(query.waitsFor).toBeNull();
  });
});
