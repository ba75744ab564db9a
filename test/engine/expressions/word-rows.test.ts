import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr } from '../../../index.ts';
import type { MillraceSession } from '../../../engine/api/session.ts';
import { keptValues } from '../../../engine/expressions/kept-values.ts';
import { addRow, integerRowsOf, integersOf, noRows, rowOf, startOf } from '../../../engine/expressions/word-rows.ts';
import { parseType } from '../../../engine/types/ddl.ts';
import { wordsOf } from '../../../engine/types/int128.ts';
import { inlineSession } from '../../stream/inline-session.ts';

let session: MillraceSession;
beforeAll(async () => ({ session } = await inlineSession()));
afterAll(() => session.stop());

const text = fc.oneof(fc.constantFrom('', 'a', 'b', 'é', '日本'), fc.integer({ min: 0, max: 15 }).map(String));

test('rows keep the first of equal ones, by their words, also when they come from a thread', () => {
  const row = fc.array(fc.constantFrom(0, 1, -1, 2 ** 31 - 1), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 120 }), fc.nat(120), (given, crossesAt) => {
      let rows = noRows();
      const numbers = new Map<string, number>();
      given.forEach((words, i) => {
        if (i === crossesAt) rows = structuredClone(rows);
        const key = words.join();
        const isNew = !numbers.has(key);
        if (isNew) numbers.set(key, numbers.size);
        const from = Int32Array.from([7, ...words]);
        if (i % 2 === 0) expect(addRow(rows, from, 1, from.length)).toBe(isNew);
        else expect(rowOf(rows, from, 1, from.length)).toBe(numbers.get(key));
      });
      const all = Array.from({ length: rows.count }, (_, i) => rows.words.slice(startOf(rows, i), rows.ends[i]).join());
      expect(all).toEqual([...numbers.keys()]);
    }),
  );
});

test('lists of an older checkpoint go on as words', () => {
  const before = [5n, -(2n ** 70n), 5n];
  const type = parseType('DECIMAL(38,0)');
  expect(keptValues(before, type).scalars).toEqual(before);
  expect(keptValues(integersOf(before, 4), type).scalars).toEqual(before);
  const rows = integerRowsOf(before, 4);
  expect(rows.count).toBe(2);
  expect(rowOf(rows, wordsOf(-(2n ** 70n)), 0, 4)).toBe(1);
});

test('texts counted once beside other aggregates are those of a set, a group at a time', async () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.option(text), fc.option(text)), { maxLength: 60 });
  const aggregates = ['count(DISTINCT a) AS a', 'count(DISTINCT b) AS b', 'max(DISTINCT a) AS most', 'count(1) AS n'];
  await fc.assert(
    fc.asyncProperty(rows, async (values) => {
      const given = await session
        .createDataFrame(values, 'k INT, a STRING, b STRING')
        .selectExpr('k', 'a', 'concat(b, a) AS b')
        .groupBy('k')
        .agg(...aggregates.map((text) => expr(text)))
        .orderBy('k')
        .collect();
      const wanted = [...new Set(values.map(([k]) => k))].sort().map((k) => {
        const group = values.filter((row) => row[0] === k);
        const a = new Set(group.flatMap(([, one]) => one ?? []));
        const b = new Set(group.flatMap(([, one, two]) => (one === null || two === null ? [] : [two + one])));
        const most = [...a].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y))).at(-1) ?? null;
        return { k, a: a.size, b: b.size, most, n: group.length };
      });
      expect(given).toEqual(wanted);
    }),
  );
});

const VALUES: Readonly<Record<string, readonly string[]>> = {
  BIGINT: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808', '4294967296'],
  'DECIMAL(12,2)': ['0.00', '1.25', '-1.25', '9999999999.99'],
  'DECIMAL(38,3)': ['0.000', '-1.000', '12345678901234567890123456789012345.678'],
  TIMESTAMP: ["TIMESTAMP '1969-12-31 23:59:59.999999'", "TIMESTAMP '2024-02-29 12:00:00'"],
  'INTERVAL DAY TO SECOND': ["INTERVAL '1 00:00:00.000001' DAY TO SECOND", "INTERVAL '-3' DAY"],
  DOUBLE: ["DOUBLE('NaN')", '0D', '-0D', '1.5D'],
  FLOAT: ["FLOAT('NaN')", 'FLOAT(0)', 'FLOAT(1.1)'],
  INT: ['0', '-2147483648', '7'],
  BOOLEAN: ['true', 'false'],
  STRING: ["''", "'a'", "'abcde'", "'é'", "'日本'"],
  BINARY: ["X''", "X'00'", "X'0000000000'"],
  'ARRAY<BIGINT>': ['array(1L, 2L)', 'array(1L)', 'array()'],
};

describe.each(Object.entries(VALUES))('values of %s that come several times', (type, values) => {
  const rows = [...values, 'NULL', ...values, ...Array<string>(3).fill(values[0]!)].map(
    (value) => `CAST(${value} AS ${type})`,
  );
  const over = (...aggregates: string[]): Promise<object[]> =>
    session
      .range(1)
      .selectExpr(`explode(array(${rows.join(', ')})) AS x`)
      .selectExpr(...aggregates)
      .collect();
  const different = type === 'DOUBLE' ? values.length - 1 : values.length;

  test('are counted once, alone and beside others', async () => {
    const [counts] = await over(
      'count(DISTINCT x) AS one',
      'count(DISTINCT x, length(string(x)) > 99) AS two',
      'count(x) AS all',
    );
    expect(counts).toEqual({ one: different, two: different, all: 2 * values.length + 3 });
  });

  test('are kept in their order, all or each once', async () => {
    const [lists] = await over(
      'collect_list(x) = filter(array_agg(x), y -> true) AS same',
      'size(collect_list(x)) AS n',
      'array_distinct(collect_list(x)) = collect_set(x) AS set',
      'array_distinct(array_agg(x)) = collect_list(DISTINCT x) AS once',
    );
    expect(lists).toEqual({ same: true, n: 2 * values.length + 3, set: true, once: true });
  });

  test('the one that comes most often is found', async () => {
    const [most] = await over(`mode(x) = ${rows[0]} AS found`);
    expect(most).toEqual({ found: true });
  });
});
