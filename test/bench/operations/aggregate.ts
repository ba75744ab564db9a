import { groupings } from './grouping.ts';
import { rowOperations, type Operation } from './operation.ts';

const TOTALS = ['count(*)', 'sum(price)'];
const ANSWER = ['count(*)', 'max(a0)', 'sum(a1)'];
const PRICE = ['count(*)', 'sum(price)'];

export const aggregate: readonly Operation[] = [
  ...groupings([
    { name: '4 groups', from: 'events', keys: ['k4'], aggregates: TOTALS, answer: ANSWER },
    { name: '100k groups by a number', from: 'events', keys: ['k100k'], aggregates: TOTALS, answer: ANSWER },
    { name: '1M groups by a number', from: 'events', keys: ['k1m'], aggregates: TOTALS, answer: ANSWER },
    { name: '100 groups by a text', from: 'people', keys: ['city'], aggregates: PRICE, answer: ANSWER },
    { name: '100k groups by a text', from: 'people', keys: ['name'], aggregates: PRICE, answer: ANSWER },
    {
      name: '1M groups by a text',
      from: 'codes',
      keys: ['code'],
      aggregates: ['count(*)', 'sum(qty)'],
      answer: ANSWER,
    },
    { name: 'groups by number and text', from: 'people', keys: ['k4', 'name'], aggregates: PRICE, answer: ANSWER },
    {
      name: 'avg, min, max and stddev',
      from: 'events',
      keys: ['k4'],
      aggregates: ['avg(price)', 'min(price)', 'max(price)', 'stddev(price)'],
      answer: ['count(*)', 'sum(a0)', 'sum(a1)', 'sum(a2)', 'sum(a3)'],
    },
    {
      name: 'min and max of texts',
      from: 'people',
      keys: ['k4'],
      aggregates: ['min(name)', 'max(name)'],
      answer: ['min(a0)', 'max(a1)'],
    },
    {
      name: 'count distinct by group',
      from: 'people',
      keys: ['k4'],
      aggregates: ['count(DISTINCT name)'],
      answer: ['sum(a0)'],
    },
    {
      name: 'collect_list',
      from: 'events',
      keys: ['k100k'],
      aggregates: ['size(collect_list(qty))'],
      duckdb: ['len(list(qty))'],
      answer: ['sum(a0)', 'max(a0)'],
    },
    {
      name: 'sum of decimals by group',
      from: 'events',
      keys: ['k100k'],
      aggregates: ['sum(CAST(qty AS DECIMAL(10,2)))'],
      answer: ['sum(a0)', 'max(a0)'],
    },
  ]),
  ...rowOperations('aggregate', [
    {
      name: 'global totals',
      from: 'events',
      x: ['price', 'qty'],
      reduce: ['count(*)', 'sum(x0)', 'max(x1)', 'avg(x0)'],
    },
    { name: 'count distinct', from: 'events', x: 'k100k', reduce: ['count(DISTINCT x)'] },
  ]),
];
