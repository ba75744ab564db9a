import { expr } from '../../../index.ts';
import { same, type Operation } from './operation.ts';

const [COUNT, SUM] = [expr('count(*)'), expr('sum(k1m)')];
const kind = 'set';

export const sets: readonly Operation[] = [
  same(
    'union of three, distinct',
    kind,
    'SELECT count(*), sum(k1m) FROM (SELECT k1m FROM events UNION SELECT k1m FROM d1m UNION SELECT k100k FROM events) AS t',
    ({ table }) =>
      table('events')
        .select('k1m')
        .union(table('d1m').select('k1m'))
        .union(table('events').select('k100k'))
        .distinct()
        .agg(COUNT, SUM),
  ),
  same(
    'dropDuplicates of all columns',
    kind,
    'SELECT count(*), sum(qty) FROM (SELECT DISTINCT k4, qty, city, name FROM people) AS t',
    ({ table }) => table('people').select('k4', 'qty', 'city', 'name').dropDuplicates().agg(COUNT, expr('sum(qty)')),
  ),
  same(
    'a random hundred',
    kind,
    'SELECT count(*), max(price) > 0 FROM (SELECT price FROM events ORDER BY rand(7) LIMIT 100) AS t',
    ({ table }) =>
      table('events').orderBy(expr('rand(7)')).select('price').limit(100).agg(COUNT, expr('max(price) > 0')),
    null,
  ),
];
