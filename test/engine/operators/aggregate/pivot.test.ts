import { expr } from '../../../../index.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'values become columns; what a group has not is NULL': {
    query: ({ orders }) => orders.groupBy(expr('id % 2 AS odd')).pivot('country', ['PT', 'ES']).count(),
    rows: [
      [1, 2, null],
      [0, null, 1],
    ],
  },
  'NULL is a value too': {
    query: ({ orders }) => orders.groupBy().pivot('country', [null, 'PT']).count().selectExpr('`null` + 10', 'PT'),
    rows: [[11, 2]],
  },
  'several aggregates: one column for each value and aggregate': {
    query: ({ orders }) =>
      orders
        .groupBy()
        .pivot('country', ['PT'])
        .agg(expr('sum(amount) AS s'), expr('max(id)'))
        .selectExpr('PT_s', '`PT_max(id)`'),
    rows: [[14, 3]],
  },
  'values are cast to the column, and name theirs as text': {
    query: ({ orders }) => orders.groupBy().pivot(expr('id / 2'), [0.5, 1]).count().selectExpr('`0.5`', '`1`'),
    rows: [[1, 1]],
  },
  'is an Aggregate to Spark Connect': {
    query: ({ orders }) => orders.groupBy('id').pivot('country', ['PT']).count(),
    message: { aggregate: { groupType: 'GROUP_TYPE_PIVOT', pivot: { values: [{ string: 'PT' }] } } },
  },
});

refuses({
  'a stream': {
    query: ({ orders }) => orders.groupBy('id').pivot('country', ['PT']).count(),
    mode: 'update',
    condition: '_LEGACY_ERROR_TEMP_3063',
  },
  'a second pivot': {
    query: ({ orders }) => orders.groupBy('id').pivot('country', ['PT']).pivot('amount', [5]).count(),
    condition: 'REPEATED_CLAUSE',
  },
  'a pivot of several sets': {
    query: ({ orders }) => orders.rollup('id').pivot('country', ['PT']).count(),
    condition: 'UNSUPPORTED_FEATURE.PIVOT_AFTER_GROUP_BY',
  },
  'values that are not named': {
    query: ({ orders }) => orders.groupBy('id').pivot('country').count(),
    condition: 'UNSUPPORTED_FEATURE.PIVOT_WITHOUT_VALUES',
  },
});
