import { expr } from '../../../index.ts';
import { same, type Operation } from './operation.ts';

const kind = 'join';

export const joinKinds: readonly Operation[] = [
  same(
    'full join with 1M rows',
    kind,
    'SELECT count(*), sum(price), sum(weight) FROM events FULL JOIN (SELECT k1m + 500 AS k1m, weight FROM d1m) AS d USING (k1m)',
    ({ table }) =>
      table('events')
        .join(table('d1m').selectExpr('k1m + 500 AS k1m', 'weight'), 'k1m', 'full')
        .agg(expr('count(*)'), expr('sum(price)'), expr('sum(weight)')),
  ),
  same(
    'right join with 100k rows',
    kind,
    'SELECT count(*), sum(price) FROM (SELECT * FROM events WHERE qty < 10) AS e RIGHT JOIN d100k USING (k100k)',
    ({ table }) =>
      table('events')
        .where('qty < 10')
        .join(table('d100k'), 'k100k', 'right')
        .agg(expr('count(*)'), expr('sum(price)')),
  ),
  same(
    'join by two keys',
    kind,
    'SELECT count(*), sum(price) FROM events JOIN (SELECT k100k, k100k % 4 AS k4 FROM d100k) AS d USING (k100k, k4)',
    ({ table }) =>
      table('events')
        .join(table('d100k').selectExpr('k100k', 'k100k % 4 AS k4'), ['k100k', 'k4'])
        .agg(expr('count(*)'), expr('sum(price)')),
  ),
  same(
    'join by number and text',
    kind,
    'SELECT count(*), sum(price) FROM people JOIN (SELECT k100k % 4 AS k4, name, weight FROM d100k) AS d USING (k4, name)',
    ({ table }) =>
      table('people')
        .join(table('d100k').selectExpr('k100k % 4 AS k4', 'name', 'weight'), ['k4', 'name'])
        .agg(expr('count(*)'), expr('sum(price)')),
  ),
  same(
    'join of duplicates on both sides',
    kind,
    'SELECT count(*), sum(p), sum(q) FROM (SELECT id DIV 3 AS k, price AS p FROM events) AS a JOIN (SELECT id DIV 3 AS k, qty AS q FROM people) AS b USING (k)',
    ({ table }) =>
      table('events')
        .selectExpr('id DIV 3 AS k', 'price AS p')
        .join(table('people').selectExpr('id DIV 3 AS k', 'qty AS q'), 'k')
        .agg(expr('count(*)'), expr('sum(p)'), expr('sum(q)')),
    null,
  ),
  same(
    'join with a further condition',
    kind,
    'SELECT count(*), sum(price) FROM events AS e JOIN d100k AS d ON e.k100k = d.k100k AND e.price > d.weight * 100',
    ({ table }) =>
      table('events')
        .as('e')
        .join(table('d100k').as('d'), expr('e.k100k = d.k100k AND e.price > d.weight * 100'))
        .agg(expr('count(*)'), expr('sum(price)')),
  ),
  same(
    'left join with a further condition',
    kind,
    'SELECT count(*), sum(price), count(weight) FROM events AS e LEFT JOIN d100k AS d ON e.k100k = d.k100k AND e.price > d.weight * 100',
    ({ table }) =>
      table('events')
        .as('e')
        .join(table('d100k').as('d'), expr('e.k100k = d.k100k AND e.price > d.weight * 100'), 'left')
        .agg(expr('count(*)'), expr('sum(price)'), expr('count(weight)')),
  ),
  same(
    'self join',
    kind,
    'SELECT count(*), sum(b.price + a.price) FROM events AS a JOIN events AS b ON a.id + 1 = b.id',
    ({ table }) =>
      table('events')
        .as('a')
        .join(table('events').as('b'), expr('a.id + 1 = b.id'))
        .agg(expr('count(*)'), expr('sum(b.price + a.price)')),
  ),
  same(
    'cross join with 5 rows',
    kind,
    'SELECT count(*), sum(price * f) FROM events CROSS JOIN (SELECT weight AS f FROM d100k WHERE k100k < 5) AS d',
    ({ table }) =>
      table('events')
        .crossJoin(table('d100k').where('k100k < 5').selectExpr('weight AS f'))
        .agg(expr('count(*)'), expr('sum(price * f)')),
  ),
  same(
    'join by a range with 20 rows',
    kind,
    'SELECT count(*), sum(price) FROM events AS e JOIN (SELECT k100k * 50 AS low FROM d100k WHERE k100k < 20) AS d ON e.price >= d.low AND e.price < d.low + 50',
    ({ table }) =>
      table('events')
        .join(
          table('d100k').where('k100k < 20').selectExpr('k100k * 50 AS low'),
          expr('price >= low AND price < low + 50'),
        )
        .agg(expr('count(*)'), expr('sum(price)')),
  ),
  same(
    'semi join by a text',
    kind,
    'SELECT count(*), sum(price) FROM people LEFT SEMI JOIN (SELECT * FROM d100k WHERE weight < 3) AS d USING (name)',
    ({ table }) =>
      table('people')
        .join(table('d100k').where('weight < 3'), 'name', 'semi')
        .agg(expr('count(*)'), expr('sum(price)')),
    'SELECT count(*), sum(price) FROM people SEMI JOIN (SELECT * FROM d100k WHERE weight < 3) AS d USING (name)',
  ),
  same(
    'join that is grouped',
    kind,
    'SELECT count(*), sum(s) FROM (SELECT weight, city, sum(price) AS s FROM people JOIN d100k USING (name) GROUP BY weight, city) AS t',
    ({ table }) =>
      table('people')
        .join(table('d100k'), 'name')
        .groupBy('weight', 'city')
        .agg(expr('sum(price)').as('s'))
        .agg(expr('count(*)'), expr('sum(s)')),
  ),
];
