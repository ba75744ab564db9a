import { window } from '../../../../index.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

const span = (from: number, to: number): unknown =>
  [from, to].map((s) => new Date(s * 1000).toISOString().replace('Z', '000Z'));

does({
  'puts each row into the window that holds its time; without a time there is none': {
    query: ({ orders }) => orders.select('id', window('ts', '10 seconds')),
    rows: [
      [1, span(0, 10)],
      [2, span(10, 20)],
      [3, span(10, 20)],
    ],
    streams: true,
  },
  'gives a row for each sliding window that holds its time': {
    query: ({ orders }) => orders.filter('id = 2').select('id', window('ts', '10 seconds', '5 seconds')),
    rows: [
      [2, span(5, 15)],
      [2, span(10, 20)],
    ],
    streams: true,
  },
  'reads its time although nobody else does': {
    query: ({ orders }) => orders.groupBy(window('ts', '10 seconds')).count(),
    rows: [
      [span(0, 10), 1],
      [span(10, 20), 2],
    ],
  },
});

refuses({
  'rows in two kinds of windows': {
    query: ({ orders }) => orders.select(window('ts', '10 seconds'), window('ts', '20 seconds')),
    condition: '_LEGACY_ERROR_TEMP_1039',
  },
});
