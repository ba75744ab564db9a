import { expect, test } from 'vitest';
import * as F from '../../../engine/api/functions.ts';
import { findFunction } from '../../../engine/expressions/functions/registry.ts';

/** What makes a column by other means than calling a function of SQL by that name. */
const OTHERWISE = [
  'col',
  'column',
  'lit',
  'expr',
  'when',
  'udf',
  'sum_distinct',
  'asc',
  'desc',
  'typeof_',
  'call_function',
];

test('every other function for columns is a function of SQL, by its own name', () => {
  const named = Object.keys(F).filter((name) => !OTHERWISE.includes(name));
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((name) => findFunction(name) === undefined)).toEqual([]);
});
