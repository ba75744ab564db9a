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
  'is a Range to Spark Connect': {
    query: ({ session }) => session.range(2, 9, 3),
    message: { range: { start: '2', end: '9', step: '3' } },
  },
});
