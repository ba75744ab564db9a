import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { col, expr, lit, type Column } from '../../../index.ts';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
let rows: DataFrame;
beforeAll(async () => {
  inline = await inlineSession();
  const values = [null, -7, 0, 2, 3];
  const texts = [null, '', 'stream', 'Str%am'];
  const all = values.flatMap((a) =>
    values.flatMap((b) => texts.map((s) => ({ a, b, s, x: a === 0 ? NaN : a, p: a === null ? null : a > 0, q: b === null ? null : b > 0 }))),
  ); // prettier-ignore
  rows = inline.session.createDataFrame(all, 'a INT, b INT, s STRING, x DOUBLE, p BOOLEAN, q BOOLEAN');
});
afterAll(() => inline.session.stop());

const [a, b, s, x, p, q] = ['a', 'b', 's', 'x', 'p', 'q'].map((name) => col(name)) as [
  Column,
  Column,
  Column,
  Column,
  Column,
  Column,
];

/** A method, and what it is in SQL: the same values for all rows, nulls among them, and the same name. */
describe('a method of a column is the operator that SQL writes', () => {
  test.each<[sql: string, column: () => Column]>([
    ['a + b', () => a.plus(b)],
    ['a + 1', () => a.plus(1)],
    ['a - b', () => a.minus(b)],
    ['a * b', () => a.multiply(b)],
    ['a / 4', () => a.divide(4)],
    ['a % 3', () => a.mod(3)],
    ['a = b', () => a.equalTo(b)],
    ['a != b', () => a.notEqual(b)],
    ['a <=> b', () => a.eqNullSafe(b)],
    ['a <=> NULL', () => a.eqNullSafe(null)],
    ['a < b', () => a.lt(b)],
    ['a <= b', () => a.leq(b)],
    ['a > b', () => a.gt(b)],
    ['a >= b', () => a.geq(b)],
    ['p AND q', () => p.and(q)],
    ['p OR q', () => p.or(q)],
    ['NOT p', () => p.not()],
    ['negative(a)', () => a.negate()],
    ['a IS NULL', () => a.isNull()],
    ['a IS NOT NULL', () => a.isNotNull()],
    ['isnan(x)', () => x.isNaN()],
    ['a >= 0 AND a <= b', () => a.between(0, b)],
    ['a IN (2, -7)', () => a.isin(2, -7)],
    ['a IN (2, -7)', () => a.isin([2, -7])],
    ['a IN (b, 3)', () => a.isin(b, 3)],
    ['a IN (2, NULL)', () => a.isin(2, null)],
    ["s LIKE 's%m'", () => s.like('s%m')],
    ["s ILIKE 'S%M'", () => s.ilike('S%M')],
    ["s LIKE 'Str\\\\%am'", () => s.like('Str\\%am')],
    ["RLIKE(s, '^s.*m$')", () => s.rlike('^s.*m$')],
    ["contains(s, '%')", () => s.contains('%')],
    ["startswith(s, 'St')", () => s.startsWith('St')],
    ["endswith(s, 'am')", () => s.endsWith('am')],
    ['substr(s, 2, 3)', () => s.substr(2, 3)],
    ['substr(s, a, b)', () => s.substr(a, b)],
    ['a & b', () => a.bitwiseAND(b)],
    ['a | b', () => a.bitwiseOR(b)],
    ['a ^ 3', () => a.bitwiseXOR(3)],
    ['a + b * 2', () => a.plus(b.multiply(2))],
    ['(a + b) * 2', () => a.plus(b).multiply(lit(2))],
  ])('%s', async (sql, column) => {
    const [ours, theirs] = await Promise.all([rows.select(column()), rows.select(expr(sql))]);
    const values = async (df: DataFrame): Promise<unknown[]> =>
      (await df.collect()).map((row) => Object.values(row)[0]);
    expect(await values(ours)).toEqual(await values(theirs));
    const [shown, wanted] = [await ours.schema(), await theirs.schema()];
    expect(shown.fields[0]!.name).toBe(wanted.fields[0]!.name);
    expect(shown.fields[0]!.nullable).toBe(wanted.fields[0]!.nullable);
  });
});

test('no value at all is in an empty list', async () => {
  const found = await rows.filter(a.isin()).collect();
  expect(found).toEqual([]);
});
