import { expressionJson, type ConnectMessages } from '../../plan/connect-json.ts';

export const observeMessages: ConnectMessages<'observe'> = {
  observe: ({ input, name, metrics }, json) => ({
    collectMetrics: { input: json(input), name, metrics: metrics.map(expressionJson) },
  }),
};
