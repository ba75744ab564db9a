import { filled, type ConnectMessages } from '../../plan/connect-json.ts';

export const deduplicateMessages: ConnectMessages<'deduplicate'> = {
  deduplicate: ({ input, columns, allColumns, withinWatermark }, json) => ({
    deduplicate: {
      input: json(input),
      ...filled('columnNames', columns),
      allColumnsAsKeys: allColumns,
      withinWatermark,
    },
  }),
};
