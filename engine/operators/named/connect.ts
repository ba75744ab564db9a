import { type ConnectMessages } from '../../plan/connect-json.ts';

export const namedMessages: ConnectMessages<'named_table' | 'subquery_alias'> = {
  named_table({ name, streaming }) {
    const table = { namedTable: { unparsedIdentifier: name } };
    return { read: streaming ? { ...table, isStreaming: true } : table };
  },
  subquery_alias: ({ input, alias }, json) => ({ subqueryAlias: { input: json(input), alias } }),
};
