import { describe, expect, test } from 'vitest';
import { NoSuchCall, splitQuery, type SelectText } from './query-text.ts';

const only = (sql: string): SelectText => splitQuery(sql).terms[0] as SelectText;

describe('a query text is taken apart at its own keywords', () => {
  test.each<[string, Partial<SelectText>]>([
    ['SELECT a, f(b, c) AS d FROM t', { items: ['a', 'f(b, c) AS d'] }],
    ['SELECT EXTRACT(YEAR FROM ts) FROM t', { items: ['EXTRACT(YEAR FROM ts)'] }],
    ['SELECT a IS DISTINCT FROM b FROM t', { items: ['a IS DISTINCT FROM b'] }],
    ['SELECT \',from\', "a,b" FROM t', { items: ["',from'", '"a,b"'] }],
    ['SELECT * EXCEPT (a, b) FROM t', { items: ['* EXCEPT (a, b)'] }],
    ["SELECT window.start FROM t GROUP BY window(ts, '1 minute')", { items: ['window.start'], groupBy: ["window(ts, '1 minute')"] }], // prettier-ignore
    ['SELECT sum(a) FILTER (WHERE b) FROM t WHERE c > 1 GROUP BY d HAVING sum(a) > 2', { where: 'c > 1', groupBy: ['d'], having: 'sum(a) > 2' }], // prettier-ignore
    ['SELECT DISTINCT a FROM t', { distinct: true, items: ['a'] }],
  ])('%s', (sql, parts) => expect(only(sql)).toMatchObject(parts));

  test('relations, with how they join', () => {
    const { from } = only('SELECT * FROM a x LEFT SEMI JOIN b ON x.left = b.k, (SELECT 1) AS s(n) JOIN c USING (k, l)');
    expect(from.map(({ alias, how, on, using, columns }) => ({ alias, how, on, using, columns }))).toEqual([
      { alias: 'x', how: undefined, on: undefined, using: undefined, columns: undefined },
      { alias: undefined, how: 'left_semi', on: 'x.left = b.k', using: undefined, columns: undefined },
      { alias: 's', how: 'cross', on: undefined, using: undefined, columns: ['n'] },
      { alias: undefined, how: 'inner', on: undefined, using: ['k', 'l'], columns: undefined },
    ]);
  });

  test('set operations share the order that stands behind them', () => {
    const query = splitQuery('SELECT 1 AS a UNION ALL (SELECT 2) EXCEPT SELECT 3 ORDER BY a DESC LIMIT 5');
    expect(query.operators).toEqual([{ kind: 'union', all: true }, { kind: 'except', all: false }]); // prettier-ignore
    expect([query.terms.length, query.orderBy, query.limit]).toEqual([3, ['a DESC'], '5']);
  });

  test('rows of VALUES: a pair, a value in parentheses, a bare one', () => {
    expect(splitQuery("VALUES (1, f(2, 3)), ((4) + 1), 'x'").terms[0]).toEqual({
      kind: 'values',
      rows: [['1', 'f(2, 3)'], ['(4) + 1'], ["'x'"]],
    });
  });
});

test.each(['SHOW TABLES', 'SELECT * FROM t LATERAL VIEW explode(a)', 'SELECT * FROM a NATURAL JOIN b', 'SELECT a FROM range(3)', 'FROM t'])(
  '%s has no counterpart', (sql) => expect(() => splitQuery(sql)).toThrow(NoSuchCall),
); // prettier-ignore
