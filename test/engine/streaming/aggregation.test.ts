import { afterAll, beforeAll, describe, test } from 'vitest';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { add, check, checkState, expectError, inspect, start, stop, testStream } from '../../stream/test-stream.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const numbers = () => inline.session.memoryStream('numbers', 'value INT');

describe('aggregation', () => {
  test('A-01 update gives the groups that changed, also after a restart', async () => {
    const input = numbers();
    await testStream(
      input.toDF().groupBy('value').count(),
      'update',
      start(),
      add(input, 3),
      check([[3, 1]]),
      add(input, 3, 2),
      check([
        [3, 2],
        [2, 1],
      ]),
      stop(),
      start(),
      add(input, 3, 2, 1),
      check([
        [3, 3],
        [2, 2],
        [1, 1],
      ]),
      add(input, 4, 4, 4, 4),
      check([[4, 4]]),
    );
  });

  test('A-02 complete gives all groups each time', async () => {
    const input = numbers();
    await testStream(
      input.toDF().groupBy('value').count(),
      'complete',
      start(),
      add(input, 3),
      check([[3, 1]]),
      add(input, 2),
      check([
        [3, 1],
        [2, 1],
      ]),
      stop(),
      start(),
      add(input, 3, 2, 1),
      check([
        [3, 2],
        [2, 2],
        [1, 1],
      ]),
      add(input, 4, 4, 4, 4),
      check([
        [4, 4],
        [3, 2],
        [2, 2],
        [1, 1],
      ]),
    );
  });

  test('A-03 append is refused', async () => {
    const input = numbers();
    await testStream(input.toDF().groupBy('value').count(), 'append', expectError(/append[^]*not supported/));
  });
});

describe('deduplication', () => {
  test('D-01 each row comes out once', async () => {
    const input = inline.session.memoryStream('words', 'value STRING');
    await testStream(
      input.toDF().dropDuplicates(),
      'append',
      add(input, 'a'),
      check([['a']]),
      checkState(1, 1),
      add(input, 'a'),
      check([]),
      checkState(1, 0),
      add(input, 'b'),
      check([['b']]),
      checkState(2, 1),
    );
  });

  test('D-02 the first row of each key comes out', async () => {
    const input = inline.session.memoryStream('pairs', '_1 STRING, _2 INT');
    await testStream(
      input.toDF().dropDuplicates('_1'),
      'append',
      add(input, ['a', 1]),
      check([['a', 1]]),
      add(input, ['a', 2]),
      check([]),
      add(input, ['b', 1]),
      check([['b', 1]]),
    );
  });
});

describe('limit', () => {
  test('S-01 the first rows ever, counted over all batches', async () => {
    const input = numbers();
    await testStream(
      input.toDF().limit(4),
      'append',
      add(input, 1, 2),
      check([[1], [2]]),
      add(input, 3, 4, 5, 6),
      check([[3], [4]]),
      add(input, 7, 8, 9),
      check([]),
    );
  });

  test('S-01 limit 0 gives nothing', async () => {
    const input = numbers();
    await testStream(input.toDF().limit(0), 'append', add(input, 1, 2), check([]));
  });

  test('S-01 a limit after a filter counts what passed', async () => {
    const input = numbers();
    await testStream(
      input.toDF().where('value % 2 = 1').limit(4),
      'append',
      add(input, 1, 2, 3, 4, 5),
      check([[1], [3], [5]]),
      add(input, 6, 7, 8, 9),
      check([[7]]),
    );
  });
});

test('a failure in a batch names the query and the value', async () => {
  const input = inline.session.memoryStream('words', 'value STRING');
  await testStream(
    input.toDF().selectExpr('CAST(value AS INT) AS n'),
    'append',
    add(input, '12,50'),
    expectError(/CAST_INVALID_INPUT[^]*'12,50'/),
    inspect('it has ended', (query) => {
      if (query.isActive) throw new Error('the query is still active');
    }),
  );
});
