import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { NexmarkGenerator, USUAL_SETTINGS } from './generator.ts';
import { NEXMARK } from './queries/index.ts';
import { answerOf } from './run-query.ts';
import { eventsOf, firstEvents } from './streams.ts';

const EVENTS = 12_000;
const CHUNK = 1500;

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
  await inline.session.conf.set('spark.sql.session.timeZone', 'UTC');
});
afterAll(() => inline.session.stop());

const all = firstEvents(new NexmarkGenerator(), EVENTS);
const chunks = Array.from({ length: EVENTS / CHUNK }, (_, i) => all.slice(i * CHUNK, (i + 1) * CHUNK));
const sorted = (rows: readonly (readonly (string | null)[])[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

test.each(NEXMARK)('$id $name gives the rows of a simple evaluation', { timeout: 120_000 }, async (query) => {
  const expected = sorted(query.answer(eventsOf(all)));
  expect(expected.length).toBeGreaterThan(0);
  expect(sorted(await answerOf(inline.session, query, chunks))).toEqual(expected);
});

test('the events of a seed are the same for ever', () => {
  const lines = firstEvents(new NexmarkGenerator(), 10_000).map((event) => JSON.stringify(event));
  expect(createHash('sha256').update(lines.join('\n')).digest('hex')).toBe(
    'd4cd49f58da31626770b75f682a78f2d3bf09e8cfb0b3840adaf7bbb39b27140',
  );
});

test('events are of their kinds, and prices of all sizes', () => {
  const { persons, auctions, bids } = eventsOf(firstEvents(new NexmarkGenerator(), 50_000));
  expect([persons.length, auctions.length, bids.length]).toEqual([1000, 3000, 46_000]);
  const below = (price: number): number => bids.filter((bid) => bid.price < price).length / bids.length;
  expect(below(10_000)).toBeCloseTo(1 / 3, 1);
  expect(below(1_000_000)).toBeCloseTo(2 / 3, 1);
  const known = new Set(auctions.map(({ id }) => id));
  expect(bids.filter(({ auction }) => known.has(auction)).length / bids.length).toBeGreaterThan(0.97);
});

test('events out of order are the same ones', () => {
  const [plain, shuffled] = [1, 100].map((outOfOrder) =>
    firstEvents(new NexmarkGenerator({ ...USUAL_SETTINGS, outOfOrder }), 1000),
  );
  expect(shuffled).not.toEqual(plain);
  expect(shuffled!.map((event) => JSON.stringify(event)).sort()).toEqual(
    plain!.map((event) => JSON.stringify(event)).sort(),
  );
});
