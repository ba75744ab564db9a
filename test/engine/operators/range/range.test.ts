import { does, onASession } from '../operator-cases.ts';

onASession();

does({
  'counts up to, and without, its end': { query: ({ session }) => session.range(2, 9, 3), rows: [[2], [5], [8]] },
  'counts down': { query: ({ session }) => session.range(2, -2, -2), rows: [[2], [0]] },
  'has no rows when the end is behind': { query: ({ session }) => session.range(5, 1), rows: [] },
  'crosses the end of a block': {
    query: ({ session }) => session.range(0, 20000).filter('id % 8192 = 0'),
    rows: [[0], [8192], [16384]],
  },
  'counts on beyond what a double or its lower half holds': {
    query: ({ session }) => session.range(2n ** 32n - 2n, 2n ** 32n + 2n).selectExpr('string(id)'),
    rows: [['4294967294'], ['4294967295'], ['4294967296'], ['4294967297']],
  },
  'counts down through zero by more than a half holds': {
    query: ({ session }) => session.range(2n ** 61n + 1n, -(2n ** 61n), -(2n ** 61n)).selectExpr('string(id)'),
    rows: [['2305843009213693953'], ['1'], ['-2305843009213693951']],
  },
  'is a Range to Spark Connect': {
    query: ({ session }) => session.range(2, 9, 3),
    message: { range: { start: '2', end: '9', step: '3' } },
  },
});
