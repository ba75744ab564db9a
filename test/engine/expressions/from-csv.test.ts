import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { csvRowReader } from '../../../engine/formats/csv/read-csv.ts';
import { TextOptions } from '../../../engine/formats/text-options.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { bound, columnsOf, conditionOf } from './sql-value.ts';

/** Plain records are read from their bytes; here each is asked for what the reader of texts gives. */
const DDL =
  'a STRING, i INT, l BIGINT, d DOUBLE, b BOOLEAN, y TINYINT, h SMALLINT, f FLOAT, m DECIMAL(10,2), t DATE, ' +
  'w TIMESTAMP, n TIMESTAMP_NTZ, x BINARY, z STRING, v DECIMAL(30,3)';
const SCHEMA = parseSchema(DDL);
const COLUMNS = columnsOf('s string');
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('', 'a', 'ção', 'say ""hi""', '"q,1"', '"', ' b ', '#c', 'NA', '🎉', '\n', '\ufeffa', 'a\\,b', '"a\\"b"', '|'),
  )
  .map((s) => Buffer.from(s).toString()); // prettier-ignore
const number = fc.oneof(
  fc.integer().map(String),
  fc.integer({ min: -200, max: 200 }).map(String),
  fc.double().map(String),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
  fc.constantFrom('', '-', '+1', '007', '-0', '1.', '.5', '1e3', '1.5d', ' 2', 'NaN', 'Inf', '999999999', '1234567890', '0.1', '123456789012345.6', 'NA'),
); // prettier-ignore
const whole = fc.integer({ min: -100, max: 100 }).map(String);
const time = fc.constantFrom(
  '2024-02-29',
  '2024-02-29T12:34:56.789Z',
  '2024-02-29 01:02:03',
  '2024-13-01',
  'x',
  '',
  'NA',
);
const fitting = fc.tuple(text, whole, number, number, fc.constantFrom('true', 'FALSE', 'x', ''), whole, whole, number, number, time, time, time, text, text, number); // prettier-ignore
const line = fc.oneof(
  fitting.map((values) => values.join(',')),
  fitting.map((values) => values.join('|')),
  fc.array(fc.oneof(text, number), { maxLength: 16 }).map((values) => values.join(',')),
  text,
);

const OPTIONS: readonly Record<string, string>[] = [
  {},
  { sep: '|', nullValue: 'NA' },
  { comment: '#', emptyValue: 'empty', quote: '' },
  { ignoreLeadingWhiteSpace: 'true' },
  { nullValue: 'é', quote: '|' },
  { sep: ',,', maxCharsPerColumn: '1000' },
  { dateFormat: 'yyyy-MM-dd', timestampFormat: 'yyyy-MM-dd HH:mm:ss' },
];

test.each(['UTC', 'America/St_Johns'].flatMap((zone) => OPTIONS.map((options) => [zone, options] as const)))(
  'in %s with %o',
  (zone, options) => {
    const map = Object.entries(options).flatMap((pair) => pair.map((s) => `'${s}'`));
    const given = map.length === 0 ? '' : `, map(${map.join(', ')})`;
    const call = `from_csv(s, '${DDL}'${given})`;
    const run = compileExpression(bound(call, COLUMNS, zone), COLUMNS);
    const fields = SCHEMA.fields.map(({ name }) => compileExpression(bound(`${call}.${name}`, COLUMNS, zone), COLUMNS));
    const read = csvRowReader(SCHEMA, new TextOptions(Object.entries(options)), zone);
    const nulls = SCHEMA.fields.map(() => null);
    fc.assert(
      fc.property(line, (s) => {
        const comment = options['comment'] !== undefined && s.startsWith(options['comment']);
        const wanted = comment ? nulls : read(s).row;
        expect(run([s])).toEqual(wanted);
        expect(fields.map((field) => field([s]))).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
    expect(run([null])).toBeNull();
  },
);

test.each([
  ["from_csv('1,é', 'a INT, b STRING')", [1, 'é']],
  ["from_csv(CAST(x'312cff' AS STRING), 'a INT, b STRING')", [1, '\ufffd']],
  ["from_csv('-0,-0,-0', 'a INT, b BIGINT, c DOUBLE')", [0, 0n, -0]],
  ["from_csv('', 'a INT, b STRING')", [null, null]],
  ["from_csv('x,1', 'a INT, _corrupt_record STRING, b INT')", [null, 'x,1', 1]],
  ["from_csv(concat('1', ',', 'b'), 'a BIGINT, b STRING')", [1n, 'b']],
  ["transform(array('1,a', '2,\"b\"', '3'), x -> from_csv(x, 'i INT, s STRING'))", [[1, 'a'], [2, 'b'], [3, null]]],
  ["array(from_csv('1,a', 'i INT, s STRING'), from_csv('2,b', 'i INT, s STRING'))", [[1, 'a'], [2, 'b']]],
  ["to_csv(from_csv('1,a', 'i INT, s STRING'))", '1,a'],
  ["to_json(from_csv('1,\"a,b\"', 'i INT, s STRING'))", '{"i":1,"s":"a,b"}'],
])('%s', (sql, wanted) => expect(compileExpression(bound(sql))([])).toEqual(wanted)); // prettier-ignore

test('FAILFAST refuses what does not fit', () => {
  expect(conditionOf("from_csv('x', 'a INT', map('mode', 'FAILFAST'))")).toBe(
    conditionOf("from_csv('\"x\"', 'a INT', map('mode', 'FAILFAST'))"),
  );
  expect(conditionOf("from_csv('x', 'a INT', map('mode', 'FAILFAST'))")).not.toBe('none');
});
