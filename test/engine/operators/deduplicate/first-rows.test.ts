import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'keeps the first row of each key': {
    query: ({ orders }) => orders.dropDuplicates(['country']).select('id'),
    rows: [[1], [2], [4]],
    streams: true,
  },
  'compares whole rows when no columns are named': {
    query: ({ orders }) => orders.select('country').union(orders.select('country')).distinct(),
    rows: [['PT'], ['ES'], [null]],
    streams: true,
  },
  'reads its keys although nobody else does': {
    query: ({ orders }) => orders.dropDuplicates(['country']).select('amount'),
    rows: [[5], [7], [null]],
  },
  'is a Deduplicate to Spark Connect': {
    query: ({ orders }) => orders.dropDuplicates(['country']),
    message: { deduplicate: { columnNames: ['country'], allColumnsAsKeys: false, withinWatermark: false } },
  },
});

refuses({
  'the end of a watermark in a batch': {
    query: ({ orders }) => orders.dropDuplicatesWithinWatermark(['id']),
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'the end of a watermark where there is none': {
    query: ({ orders }) => orders.dropDuplicatesWithinWatermark(['id']),
    mode: 'append',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'complete mode': {
    query: ({ orders }) => orders.dropDuplicates(['id']),
    mode: 'complete',
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
  },
  'maps, which have no equality': {
    query: ({ orders }) => orders.selectExpr('map(id, amount) AS m').distinct(),
    condition: 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE',
  },
});
