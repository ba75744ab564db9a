import { test } from 'vitest';
import { add, check, testStream } from '../../../stream/test-stream.ts';
import { inlineSession } from '../../../stream/inline-session.ts';
import { does, onASession, refuses, type Start } from '../operator-cases.ts';

onASession();

/** Countries, some twice, and NULL. */
const left = ({ orders }: Start) => orders.select('country').union(orders.select('country').filter("country = 'PT'"));
const right = ({ session }: Start, ...countries: (string | null)[]) =>
  session.createDataFrame(countries.map((country) => ({ country })), 'country STRING'); // prettier-ignore
const numbers = ({ session }: Start, type: string, ...values: unknown[]) =>
  session.createDataFrame(values.map((n) => ({ n })), `n ${type}`); // prettier-ignore

does({
  'intersect: rows of both, each once; NULL equals NULL': {
    query: (start) => left(start).intersect(right(start, 'PT', 'PT', 'FR', null)),
    rows: [['PT'], [null]],
    plan: /Aggregate[\s\S]*Union/,
  },
  'intersectAll: as often as in both': {
    query: (start) => left(start).intersectAll(right(start, 'PT', 'PT', 'FR', 'ES')),
    rows: [['PT'], ['PT'], ['ES']],
  },
  'subtract: rows of the left alone, each once': {
    query: (start) => left(start).subtract(right(start, 'ES', 'FR')),
    rows: [['PT'], [null]],
  },
  'subtract: NULL goes by NULL': {
    query: (start) => left(start).subtract(right(start, null, 'PT')),
    rows: [['ES']],
  },
  'exceptAll: as often as there are more on the left': {
    query: (start) => left(start).exceptAll(right(start, 'PT', null, null)),
    rows: [['PT'], ['PT'], ['PT'], ['ES']],
  },
  'several columns, matched by position': {
    query: ({ orders }) => orders.select('id', 'amount').intersect(orders.selectExpr('id AS x', 'id + 4 AS y')),
    rows: [[1, 5]],
  },
  'types are those that hold both sides': {
    query: (start) => numbers(start, 'INT', 1, 2).intersect(numbers(start, 'DOUBLE', 2, 3.5)),
    rows: [[2]],
  },
  '0.0 equals -0.0, NaN equals NaN': {
    query: (start) => numbers(start, 'DOUBLE', -0, NaN, 1).subtract(numbers(start, 'DOUBLE', 0, NaN)),
    rows: [[1]],
  },
  'of itself nothing is left': { query: (start) => left(start).exceptAll(left(start)), rows: [] },
  'one within another': {
    query: (start) => left(start).subtract(right(start, 'PT', 'ES').subtract(right(start, 'ES'))),
    rows: [['ES'], [null]],
  },
  'is a SetOperation to Spark Connect': {
    query: ({ orders }) => orders.exceptAll(orders),
    message: { setOp: { setOpType: 'SET_OP_TYPE_EXCEPT', isAll: true, byName: false } },
  },
});

refuses({
  'sides of different width': {
    query: ({ orders }) => orders.intersect(orders.select('id')),
    condition: 'NUM_COLUMNS_MISMATCH',
  },
  'a map, by which rows cannot be compared': {
    query: ({ orders }) => orders.selectExpr('map(id, 1) AS m').subtract(orders.selectExpr('map(id, 1) AS m')),
    condition: 'UNSUPPORTED_FEATURE.SET_OPERATION_ON_MAP_TYPE',
  },
  'two streams in intersect': {
    query: ({ orders }) => orders.intersect(orders),
    mode: 'update',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'a stream that is subtracted': {
    query: ({ orders, session }) => session.createDataFrame([{ id: 1 }], 'id INT').subtract(orders.select('id')),
    mode: 'update',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'complete mode, as it is no aggregation to Spark': {
    query: (start) => start.orders.select('country').subtract(right(start, 'PT')),
    mode: 'complete',
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
  },
});

test('rows of a stream are looked for among those at hand, NULL too, and each comes once', async () => {
  const { session } = await inlineSession();
  const input = session.memoryStream('input', 'k STRING, n INT, l ARRAY<INT>');
  const known = session.createDataFrame(
    [
      { k: 'a', n: null, l: [1] },
      { k: null, n: 1, l: null },
    ],
    'k STRING, n INT, l ARRAY<INT>',
  );
  await testStream(
    input.toDF().subtract(known),
    'update',
    add(input, ['a', null, [1]], ['a', null, [2]], ['a', 0, [1]], [null, 1, null], ['', 1, null]),
    check([['a', null, [2]], ['a', 0, [1]], ['', 1, null]]), // prettier-ignore
    add(input, ['a', 0, [1]], ['', 2, null]),
    check([['', 2, null], ['a', 0, [1]]]), // prettier-ignore
  );
  const other = session.memoryStream('other', 'k STRING, n INT, l ARRAY<INT>');
  await testStream(
    other.toDF().intersect(known),
    'update',
    add(other, ['a', null, [1]], ['a', null, [1]], [null, 1, null], ['b', 1, null]),
    check([['a', null, [1]], [null, 1, null]]), // prettier-ignore
  );
  await session.stop();
});
