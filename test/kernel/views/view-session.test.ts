import { describe, expect, test } from 'vitest';
import type { ViewMessage } from '../../../kernel/views/protocol.ts';
import { stage } from './stage.ts';

const message = (data: object): ViewMessage => data as ViewMessage;

async function opened(): Promise<ReturnType<typeof stage>> {
  const all = stage();
  for (let batch = 0; batch < 3; batch++) all.engine.step();
  await all.attach();
  return all;
}

describe('what a page sends is looked at before it is done', () => {
  test.each<[says: object, asks: object]>([
    [
      { type: 'page', offset: 7, limit: 5 },
      { offset: 7, limit: 5 },
    ],
    [
      { type: 'page', offset: 7.9, limit: '5' },
      { offset: 7, limit: 5 },
    ],
    [
      { type: 'page', offset: -1, limit: 0 },
      { offset: 0, limit: 1 },
    ],
    [
      { type: 'page', offset: 'x', limit: 1e12 },
      { offset: 0, limit: 100 },
    ],
    [
      { type: 'page', offset: Infinity, limit: NaN },
      { offset: 0, limit: 1 },
    ],
    [
      { type: 'sort', column: 1, descending: true },
      { offset: 0, sort: { column: 1, descending: true } },
    ],
    [
      { type: 'sort', column: 1, descending: 'yes' },
      { offset: 0, sort: { column: 1, descending: false } },
    ],
    [
      { type: 'filter', text: 'PT' },
      { offset: 0, filter: 'PT' },
    ],
    [
      { type: 'filter', text: 'x'.repeat(5000) },
      { offset: 0, filter: 'x'.repeat(200) },
    ],
  ])('%o', async (says, asks) => {
    const { engine, say } = await opened();
    await say(message(says));
    expect(engine.pages.at(-1)).toMatchObject(asks);
  });

  test.each<[says: object, part: string]>([
    [{ type: 'sort', column: null }, 'sort'],
    [{ type: 'sort', column: -1 }, 'sort'],
    [{ type: 'sort', column: 0.5 }, 'sort'],
    [{ type: 'sort', column: '1' }, 'sort'],
    [{ type: 'filter' }, 'filter'],
    [{ type: 'filter', text: null }, 'filter'],
    [{ type: 'filter', text: { toString: 'no' } }, 'filter'],
  ])('%o asks for rows as they are', async (says, part) => {
    const { engine, say } = await opened();
    await say(message({ type: 'sort', column: 1, descending: true }));
    await say(message({ type: 'filter', text: 'PT' }));
    await say(message(says));
    expect((engine.pages.at(-1) as unknown as Record<string, unknown>)[part] ?? '').toBe('');
  });

  test.each([[undefined], [null], ['many'], [NaN], [-1], [{}]])(
    'an answer without its number (%o) lets no more than two frames go',
    async (seq) => {
      const { clock, engine, messages, say } = await opened();
      for (let batch = 0; batch < 20; batch++) {
        engine.step();
        await say(message({ type: 'ack', seq }));
        await clock.advance(300);
      }
      expect(messages().filter(({ type }) => type !== 'snapshot')).toHaveLength(2);
    },
  );

  test('a kind that nobody knows is passed over', async () => {
    const { messages, say } = await opened();
    const before = messages().length;
    await say(message({ type: 'format the disk' }));
    expect(messages()).toHaveLength(before);
  });
});

test('a place is kept from one batch to the next, and each answer names the batch that is there', async () => {
  const { clock, engine, messages, say } = await opened();
  await say({ type: 'page', offset: 2, limit: 1 });
  await say({ type: 'ack', seq: 1000 });
  engine.step();
  await clock.advance(1000);
  expect(engine.pages.at(-1)).toMatchObject({ offset: 2, limit: 1 });
  expect(messages().at(-1)).toMatchObject({ type: 'frame', frame: { batchId: 3 } });
});

test('numbers of messages rise by one, whatever is asked between batches', async () => {
  const { clock, engine, messages, say } = await opened();
  for (const tab of ['chart', 'batches', 'table'] as const) {
    await say({ type: 'mode', tab });
    engine.step();
    await say({ type: 'ack', seq: 1000 });
    await clock.advance(300);
  }
  const numbers = messages().flatMap((each) => ('seq' in each ? [each.seq] : []));
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
});
