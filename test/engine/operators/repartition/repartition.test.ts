import { does, onASession } from '../operator-cases.ts';

onASession();

does({
  'changes no row': {
    query: ({ orders }) => orders.select('id').repartition(3),
    rows: [[1], [2], [3], [4]],
    message: { repartition: { numPartitions: 3, shuffle: true } },
    streams: true,
  },
  'by columns is a RepartitionByExpression to Spark Connect': {
    query: ({ orders }) => orders.repartition(3, 'id'),
    message: { repartitionByExpression: { numPartitions: 3 } },
  },
});
