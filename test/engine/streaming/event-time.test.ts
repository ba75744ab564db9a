import { afterAll, beforeAll, describe, test } from 'vitest';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { MemoryStream } from '../../../engine/api/memory-stream.ts';
import { count, timestamp_seconds, window } from '../../../engine/api/functions.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import {
  add,
  check,
  checkState,
  checkWatermark,
  expectError,
  runOnce,
  start,
  stop,
  testStream,
} from '../../stream/test-stream.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

/** value INT as event time in seconds, watermark 10 s, windows of 5 s, counted: (window start in seconds, count). */
function windowCounts(): { input: MemoryStream; counts: DataFrame } {
  const input = inline.session.memoryStream('input', 'value INT');
  const counts = input
    .toDF()
    .withColumn('eventTime', timestamp_seconds('value'))
    .withWatermark('eventTime', '10 seconds')
    .groupBy(window('eventTime', '5 seconds'))
    .agg(count('*').as('n'))
    .selectExpr('unix_seconds(window.start) AS start', 'n');
  return { input, counts };
}

describe('watermark and windows', () => {
  test('W-01 append emits a window once when the watermark passes its end', async () => {
    const { input, counts } = windowCounts();
    await testStream(
      counts,
      'append',
      add(input, 10, 11, 12, 13, 14, 15),
      check([]),
      add(input, 25),
      check([[10, 5]]),
      checkState(2, undefined, 0),
      add(input, 10),
      check([]),
      checkState(2, undefined, 1),
    );
  });

  test('W-02 update emits every change and drops what is late', async () => {
    const { input, counts } = windowCounts();
    await testStream(
      counts,
      'update',
      add(input, 10, 11, 12, 13, 14, 15),
      check([
        [10, 5],
        [15, 1],
      ]),
      add(input, 25),
      check([[25, 1]]),
      checkState(2, undefined, 0),
      add(input, 10, 25),
      check([[25, 2]]),
      checkState(2, undefined, 1),
      add(input, 10),
      check([]),
      checkState(2, undefined, 1),
    );
  });

  test('W-05 once runs one batch and no batch without data', async () => {
    const { input, counts } = windowCounts();
    await testStream(
      counts,
      'append',
      add(input, 15),
      runOnce(),
      check([]),
      checkWatermark(0),
      add(input, 10, 12, 14),
      runOnce(),
      check([]),
      checkWatermark(5),
      add(input, 25),
      runOnce(),
      check([]),
      checkWatermark(5),
      add(input, 50),
      runOnce(),
      check([[10, 3]]),
      checkWatermark(15),
      add(input, 50),
      runOnce(),
      check([
        [15, 1],
        [25, 1],
      ]),
      checkWatermark(40),
    );
  });

  test('W-07 recovery goes on with the watermark of the checkpoint', async () => {
    const { input, counts } = windowCounts();
    await testStream(
      counts,
      'append',
      start(),
      add(input, 10, 11, 12, 13, 14, 15),
      check([]),
      add(input, 25),
      check([[10, 5]]),
      stop(),
      start(),
      add(input, 10, 27, 30),
      check([[15, 1]]),
      stop(),
      start(),
      add(input, 17),
      check([]),
      add(input, 40),
      check([[25, 2]]),
    );
  });

  test('append without a watermark is refused', async () => {
    const input = inline.session.memoryStream('input', 'value INT');
    await testStream(input.toDF().groupBy('value').count(), 'append', expectError(/append.*not supported/));
  });
});
