import { afterAll, beforeAll, test } from 'vitest';
import { window } from '../../../../index.ts';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';
import { add, check, checkState, testStream } from '../../../stream/test-stream.ts';

let inline: InlineSession;
beforeAll(async () => void (inline = await inlineSession()));
afterAll(() => inline.session.stop());

const at = (seconds: number): Date => new Date(seconds * 1000);

test('windows over a column that has no watermark are never late and never done', async () => {
  const stream = inline.session.memoryStream('orders', 'ts TIMESTAMP, paid TIMESTAMP');
  const paid = stream
    .toDF()
    .withWatermark('ts', '0 seconds')
    .groupBy(window('paid', '10 seconds'))
    .count()
    .selectExpr('unix_timestamp(window.start)', 'count');
  await testStream(
    paid,
    'update',
    add(stream, [at(100), at(1)]),
    check([[0, 1]]),
    add(stream, [at(101), at(2)], [at(102), at(12)]),
    check([
      [0, 2],
      [10, 1],
    ]),
    checkState(2, 3, 0),
  );
});
