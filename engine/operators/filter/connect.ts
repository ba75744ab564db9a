import { expressionJson, filled, type ConnectMessages } from '../../plan/connect-json.ts';

export const filterMessages: ConnectMessages<'filter' | 'drop_na'> = {
  filter: ({ input, condition }, json) => ({
    filter: { input: json(input), condition: expressionJson(condition) },
  }),
  drop_na({ input, columns, minNonNulls }, json) {
    const least = minNonNulls === undefined ? {} : { minNonNulls };
    return { dropNa: { input: json(input), ...filled('cols', columns), ...least } };
  },
};
