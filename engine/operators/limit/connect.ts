import { type ConnectMessages } from '../../plan/connect-json.ts';

export const limitMessages: ConnectMessages<'limit' | 'offset'> = {
  limit: ({ input, limit }, json) => ({ limit: { input: json(input), limit } }),
  offset: ({ input, offset }, json) => ({ offset: { input: json(input), offset } }),
};
