import { afterEach, beforeEach, expect, test } from 'vitest';
import { display } from '../../../index.ts';
import { HOST, type Host, type MimeBundle, type ViewOptions } from '../../../engine/spi/host.ts';
import { noted, streaming } from './streaming-context.ts';

const given = streaming();
let views: ViewOptions[];
let shown: MimeBundle[];
const globals = globalThis as Record<PropertyKey, unknown>;

beforeEach(() => {
  [views, shown] = [[], []];
  const host: Host = {
    display: (bundle) => void shown.push(bundle),
    openView: (view) => void views.push(view),
    ownQuery: () => undefined,
    locate: () => undefined,
  };
  globals[HOST] = host;
});
afterEach(() => {
  delete globals[HOST];
});

const running = () => given().session.streams.active.map(({ name }) => name?.replace(/\d+/, 'N'));

test('a shown stream is a query with a view from its first batch with rows on, until the context ends', async () => {
  const ssc = given().context();
  const counts = ssc.queueStream([[], ['a', 'b', 'a']]).countByValue();
  await display(counts);
  expect(shown).toEqual([
    { 'text/plain': 'DStream of countByValue, every 1000 ms, live below from its first batch with rows' },
  ]);
  ssc.start();
  await ssc.step();
  expect([views.length, running()]).toEqual([0, []]);
  await ssc.step();
  expect([views.length, running()]).toEqual([1, ['countByValue (DStream N)']]);
  const [query] = given().session.streams.active;
  await query!.processAllAvailable();
  expect(query!.lastProgress!.numInputRows).toBe(2);
  await ssc.stop(false);
  expect(running()).toEqual([]);
});

test('rows of other types than the first are shown as texts', async () => {
  const ssc = given().context();
  await display(ssc.queueStream<unknown>([[1, 2], [{ city: 'Porto' }, ['a', 1]], ['x']]));
  ssc.start();
  await ssc.step(3);
  expect(views).toHaveLength(2);
  expect(running()).toHaveLength(1);
  await ssc.stop(false);
});

test('a stream that runs can be shown, one that nothing needs or that ended cannot', async () => {
  const ssc = given().context();
  const words = ssc.queueStream([['a'], ['b']]);
  const idle = words.count();
  noted(words);
  ssc.start();
  await display(words);
  await display(idle);
  await ssc.step();
  expect(views).toHaveLength(1);
  expect(shown[1]).toEqual({
    'text/plain': 'DStream of count, every 1000 ms: to see it live, show it before ssc.start().',
  });
  await ssc.stop(false);
  await display(words);
  expect(shown[2]!['text/plain']).toMatch(/to see it live/);
});
