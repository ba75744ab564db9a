import { expressionJson, type ConnectMessages } from '../../plan/connect-json.ts';

export const repartitionMessages: ConnectMessages<'repartition'> = {
  repartition({ input, partitions, shuffle, expressions }, json) {
    if (expressions.length === 0) {
      return { repartition: { input: json(input), numPartitions: partitions, shuffle } };
    }
    const partitionExprs = expressions.map(expressionJson);
    return { repartitionByExpression: { input: json(input), partitionExprs, numPartitions: partitions } };
  },
};
