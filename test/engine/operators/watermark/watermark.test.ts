import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'does nothing to a batch, and nothing to the rows of a stream': {
    query: ({ orders }) => orders.withWatermark('ts', '10 seconds').select('id'),
    rows: [[1], [2], [3], [4]],
    plan: /^(?!.*EventTimeWatermark)/s,
    streams: true,
  },
  'is a WithWatermark to Spark Connect': {
    query: ({ orders }) => orders.withWatermark('ts', '10 seconds'),
    message: { withWatermark: { eventTime: 'ts', delayThreshold: '10 seconds' } },
  },
});

refuses({
  'what is no time': {
    query: ({ orders }) => orders.withWatermark('id', '10 seconds'),
    mode: 'append',
    condition: 'EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE',
  },
  'a delay that is none': {
    query: ({ orders }) => orders.withWatermark('ts', 'soon'),
    condition: 'CANNOT_PARSE_INTERVAL',
  },
  'a delay before the event': {
    query: ({ orders }) => orders.withWatermark('ts', '-1 seconds'),
    condition: 'java.lang.IllegalArgumentException',
  },
});
