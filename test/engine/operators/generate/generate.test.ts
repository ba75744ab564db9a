import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'gives a row for each item, and none for an empty array': {
    query: ({ orders }) => orders.selectExpr('id', 'explode(slice(array(amount, id), 1, id % 3)) AS item'),
    rows: [
      [1, 5],
      [2, 7],
      [2, 2],
      [4, null],
    ],
    streams: true,
  },
  'posexplode counts the items': {
    query: ({ orders }) => orders.filter('id = 1').selectExpr('posexplode(array(amount, id)) AS (at, item)'),
    rows: [
      [0, 5],
      [1, 1],
    ],
    streams: true,
  },
  'reads what it is made of, and passes on what is wanted': {
    query: ({ orders }) => orders.selectExpr('country', 'id', 'explode(array(amount)) AS item').select('item'),
    rows: [[5], [7], [9], [null]],
    plan: /Generate \[(?!.*country AS)/,
  },
});

refuses({
  'rows inside of an expression': {
    query: ({ orders }) => orders.selectExpr('explode(array(id)) + 1'),
    condition: 'UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS',
  },
});
