import { afterAll, beforeAll, expect, test } from 'vitest';
import { count, sum, window } from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { add, check, inspect, testStream, type Action } from '../../stream/test-stream.ts';

let inline: InlineSession;
beforeAll(async () => void (inline = await inlineSession()));
afterAll(() => inline.session.stop());

const second = (s: number): [Date, number] => [new Date(s * 1000), s];
const seconds = (from: number, to: number): [Date, number][] =>
  Array.from({ length: to - from + 1 }, (_, i) => second(from + i));

/** Rows in state of each operator after the last batch, from the top of the plan down. */
const state = (...rows: number[]): Action =>
  inspect(`state(${rows.join()})`, (query) =>
    expect(query.lastProgress!.stateOperators.map((o) => o.numRowsTotal)).toEqual(rows),
  );

// Structured Streaming, MultiStatefulOperatorsSuite.
test('windows of windows: what the lower lets out in a batch, the upper lets out in the same', async () => {
  const stream = inline.session.memoryStream('input', 'ts TIMESTAMP, v INT');
  const chain = stream
    .toDF()
    .withWatermark('ts', '0 seconds')
    .groupBy(window('ts', '5 seconds'))
    .agg(count('*').as('n'), sum('v').as('s'))
    .groupBy(window('window', '10 seconds').as('w'))
    .agg(count('*').as('c'), sum('s').as('s'))
    .selectExpr('unix_timestamp(w.start) AS start', 'c', 's');
  await testStream(
    chain,
    'append',
    add(stream, ...seconds(10, 21)),
    check([[10, 2, 145]]),
    state(0, 1),
    add(stream, ...seconds(10, 29)),
    check([]),
    state(1, 1),
    add(stream, ...seconds(30, 31)),
    check([[20, 2, 20 + 21 + 21 + 22 + 23 + 24 + 25 + 26 + 27 + 28 + 29 + 20]]),
    state(0, 1),
  );
});

test('windows of what is left after deduplication', async () => {
  const stream = inline.session.memoryStream('input', 'ts TIMESTAMP, v INT');
  const chain = stream
    .toDF()
    .withWatermark('ts', '10 seconds')
    .dropDuplicates(['ts', 'v'])
    .groupBy(window('ts', '5 seconds'))
    .agg(count('*').as('n'))
    .selectExpr('unix_timestamp(window.start) AS start', 'n');
  await testStream(
    chain,
    'append',
    add(stream, ...seconds(1, 15)),
    check([[0, 4]]),
    state(3, 10),
    add(stream, ...seconds(1, 15), second(30)),
    check([
      [5, 5],
      [10, 5],
      [15, 1],
    ]),
  );
});
