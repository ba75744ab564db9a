import { groupings, type Grouping } from './grouping.ts';
import type { Operation } from './operation.ts';

const TOTALS = ['count(*)', 'sum(price)'];
const ANSWER = ['count(*)', 'max(a0)', 'sum(a1)'];
const by = (name: string, from: Grouping['from'], ...keys: string[]): Grouping => ({
  name,
  from,
  keys,
  aggregates: TOTALS,
  answer: ANSWER,
});

export const groupKeys: readonly Operation[] = groupings([
  by('groups by two texts', 'people', 'city', 'name'),
  { ...by('groups by a date', 'events', "date_add(DATE'2024-01-01', CAST(k100k % 1000 AS INT)) AS day"), duckdb: null },
  by('groups by a boolean', 'events', 'qty > 25 AS large'),
  by('groups by a part of a text', 'people', 'substring(name, 1, 8) AS part'),
  by('groups by a decimal', 'events', 'CAST(price AS DECIMAL(10,2)) AS amount'),
  by('groups by a double', 'events', 'price'),
  by('groups by a nullable number', 'events', 'nullif(k100k, 7) AS k'),
  by('groups by a nullable text', 'people', "nullif(city, 'city-7') AS c"),
  by('groups by three numbers', 'events', 'k4', 'qty', 'k100k'),
  { ...by('groups by a time', 'events', 'ts'), duckdb: null },
  { ...by('having', 'events', 'k100k'), having: 'a0 > 5 AND a1 > 1000' },
]);
