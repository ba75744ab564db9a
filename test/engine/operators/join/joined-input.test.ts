import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type DataFrame, type MillraceSession } from '../../../../index.ts';
import { bothWays, spillingSessions, type SpillingSessions } from '../spill/spilling-sessions.ts';

/** Joins whose rows go on into steps and groups above them, in memory and where the side at hand is too large for it. */
let sessions: SpillingSessions;
beforeAll(async () => void (sessions = await spillingSessions()));
afterAll(() => Promise.all([sessions.plenty.stop(), sessions.little.stop()]));

interface Order {
  readonly id: number;
  readonly k: number | null;
  readonly city: string;
}
interface Name {
  readonly k: number | null;
  readonly name: string;
  readonly low: number;
}
interface City {
  readonly city: string;
  readonly zone: string;
}

const ORDERS: readonly Order[] = Array.from({ length: 400 }, (_, id) => ({
  id,
  k: id % 11 === 5 ? null : (id * 7) % 90,
  city: ['Porto', 'Évora', 'Faro', ''][id % 4]!,
}));
const NAMES: readonly Name[] = Array.from({ length: 300 }, (_, i) => ({
  k: i % 13 === 2 ? null : (i * 5) % 120,
  name: `name ${i % 40}`,
  low: (i * 37) % 400,
}));
const CITIES: readonly City[] = [
  { city: 'Porto', zone: 'north' },
  { city: 'Faro', zone: 'south' },
  { city: 'Faro', zone: 'coast' },
];

const orders = (session: MillraceSession): DataFrame =>
  session.createDataFrame(ORDERS, 'id INT, k INT, city STRING').as('o');
const names = (session: MillraceSession): DataFrame =>
  session.createDataFrame(NAMES, 'k INT, name STRING, low INT').as('n');
const cities = (session: MillraceSession): DataFrame =>
  session.createDataFrame(CITIES, 'city STRING, zone STRING').as('c');

const same = (o: Order, n: Name): boolean => o.k !== null && o.k === n.k;
const above = (o: Order, n: Name): boolean => same(o, n) && o.id >= n.low;

/** How many rows each group has, sorted. */
function counted(keys: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const grouped = (df: DataFrame, key: string): DataFrame =>
  df.groupBy(expr(key).as('key')).agg(expr('count(*)').as('n')).orderBy('key').selectExpr('key', 'CAST(n AS INT) AS n');

interface Case {
  readonly query: (session: MillraceSession) => DataFrame;
  readonly wanted: readonly (readonly unknown[])[];
}

const pairs = (holds: (o: Order, n: Name) => boolean): [Order, Name][] =>
  ORDERS.flatMap((o) => NAMES.filter((n) => holds(o, n)).map((n): [Order, Name] => [o, n]));
const missing = (holds: (o: Order, n: Name) => boolean): Order[] =>
  ORDERS.filter((o) => !NAMES.some((n) => holds(o, n)));

const CASES: Readonly<Record<string, Case>> = {
  'an inner join that is grouped': {
    query: (s) => grouped(orders(s).join(names(s), expr('o.k = n.k')), "concat(city, '/', name)"),
    wanted: counted(pairs(same).map(([o, n]) => `${o.city}/${n.name}`)),
  },
  'an inner join with a further condition': {
    query: (s) => grouped(orders(s).join(names(s), expr('o.k = n.k AND o.id >= n.low')), 'upper(name)'),
    wanted: counted(pairs(above).map(([, n]) => n.name.toUpperCase())),
  },
  'a left join with a further condition': {
    query: (s) =>
      grouped(orders(s).join(names(s), expr('o.k = n.k AND o.id >= n.low'), 'left'), "coalesce(name, 'none')"),
    wanted: counted([...pairs(above).map(([, n]) => n.name), ...missing(above).map(() => 'none')]),
  },
  'a left join with a condition that is computed of both sides': {
    query: (s) =>
      grouped(
        orders(s).join(names(s), expr('o.k = n.k AND o.id + 1 >= n.low + 3 - 2'), 'left'),
        "coalesce(name, 'none')",
      ),
    wanted: counted([...pairs(above).map(([, n]) => n.name), ...missing(above).map(() => 'none')]),
  },
  'a left join whose rows are filtered by what the other side may lack': {
    query: (s) => grouped(orders(s).join(names(s), expr('o.k = n.k'), 'left').filter('NOT low < 200'), 'city'),
    wanted: counted(pairs((o, n) => same(o, n) && n.low >= 200).map(([o]) => o.city)),
  },
  'a join in which a part of the condition fails for rows that nobody asks for': {
    query: (s) => grouped(orders(s).join(names(s), expr('o.k = n.k AND (n.low = 0 OR 1000 div n.low >= 20)')), 'name'),
    wanted: counted(
      pairs((o, n) => same(o, n) && (n.low === 0 || Math.floor(1000 / n.low) >= 20)).map(([, n]) => n.name),
    ),
  },
  'a right join passes the right side': {
    query: (s) => grouped(names(s).join(orders(s), expr('o.k = n.k'), 'right'), "concat(city, coalesce(name, ''))"),
    wanted: counted([...pairs(same).map(([o, n]) => o.city + n.name), ...missing(same).map((o) => o.city)]),
  },
  'a semi join': {
    query: (s) => grouped(orders(s).join(names(s), expr('o.k = n.k AND o.id >= n.low'), 'semi'), 'city'),
    wanted: counted(ORDERS.filter((o) => NAMES.some((n) => above(o, n))).map((o) => o.city)),
  },
  'an anti join': {
    query: (s) => grouped(orders(s).join(names(s), expr('o.k = n.k'), 'anti'), 'city'),
    wanted: counted(missing(same).map((o) => o.city)),
  },
  'two joins one above the other': {
    query: (s) =>
      grouped(
        orders(s)
          .join(names(s), expr('o.k = n.k'))
          .filter('id % 3 = 0')
          .selectExpr('o.city AS city', 'upper(name) AS name')
          .as('p')
          .join(cities(s), expr('p.city = c.city'), 'left'),
        "concat(name, coalesce(zone, '-'))",
      ),
    wanted: counted(
      pairs(same)
        .filter(([o]) => o.id % 3 === 0)
        .flatMap(([o, n]) => {
          const zones = CITIES.filter((c) => c.city === o.city).map((c) => c.zone);
          return (zones.length === 0 ? ['-'] : zones).map((zone) => n.name.toUpperCase() + zone);
        }),
    ),
  },
  'groups that go to disk while the join goes on': {
    query: (s) =>
      grouped(orders(s).union(orders(s)).as('o').join(cities(s), expr('o.city = c.city')), "concat(zone, ' ', id)"),
    wanted: counted(
      [...ORDERS, ...ORDERS].flatMap((o) => CITIES.filter((c) => c.city === o.city).map((c) => `${c.zone} ${o.id}`)),
    ),
  },
  'a small left side is the one at hand': {
    query: (s) =>
      grouped(
        cities(s)
          .crossJoin(s.range(0, 12_000))
          .filter('id % 3000 = 0')
          .as('x')
          .join(s.range(0, 12_000).as('r'), expr('r.id = x.id')),
        'zone',
      ),
    wanted: counted(CITIES.flatMap((c) => [0, 1, 2, 3].map(() => c.zone))),
  },
};

describe.each(['16k', '64k'])('with %s of memory and with plenty', (memory) => {
  test.each(Object.entries(CASES))('%s', async (_, { query, wanted }) => {
    const { inMemory, spilled } = await bothWays(sessions, memory, query);
    expect(inMemory).toEqual(wanted);
    expect(spilled).toEqual(wanted);
  });
});

test('what was held for a join was spilled in some of them', () => expect(sessions.spilled.files).toBeGreaterThan(10));

test('the function above a join makes its pairs', async () => {
  const shown = await orders(sessions.plenty)
    .join(names(sessions.plenty), expr('o.k = n.k'))
    .groupBy('city')
    .agg(expr('count(*)'))
    .explainString();
  expect(shown).toContain('HashJoin inner (k = k), build right');
  expect(shown).not.toContain('Stage');
});

test('of sides whose sizes are known the clearly smaller one is held', async () => {
  const { plenty } = sessions;
  const few = cities(plenty).selectExpr('length(city) AS id').as('few');
  const many = plenty.range(0, 50_000).as('many');
  const side = async (df: DataFrame): Promise<string> => /build \w+/.exec(await df.explainString())![0];
  expect(await side(few.join(many, expr('few.id = many.id')))).toBe('build left');
  expect(await side(many.join(few, expr('few.id = many.id')))).toBe('build right');
  expect(await side(few.join(few.as('other'), expr('few.id = other.id')))).toBe('build right');
  expect(await side(few.join(many.limit(20), expr('few.id = many.id')))).toBe('build right');
  expect(await side(few.join(many, expr('few.id = many.id'), 'semi'))).toBe('build right');
});
