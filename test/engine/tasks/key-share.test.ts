import { expect, test } from 'vitest';
import { CodeContext } from '../../../engine/codegen/code-context.ts';
import { generateExpression } from '../../../engine/codegen/generate-expression.ts';
import type { Attribute } from '../../../engine/expressions/typed.ts';
import type { FilterPlan } from '../../../engine/operators/filter/plan.ts';
import { hashCode, keyCodes } from '../../../engine/operators/key-columns.ts';
import type { LocalPlan } from '../../../engine/operators/local/plan.ts';
import { keyShare } from '../../../engine/tasks/key-share.ts';
import { DOUBLE, INTEGER, type DataType } from '../../../engine/types/data-type.ts';

const attributes = (types: readonly DataType[]): Attribute[] =>
  types.map((type, i) => ({ id: i + 1, name: `k${i}`, type, nullable: false }));

/** Whether a row of keys falls to a share, and the hash under which a table looks for it. */
function shareOf(keys: readonly Attribute[], share: number, of: number): (row: readonly number[]) => [boolean, number] {
  const g = new CodeContext(generateExpression);
  const rows: LocalPlan = { node: 'local', batches: [], output: keys, streaming: false };
  keys.forEach(({ id }, i) => g.define(id, { code: '', isNull: 'false', value: `R[${i}]` }));
  const falls = g.expression((keyShare(rows, keys, share, of) as FilterPlan).condition);
  const parts = keys.flatMap((key) => keyCodes(g, key, g.columnOf(key.id)!));
  const hash = hashCode(g, 'hash', parts);
  const body = [falls.code, ...parts.map((part) => part.code), hash].join('\n');
  const source = `${g.prologueText()}\nreturn (R) => {\n${body}\nreturn [${falls.value}, hash];\n};`;
  return new Function('K', source)(g.constants) as (row: readonly number[]) => [boolean, number];
}

const KEYS: Readonly<Record<string, readonly [readonly DataType[], (i: number) => number[]]>> = {
  'a number': [[INTEGER], (i) => [i]],
  'numbers far apart': [[INTEGER], (i) => [i * 4096]],
  'two numbers': [[INTEGER, INTEGER], (i) => [i % 317, Math.floor(i / 317)]],
  'a double': [[DOUBLE], (i) => [i / 8]],
};
const COUNT = 200_000;
const SLOTS = 1 << 18;

/** How many places of a table some hashes take, beside random ones. */
const spreadOf = (hashes: readonly number[]): number =>
  new Set(hashes.map((hash) => hash & (SLOTS - 1))).size / (SLOTS * -Math.expm1(-hashes.length / SLOTS));

test.each(Object.entries(KEYS).flatMap(([name, [types, row]]) => [2, 3, 4].map((of) => ({ name, types, row, of }))))(
  '$name falls to one of $of shares, which are alike and crowd no part of a table',
  ({ types, row, of }) => {
    const rows = Array.from({ length: COUNT }, (_, i) => row(i));
    const hashesOf = (share: number, shares: number): number[] => {
      const falls = shareOf(attributes(types), share, shares);
      return rows.map(falls).flatMap(([mine, hash]) => (mine ? [hash] : []));
    };
    const whole = spreadOf(hashesOf(0, 1));
    const shares = Array.from({ length: of }, (_, share) => hashesOf(share, of));
    expect(shares.reduce((n, hashes) => n + hashes.length, 0)).toBe(COUNT);
    for (const hashes of shares) {
      expect(hashes.length / (COUNT / of)).toBeGreaterThan(0.8);
      expect(spreadOf(hashes) / whole).toBeGreaterThan(0.8);
    }
  },
);
