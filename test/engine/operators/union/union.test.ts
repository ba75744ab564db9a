import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'gives the rows of both sides, column by column': {
    query: ({ orders }) => orders.select('id', 'amount').union(orders.select('amount', 'id')).filter('id > 3'),
    rows: [
      [4, null],
      [5, 1],
      [7, 2],
      [9, 3],
    ],
    streams: true,
  },
  'unionByName finds the columns, and fills those that are missing': {
    query: ({ orders }) =>
      orders.select('id', 'country').unionByName(orders.select('amount', 'id').filter('id = 1'), true).filter('id = 1'),
    rows: [
      [1, 'PT', null],
      [1, null, 5],
    ],
    streams: true,
  },
  'types both sides by the wider one': {
    query: ({ orders }) => orders.filter('id = 1').selectExpr('id').union(orders.filter('id = 1').selectExpr('0.5D')),
    rows: [[1], [0.5]],
  },
  'is a SetOperation to Spark Connect': {
    query: ({ orders }) => orders.union(orders),
    message: { setOp: { setOpType: 'SET_OP_TYPE_UNION', isAll: true, byName: false } },
  },
});

refuses({
  'sides of different width': {
    query: ({ orders }) => orders.union(orders.select('id')),
    condition: 'NUM_COLUMNS_MISMATCH',
  },
  'a column that one side lacks': {
    query: ({ orders }) => orders.select('id').unionByName(orders.select('amount')),
    condition: '_LEGACY_ERROR_TEMP_1312',
  },
  'a stream and a batch': {
    query: ({ orders, session }) => orders.select('id').union(session.createDataFrame([{ id: 1 }], 'id INT')),
    mode: 'append',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
});
