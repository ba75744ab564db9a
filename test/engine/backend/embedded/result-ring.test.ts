import { describe, expect, test } from 'vitest';
import { ResultRing } from '../../../../engine/backend/embedded/result-ring.ts';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import type { PageRequest } from '../../../../engine/spi/view-port.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';

const schema = parseSchema('k STRING, n BIGINT, d DECIMAL(10,1), tags ARRAY<STRING>');
type Row = readonly [k: string | null, n: bigint | null, d: bigint | null, tags: readonly string[] | null];
const row = (k: string | null, n: number | null): Row => [k, n === null ? null : BigInt(n), null, null];

/** A ring after some batches, each of some rows. */
function ringOf(mode: 'append' | 'update' | 'complete', batches: readonly (readonly Row[])[], keys = [0]): ResultRing {
  const ring = new ResultRing(schema, mode, keys);
  batches.forEach((rows, i) => ring.add(i, [batchOf(schema, rows)]));
  return ring;
}
const ALL: PageRequest = { offset: 0, limit: 100 };
const shown = (ring: ResultRing, request: Partial<PageRequest> = {}): unknown[] =>
  ring.page({ ...ALL, ...request }).rows.map(([k, n]) => [k, n]);

describe('a view sees', () => {
  test('in append mode the newest rows first', () => {
    expect(shown(ringOf('append', [[row('a', 1), row('b', 2)], [row('c', 3)]]))).toEqual([['c', '3'], ['b', '2'], ['a', '1']]);
  });

  test('in update mode the newest row of each key, the one that changed last first', () => {
    const ring = ringOf('update', [[row('a', 1), row('b', 2)], [row('a', 3), row(null, 4)]]);
    expect(shown(ring)).toEqual([[null, '4'], ['a', '3'], ['b', '2']]);
  });

  test('in update mode without keys every row', () => {
    expect(shown(ringOf('update', [[row('a', 1)], [row('a', 2)]], []))).toEqual([['a', '2'], ['a', '1']]);
  });

  test('in complete mode the last result, in its own order', () => {
    expect(shown(ringOf('complete', [[row('a', 1)], [row('z', 2), row('b', 3)]]))).toEqual([['z', '2'], ['b', '3']]);
  });
}); // prettier-ignore

describe('a page', () => {
  const ring = ringOf('complete', [[row('b', 10), row('a', 9), row(null, null), row('Ab', 2)]]);

  test.each<[string, Partial<PageRequest>, readonly unknown[]]>([
    ['by a number that is text for its size', { sort: { column: 1, descending: false } }, [null, '2', '9', '10']],
    ['the other way round', { sort: { column: 1, descending: true } }, ['10', '9', '2', null]],
    ['a part of it', { sort: { column: 1, descending: false }, offset: 1, limit: 2 }, ['2', '9']],
    ['beyond the end', { offset: 9 }, []],
    ['of what holds a text, in any case', { filter: 'aB' }, ['2']],
    ['of what holds part of a number', { filter: '1' }, ['10']],
    ['of no filter', { filter: '' }, ['10', '9', null, '2']],
  ])('%s', (_, request, numbers) => expect(shown(ring, request).map((r) => (r as unknown[])[1])).toEqual(numbers));

  test('counts what the filter lets through', () => {
    expect(ring.page({ ...ALL, limit: 1, filter: 'a' })).toMatchObject({ batchId: 0, total: 2, forgotten: 0 });
  });

  test('names columns and types, and shows values that are no JSON as text', () => {
    const one = ringOf('append', [[['x', 2n ** 63n - 1n, 15n, ['p', 'q']]]]).page(ALL);
    expect(one.columns.map(({ type }) => type)).toEqual(['string', 'bigint', 'decimal(10,1)', 'array<string>']);
    expect(one.rows).toEqual([['x', '9223372036854775807', '1.5', ['p', 'q']]]);
  });
});

test.each(['append', 'update'] as const)('in %s mode the oldest rows are forgotten, and counted', (mode) => {
  const rows = Array.from({ length: 10_003 }, (_, i) => row(`k${i}`, i));
  const page = ringOf(mode, [rows]).page({ offset: 9_999, limit: 5 });
  expect([page.total, page.forgotten, page.rows.map(([k]) => k)]).toEqual([10_000, 3, ['k3']]);
});
