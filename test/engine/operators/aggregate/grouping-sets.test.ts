import { test } from 'vitest';
import { expr } from '../../../../index.ts';
import { add, check, testStream } from '../../../stream/test-stream.ts';
import { inlineSession } from '../../../stream/inline-session.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'rollup: by all keys, by fewer and fewer, and all rows': {
    query: ({ orders }) => orders.rollup('country', 'id').agg(expr('sum(amount) AS s')).filter('id = 1 OR id IS NULL'),
    rows: [
      ['PT', 1, 5],
      ['PT', null, 14],
      ['ES', null, 7],
      [null, null, null],
      [null, null, 21],
    ],
  },
  'cube: by all combinations': {
    query: ({ orders }) => orders.filter('id < 3').cube('country', 'id').count(),
    rows: [
      ['PT', 1, 1],
      ['ES', 2, 1],
      ['PT', null, 1],
      ['ES', null, 1],
      [null, 1, 1],
      [null, 2, 1],
      [null, null, 2],
    ],
  },
  'grouping tells a key that does not count from NULL': {
    query: ({ orders }) =>
      orders
        .rollup('country')
        .agg(expr('grouping(country) AS g'), expr('grouping_id() AS i'), expr('count(*) AS n'))
        .filter('country IS NULL'),
    rows: [
      [null, 0, 0, 1],
      [null, 1, 1, 4],
    ],
  },
  'the first key has the highest bit': {
    query: ({ orders }) =>
      orders.filter('id = 1').cube('country', 'id').agg(expr('grouping_id(country, id) AS i')).select('i'),
    rows: [[0], [1], [2], [3]],
  },
  'aggregates see the rows, not the keys that do not count': {
    query: ({ orders }) => orders.rollup('amount').agg(expr('sum(amount) AS s'), expr('max(amount + 1) AS m')),
    rows: [
      [5, 5, 6],
      [7, 7, 8],
      [9, 9, 10],
      [null, null, null],
      [null, 21, 10],
    ],
  },
  'keys may be computed, and stand in what is made of the groups': {
    query: ({ orders }) => orders.rollup(expr('id % 2 AS odd')).agg(expr('concat(id % 2, count(*)) AS t')),
    rows: [
      [1, '12'],
      [0, '02'],
      [null, null],
    ],
  },
  'more keys than are chosen from without an array': {
    query: ({ orders }) =>
      orders.filter('id = 1').cube('id', 'country', 'amount', 'ts', expr('id + 1 AS x')).count().selectExpr('count(*)'),
    rows: [[32]],
  },
  'without keys all rows are one group': { query: ({ orders }) => orders.rollup().count(), rows: [[4]] },
  'is an Aggregate to Spark Connect': {
    query: ({ orders }) => orders.cube('id').count(),
    message: { aggregate: { groupType: 'GROUP_TYPE_CUBE' } },
  },
});

refuses({
  'grouping() in a plain grouping': {
    query: ({ orders }) => orders.groupBy('id').agg(expr('grouping(id)')),
    condition: 'UNSUPPORTED_GROUPING_EXPRESSION',
  },
  'grouping() of another column': {
    query: ({ orders }) => orders.rollup('id').agg(expr('grouping(country)')),
    condition: 'GROUPING_COLUMN_MISMATCH',
  },
  'grouping_id() of a part of the columns': {
    query: ({ orders }) => orders.rollup('id', 'country').agg(expr('grouping_id(id)')),
    condition: 'GROUPING_ID_COLUMN_MISMATCH',
  },
  'a stream in append mode without a watermark': {
    query: ({ orders }) => orders.rollup('country').count(),
    mode: 'append',
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
  },
});

test('a stream gives the sets that changed', async () => {
  const { session } = await inlineSession();
  const input = session.memoryStream('input', 'k STRING, v INT');
  await testStream(
    input.toDF().rollup('k').agg(expr('sum(v) AS s')),
    'update',
    add(input, ['a', 1], ['b', 2]),
    check([['a', 1], ['b', 2], [null, 3]]), // prettier-ignore
    add(input, ['b', 4], [null, 5]),
    check([['b', 6], [null, 5], [null, 12]]), // prettier-ignore
  );
  await session.stop();
});
