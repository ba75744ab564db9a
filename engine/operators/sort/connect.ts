import { sortJson, type ConnectMessages } from '../../plan/connect-json.ts';

export const sortMessages: ConnectMessages<'sort'> = {
  sort: ({ input, order, global }, json) => ({
    sort: { input: json(input), order: order.map(sortJson), isGlobal: global },
  }),
};
