import { expressionJson, filled, literalJson, type ConnectMessages } from '../../plan/connect-json.ts';

export const projectMessages: ConnectMessages<
  'project' | 'with_columns' | 'with_columns_renamed' | 'drop' | 'to_df' | 'fill_na'
> = {
  project: ({ input, expressions }, json) => ({
    project: { input: json(input), expressions: expressions.map(expressionJson) },
  }),
  with_columns({ input, columns }, json) {
    const aliases = columns.map((c) => ({ expr: expressionJson(c.expression), name: [c.name] }));
    return { withColumns: { input: json(input), aliases } };
  },
  with_columns_renamed({ input, renames }, json) {
    const pairs = renames.map((r) => ({ colName: r.from, newColName: r.to }));
    return { withColumnsRenamed: { input: json(input), renames: pairs } };
  },
  drop({ input, names, columns }, json) {
    const base = { input: json(input), ...filled('columnNames', names) };
    return { drop: { ...base, ...filled('columns', columns.map(expressionJson)) } };
  },
  to_df: ({ input, names }, json) => ({ toDf: { input: json(input), columnNames: names } }),
  fill_na: ({ input, columns, values }, json) => ({
    fillNa: { input: json(input), ...filled('cols', columns), values: values.map(literalJson) },
  }),
};
