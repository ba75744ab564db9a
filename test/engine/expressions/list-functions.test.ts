import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowStage } from '../../../engine/codegen/row-stage.ts';
import { concatBatches } from '../../../engine/columnar/concat.ts';
import { internBatch } from '../../../engine/columnar/intern-batch.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { sliceBatch } from '../../../engine/columnar/take.ts';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { scalarAt, type RecordBatch, type Scalar } from '../../../engine/columnar/vector.ts';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { freshColumnId, type Attribute, type TypedExpression } from '../../../engine/expressions/typed.ts';
import { engineError } from '../../../engine/types/errors.ts';
import { struct } from '../../../engine/types/data-type.ts';
import { bound, columnsOf } from './sql-value.ts';

const short = fc.constantFrom(
  '',
  'a',
  'b',
  'é',
  '漢字',
  'a text that is longer than forty-eight bytes, so it is copied',
);
const few = fc.integer({ min: -2, max: 3 });
const long = fc.oneof(few.map(BigInt), fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n));
/** Elements of arrays, few of which differ. */
const ITEMS: Readonly<Record<string, fc.Arbitrary<Scalar>>> = {
  INT: few,
  BIGINT: long,
  DOUBLE: fc.constantFrom(0, -0, NaN, 1.5, Infinity),
  BOOLEAN: fc.boolean(),
  STRING: short,
  BINARY: fc.uint8Array({ maxLength: 2 }),
  'DECIMAL(20,2)': long,
  'DECIMAL(10,2)': few.map(BigInt),
  'STRUCT<p: INT, q: STRING>': fc.tuple(fc.option(few), fc.option(short)),
  'ARRAY<INT>': fc.array(fc.option(few), { maxLength: 2 }),
};

/** Of arrays a and b, an element x, a number n. */
const OF_ARRAYS = [
  'size(a)', 'array_size(a)', 'cardinality(a)', 'array_contains(a, x)', 'array_position(a, x)', 'array_max(a)', 'array_min(a)',
  'element_at(a, n)', 'try_element_at(a, n)', 'try_element_at(a, -2)', 'try_element_at(a, 2)', 'get(a, n)', 'a[n]', 'a[0]',
  'array_remove(a, x)', 'array_append(a, x)', 'array_prepend(a, x)', 'array_insert(a, n, x)', 'array_insert(a, -4, x)',
  'array_insert(a, 4, x)', 'array_compact(a)', 'array_repeat(x, n)', 'array_repeat(a, 2)', 'slice(a, n, 2)', 'slice(a, -2, 2)', 'reverse(a)',
  'concat(a, b)', 'concat(a, b, a)', 'flatten(array(a, b))', 'flatten(array_repeat(a, 2))', 'array_distinct(a)', 'array_union(a, b)', 'array_intersect(a, b)',
  'array_except(a, b)', 'arrays_overlap(a, b)', 'sort_array(a)', 'sort_array(a, false)', 'array_sort(a)', 'arrays_zip(a, b)',
  'arrays_zip(array(x), b)', 'transform(a, v -> v)', 'transform(a, (v, i) -> struct(i, v))', 'transform(a, v -> array(v, x))',
  'filter(a, v -> v IS NOT NULL)', 'filter(a, (v, i) -> i < n)', 'exists(a, v -> v = x)', 'forall(a, v -> v = x)',
  'aggregate(a, 0, (s, v) -> s + size(array_compact(array(v))))', 'aggregate(a, array(x), (s, v) -> array_append(s, v))', 'aggregate(a, x, (s, v) -> coalesce(v, s), s -> array(s, s))',
  'zip_with(a, b, (p, q) -> coalesce(p, q))', 'zip_with(array(x), b, (p, q) -> struct(q, p))', 'array(x, x)', 'array(a, b, array(x))',
  'size(filter(array_append(a, x), v -> v IS NOT NULL))', 'array_max(concat(a, array(x)))', 'element_at(array_union(a, b), 1)',
  'transform(arrays_zip(a, b), s -> s.a)', 'arrays_zip(a, b).b', 'array_contains(transform(a, v -> v), x)', 'coalesce(a, b)', 'if(n > 0, a, b)',
  'CASE WHEN n > 1 THEN reverse(a) ELSE array(x) END', 'named_struct(\'l\', a, \'m\', reverse(b))', 'array_sort(array_distinct(concat(a, b)))', 'sequence(1, n)',
  'size(sequence(n, 20, 3))', 'transform(sequence(n, 3), i -> get(a, i))',
  'size(array_union(transform(a, v -> struct(v)), transform(b, v -> struct(v))))',
  'exists(array_repeat(a, 2), l -> array_contains(l, x))', 'aggregate(array(a, b), 0, (s, l) -> s + size(l))',
  'map_from_arrays(array(n, n + 1), array(x, x))', "map('k', x, 'l', get(a, 0))['l']", 'array_sort(a, (l, r) -> 0)',
  'map_from_entries(transform(sequence(1, 2), i -> struct(i, x)))', 'transform_keys(map(1, x), (k, v) -> k + n)',
]; // prettier-ignore

/** Of maps m and o, a key x, a number n. */
const OF_MAPS = [
  'size(m)', 'map_keys(m)', 'map_values(m)', 'map_entries(m)', 'm[x]', 'element_at(m, x)', 'try_element_at(m, x)', 'map_contains_key(m, x)',
  'map_concat(m, o)', 'map_concat(m)', 'map_filter(m, (k, v) -> v > n)', 'transform_values(m, (k, v) -> struct(k, v))',
  'transform_keys(m, (k, v) -> struct(k))', 'transform_keys(m, (k, v) -> 1)', 'map_zip_with(m, o, (k, v, w) -> struct(k, v, w))', 'map_from_arrays(map_keys(m), map_values(m))',
  'map_from_entries(map_entries(m))', 'map(x, n)', 'map(x, n, x, n)', 'map(x, m)', 'map_filter(map_concat(m, o), (k, v) -> true)[x]',
  'coalesce(m, o)', 'array(m, o)', 'array(m, o)[0][x]', 'size(map_keys(map_filter(m, (k, v) -> v IS NULL)))', 'exists(map_values(m), v -> v = n)',
]; // prettier-ignore

/** The results of some rows or the error's condition, whichever comes. */
function attempt(run: () => readonly Scalar[]): readonly Scalar[] | string {
  try {
    return run();
  } catch (error) {
    return engineError(error).condition;
  }
}

/** The expression over batches that one generated function reads. */
function overColumns(e: TypedExpression, columns: readonly Attribute[], batches: readonly RecordBatch[]): Scalar[] {
  const attribute: Attribute = { id: freshColumnId(), name: 'r', type: e.type, nullable: true };
  const stage = new RowStage(columns, [{ step: 'project', columns: [{ attribute, expression: e }] }], [attribute]);
  const interner = new Interner(16);
  const runtime = { nowMicros: 0n, random: () => 0.5, interner, lateMicros: 0, watermarks: [], farMicros: Infinity };
  const made = batches.map((batch) => stage.run(batch, runtime));
  const { columns: all, length } = concatBatches(made, struct([attribute]));
  return Array.from({ length }, (_, row) => scalarAt(all[0]!, row));
}

/** Rows between others, so that their items do not begin with the first. */
function sliced(schema: Parameters<typeof batchOf>[0], rows: readonly (readonly Scalar[])[]): RecordBatch {
  const others = rows.toReversed();
  return sliceBatch(batchOf(schema, [...others, ...rows, ...others]), others.length, others.length + rows.length);
}

function sameOverAll(sql: string, ddl: string, rows: fc.Arbitrary<Scalar[]>): void {
  const columns = columnsOf(ddl);
  const e = attemptBind(sql, columns);
  if (e === null) return;
  const schema = struct(columns);
  const ofScalars = compileExpression(e, columns);
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 6 }), (given) => {
      const expected = attempt(() => given.map((row) => ofScalars(row)));
      const interner = new Interner(16);
      const forms = [[batchOf(schema, given)], [sliced(schema, given)], [internBatch(batchOf(schema, given), interner)], given.map((row) => batchOf(schema, [row]))]; // prettier-ignore
      for (const batches of forms) expect(attempt(() => overColumns(e, columns, batches))).toEqual(expected);
    }),
    { numRuns: 6 },
  );
}

/** Null where Spark has no such function of these types. */
function attemptBind(sql: string, columns: readonly Attribute[]): TypedExpression | null {
  try {
    return bound(sql, columns);
  } catch (error) {
    if (engineError(error).condition.startsWith('DATATYPE_MISMATCH')) return null;
    throw error;
  }
}

describe.each(Object.entries(ITEMS))('functions over columns of ARRAY<%s> give what they give over scalars', (type, item) => {
  const list = fc.option(
    fc.oneof({ weight: 4, arbitrary: fc.array(fc.option(item), { maxLength: 4 }) }, { weight: 1, arbitrary: fc.array(item, { minLength: 17, maxLength: 25 }) }),
  );
  const rows = fc.tuple(list, list, fc.option(item), fc.option(few)).map((row): Scalar[] => row);
  test.each(OF_ARRAYS)('%s', (sql) => {
    sameOverAll(sql, `a ARRAY<${type}>, b ARRAY<${type}>, x ${type}, n INT`, rows);
  });
}); // prettier-ignore

const KEYS = ['INT', 'BIGINT', 'DOUBLE', 'STRING', 'STRUCT<p: INT, q: STRING>'] as const;
describe.each(KEYS)('functions over columns of MAP<%s, INT> give what they give over scalars', (type) => {
  const key = ITEMS[type]!;
  const shown = (k: Scalar): string => JSON.stringify(k, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : Object.is(v, NaN) ? 'NaN' : v)); // prettier-ignore
  const map = fc.option(
    fc.uniqueArray(fc.tuple(key, fc.option(few)), { maxLength: 4, selector: ([k]) => shown(k) }).map((entries) => entries.map((entry) => [...entry])),
  ); // prettier-ignore
  const rows = fc.tuple(map, map, fc.option(key), fc.option(few)).map((row): Scalar[] => row);
  test.each(OF_MAPS)('%s', (sql) => {
    sameOverAll(sql, `m MAP<${type}, INT>, o MAP<${type}, INT>, x ${type}, n INT`, rows);
  });
});
