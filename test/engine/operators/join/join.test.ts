import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyBatch } from '../../../../engine/columnar/empty-batch.ts';
import { Interner } from '../../../../engine/columnar/interner.ts';
import { scalarRows, type RecordBatch, type Scalar } from '../../../../engine/columnar/vector.ts';
import { TextBlock } from '../../../../engine/columnar/text-block.ts';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import { internBatch } from '../../../../engine/columnar/intern-batch.ts';
import { reference, type TypedExpression } from '../../../../engine/expressions/typed.ts';
import { HashJoin } from '../../../../engine/operators/join/join.ts';
import type { JoinType } from '../../../../engine/operators/join/plan.ts';
import { BOOLEAN, INTEGER } from '../../../../engine/types/data-type.ts';
import { equalScalars } from '../../../../engine/types/compare.ts';
import { KEYS, type KeyValues } from '../key-values.ts';
import { schemaOf } from '../schema-of.ts';
import { columnOf, stageRuntime } from '../stage-runtime.ts';

type Row = readonly Scalar[];
const TYPES: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti'];

interface Case {
  readonly keys: readonly KeyValues[];
  readonly left: readonly Row[];
  readonly right: readonly Row[];
  readonly type: JoinType;
  readonly buildRight: boolean;
  /** A condition besides: the flag of the left row. */
  readonly flagged: boolean;
  /** Whether the texts of one side lie in the query's interner. */
  readonly interned: boolean;
  readonly block: number;
}

/** What a loop in a loop finds; a row is its keys, a flag and its number. */
function plainly({ keys, left, right, type, flagged }: Case): Set<string> {
  const same = keys.map((key) => equalScalars(key.type));
  const matches = (l: Row, r: Row): boolean =>
    (!flagged || l[keys.length] === true) &&
    same.every((equal, k) => l[k] !== null && r[k] !== null && equal(l[k], r[k]));
  const found = new Set<string>();
  const number = (row: Row): unknown => row.at(-1);
  for (const l of left) {
    const partners = right.filter((r) => matches(l, r));
    if (type === 'semi' || type === 'anti') {
      if (partners.length > 0 === (type === 'semi')) found.add(`${number(l)}`);
      continue;
    }
    for (const r of partners) found.add(`${number(l)}-${number(r)}`);
    if (partners.length === 0 && (type === 'left' || type === 'full')) found.add(`${number(l)}-null`);
  }
  if (type === 'right' || type === 'full') {
    for (const r of right) if (!left.some((l) => matches(l, r))) found.add(`null-${number(r)}`);
  }
  return found;
}

function joined({ keys, left, right, type, buildRight, flagged, interned, block }: Case): string[] {
  const columns = [...keys.map((key) => key.type), BOOLEAN, INTEGER];
  const [l, r] = [columns.map(columnOf), columns.map(columnOf)];
  const condition: TypedExpression | null = flagged ? reference(l[keys.length]!) : null;
  const half = type === 'semi' || type === 'anti';
  const spec = {
    type,
    left: l,
    right: r,
    equal: keys.map((_, k) => ({ left: l[k]!, right: r[k]! })),
    condition,
    output: half ? l : [...l, ...r],
    origin: undefined,
  };
  const join = new HashJoin(spec, buildRight);
  const interner = new Interner();
  const runtime = stageRuntime(interner);
  const schema = schemaOf(columns);
  const [built, passing] = buildRight ? [right, left] : [left, right];
  const atHand = batchOf(schema, built);
  join.open(interned ? internBatch(atHand, interner) : atHand, runtime);
  const batches: RecordBatch[] = [];
  for (let at = 0; at < passing.length; at += block) {
    batches.push(...join.probe(batchOf(schema, passing.slice(at, at + block)), runtime));
  }
  const rest = join.rest(emptyBatch(buildRight ? l : r));
  const rows = [...batches, ...(rest === null ? [] : [rest])].flatMap((batch) => [...scalarRows(batch)]);
  const width = columns.length;
  return rows.map((row) => (half ? `${row[width - 1]}` : `${row[width - 1]}-${row[2 * width - 1]}`));
}

const side = (keys: readonly KeyValues[]): fc.Arbitrary<Row[]> =>
  fc
    .array(fc.tuple(...keys.map((key) => key.values), fc.boolean()), { maxLength: 25 })
    .map((rows) => rows.map((row, i) => [...row, i]));

const caseOf = (keys: readonly KeyValues[]): fc.Arbitrary<Case> =>
  fc.record({
    keys: fc.constant(keys),
    left: side(keys),
    right: side(keys),
    type: fc.constantFrom(...TYPES),
    buildRight: fc.boolean(),
    flagged: fc.boolean(),
    interned: fc.boolean(),
    block: fc.integer({ min: 1, max: 30 }),
  });

// Of a half join the left side passes by.
const possible = (given: Case): Case =>
  given.type === 'semi' || given.type === 'anti' ? { ...given, buildRight: true } : given;

function check(given: Case): void {
  const one = possible(given);
  const rows = joined(one);
  expect(new Set(rows)).toEqual(plainly(one));
  expect(rows.length).toBe(new Set(rows).size);
}

test.each([...KEYS])('a join on %s finds what a loop in a loop finds', (_, key) => {
  fc.assert(fc.property(caseOf([key]), check), { numRuns: 100 });
});

test('a join on several keys finds what a loop in a loop finds', () => {
  const several = fc.uniqueArray(fc.constantFrom(...KEYS.values()), { minLength: 2, maxLength: 3 }).chain(caseOf);
  fc.assert(fc.property(several, check), { numRuns: 150 });
});

test('a join on no key is every pair for which the condition holds', () => {
  fc.assert(fc.property(caseOf([]), check), { numRuns: 60 });
});

test('passing rows keep their order, and so do the rows that each finds', () => {
  const key = KEYS.get('INT')!;
  const rows = Array.from({ length: 30 }, (_, i): Row => [i % 3, true, i]);
  const one: Case = {
    keys: [key],
    left: rows,
    right: rows,
    type: 'left',
    buildRight: true,
    flagged: false,
    interned: false,
    block: 7,
  };
  const expected = rows.flatMap((l) => rows.filter((r) => r[0] === l[0]).map((r) => `${l[2]}-${r[2]}`));
  expect(joined(one)).toEqual(expected);
});

test('a text that was not at hand is found once it is', () => {
  const text = columnOf(KEYS.get('STRING')!.type);
  const other = columnOf(text.type);
  const spec = { type: 'inner' as const, left: [text], right: [other], equal: [{ left: text, right: other }] };
  const join = new HashJoin({ ...spec, condition: null, output: [text, other], origin: undefined }, true);
  const runtime = stageRuntime();
  const schema = schemaOf([text.type]);
  const bytes = new TextEncoder().encode('later');
  const texts = TextBlock.ofOffsets(bytes, Int32Array.of(0, bytes.length), true);
  const passing: RecordBatch = {
    schema,
    length: 2,
    columns: [{ layout: 'string', valid: null, data: Int32Array.of(0, 0), texts }],
  };
  join.open(batchOf(schema, [['now']]), runtime);
  expect([...join.probe(passing, runtime)].flatMap((batch) => [...scalarRows(batch)])).toEqual([]);
  join.open(batchOf(schema, [['now'], ['later']]), runtime);
  expect([...join.probe(passing, runtime)].flatMap((batch) => [...scalarRows(batch)])).toEqual([
    ['later', 'later'],
    ['later', 'later'],
  ]);
});

test('a text that only the passing side has is not put into the interner', () => {
  const text = columnOf(KEYS.get('STRING')!.type);
  const other = columnOf(text.type);
  const spec = { type: 'inner' as const, left: [text], right: [other], equal: [{ left: text, right: other }] };
  const join = new HashJoin({ ...spec, condition: null, output: [text, other], origin: undefined }, true);
  const interner = new Interner();
  const runtime = stageRuntime(interner);
  const schema = schemaOf([text.type]);
  join.open(batchOf(schema, [['here']]), runtime);
  const [out] = join.probe(batchOf(schema, [['elsewhere'], ['here']]), runtime);
  expect([...scalarRows(out!)]).toEqual([['here', 'here']]);
  expect(interner.size).toBe(1);
});
