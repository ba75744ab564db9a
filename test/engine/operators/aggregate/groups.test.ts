import { count, countDistinct, sum, window } from '../../../../index.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'folds the rows of a key, NULL among the keys': {
    query: ({ orders }) => orders.groupBy('country').agg(sum('amount')),
    rows: [
      ['PT', 14],
      ['ES', 7],
      [null, null],
    ],
  },
  'has one group without keys, also of no rows': {
    query: ({ orders }) => orders.filter('false').agg(count('*')),
    rows: [[0]],
  },
  'computes only the results that are wanted': {
    query: ({ orders }) => orders.groupBy('country').agg(sum('amount').as('s'), sum('id').as('i')).select('s'),
    plan: /^(?!.*sum\(id\))/s,
  },
  'is an Aggregate to Spark Connect': {
    query: ({ orders }) => orders.groupBy('country').count(),
    message: { aggregate: { groupType: 'GROUP_TYPE_GROUPBY' } },
  },
});

refuses({
  'append mode without event time among the keys': {
    query: ({ orders }) => orders.withWatermark('ts', '1 second').groupBy('country').count(),
    mode: 'append',
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
  },
  'complete mode without groups': {
    query: ({ orders }) => orders,
    mode: 'complete',
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
  },
  'distinct values of a stream': {
    query: ({ orders }) => orders.groupBy('country').agg(countDistinct('id')),
    mode: 'update',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'groups of groups that come again and again': {
    query: ({ orders }) =>
      orders
        .withWatermark('ts', '1 second')
        .groupBy(window('ts', '5 seconds'), 'country')
        .count()
        .groupBy('country')
        .count(),
    mode: 'update',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'a column that is not grouped by': {
    query: ({ orders }) => orders.groupBy('country').agg(orders.col('id')),
    condition: 'MISSING_AGGREGATION',
  },
});
