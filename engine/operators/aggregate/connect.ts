import { expressionJson, filled, literalJson, type ConnectMessages } from '../../plan/connect-json.ts';

export const aggregateMessages: ConnectMessages<'aggregate'> = {
  aggregate({ input, group, keys, aggregates, pivot }, json) {
    const base = {
      input: json(input),
      groupType: `GROUP_TYPE_${group.replace('_', '').toUpperCase()}`,
      ...filled('groupingExpressions', keys.map(expressionJson)),
      ...filled('aggregateExpressions', aggregates.map(expressionJson)),
    };
    if (pivot === undefined) return { aggregate: base };
    const { column, values } = pivot;
    return { aggregate: { ...base, pivot: { col: expressionJson(column), values: values.map(literalJson) } } };
  },
};
