import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'computes columns': {
    query: ({ orders }) => orders.selectExpr('id', 'amount * 2 AS twice'),
    rows: [
      [1, 10],
      [2, 14],
      [3, 18],
      [4, null],
    ],
    streams: true,
  },
  'withColumn replaces a column where it stands': {
    query: ({ orders }) => orders.select('id', 'amount').withColumn('ID', orders.col('id').plus(10)),
    rows: [
      [11, 5],
      [12, 7],
      [13, 9],
      [14, null],
    ],
  },
  'drop forgets columns, and says nothing of those that are not there': {
    query: ({ orders }) => orders.drop('country', 'AMOUNT', 'ts', 'nothing'),
    rows: [[1], [2], [3], [4]],
    plan: /Project \[id AS id\]/,
  },
  'na.fill fills the columns that can hold the value': {
    query: ({ orders }) => orders.select('country', 'amount').na.fill(0).na.fill('?').filter('amount = 0'),
    rows: [['?', 0]],
    streams: true,
  },
  'computes only the columns that are wanted': {
    query: ({ orders }) => orders.selectExpr('id', 'upper(country) AS u').select('id'),
    plan: /^(?!.*upper)/s,
  },
  'is a Project to Spark Connect': {
    query: ({ orders }) => orders.select('id'),
    message: { project: { expressions: [{ unresolvedAttribute: { unparsedIdentifier: 'id' } }] } },
  },
  'toDF names all columns': {
    query: ({ orders }) => orders.toDF('a', 'b', 'c', 'd').filter('a = 1').select('c'),
    rows: [[5]],
    message: { project: { input: { filter: { input: { toDf: { columnNames: ['a', 'b', 'c', 'd'] } } } } } },
  },
});

refuses({
  'another number of names than there are columns': {
    query: ({ orders }) => orders.toDF('a'),
    condition: 'ASSIGNMENT_ARITY_MISMATCH',
  },
  'numbers of rows of a stream': {
    query: ({ orders }) => orders.selectExpr('monotonically_increasing_id()'),
    mode: 'append',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
});
