import { describe, expect, test } from 'vitest';
import { QueryStatus } from '../../../../engine/backend/embedded/query-status.ts';
import { ManualClock } from '../../../../engine/runtime/manual-clock.ts';
import type { StreamingQueryStatus } from '../../../../engine/streaming/query-options.ts';

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
