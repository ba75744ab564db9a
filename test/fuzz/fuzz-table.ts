import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { ROWS, SCHEMA } from './expression-texts.ts';
import { splitOutside } from './split-outside.ts';

/** The table that random expressions are about. */
export async function fuzzTable(session: MillraceSession): Promise<DataFrame> {
  const columns = SCHEMA.split(/, (?=\w+ [A-Z])/).map((column) => column.split(' ') as [string, ...string[]]);
  const rows: DataFrame[] = ROWS.map((row, i) => {
    const values = splitOutside(row);
    return session
      .range(1)
      .selectExpr(
        ...columns.map(([name, ...type], c) => `cast(${values[c]} as ${type.join(' ')}) as ${name}`),
        `${i} as row`,
      );
  });
  return rows.reduce((all, row) => all.union(row)).drop('row');
}
