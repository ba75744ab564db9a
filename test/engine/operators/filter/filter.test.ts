import { expr } from '../../../../index.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'keeps the rows for which the condition is true, and neither false nor null': {
    query: ({ orders }) => orders.filter('amount > 5').select('id'),
    rows: [[2], [3]],
    streams: true,
  },
  'na.drop keeps the rows that have enough values': {
    query: ({ orders }) => orders.na.drop(3).select('id'),
    rows: [[1], [2], [3]],
    streams: true,
  },
  'reads the columns of its condition and passes on those that are wanted': {
    query: ({ orders }) => orders.withColumn('twice', expr('amount * 2')).filter('id = 2').select('country'),
    rows: [['ES']],
    plan: /^(?!.*twice)/s,
  },
  'is a Filter to Spark Connect': {
    query: ({ orders }) => orders.filter('id = 1'),
    message: { filter: { condition: { expressionString: { expression: 'id = 1' } } } },
  },
  'is a NaDrop to Spark Connect': {
    query: ({ orders }) => orders.na.drop(2),
    message: { dropNa: { minNonNulls: 2 } },
  },
});

refuses({
  'a condition that is no condition': {
    query: ({ orders }) => orders.filter('amount + 1'),
    condition: 'DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN',
  },
  'a condition over groups': {
    query: ({ orders }) => orders.filter('sum(amount) > 1'),
    condition: 'INVALID_WHERE_CONDITION',
  },
  'a condition that makes rows': {
    query: ({ orders }) => orders.filter('explode(array(true))'),
    condition: 'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT',
  },
});
