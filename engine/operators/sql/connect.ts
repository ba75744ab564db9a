import { type ConnectMessages } from '../../plan/connect-json.ts';

export const sqlMessages: ConnectMessages<'sql'> = {
  sql: ({ query }) => ({ sql: { query } }),
};
