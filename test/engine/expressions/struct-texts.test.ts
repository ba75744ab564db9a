import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { jsonWriter } from '../../../engine/formats/json/write-json.ts';
import { csvRowWriter } from '../../../engine/formats/csv/write-csv.ts';
import { TextOptions } from '../../../engine/formats/text-options.ts';
import { STRING, struct } from '../../../engine/types/data-type.ts';
import { COLUMNS, ROW, TYPE } from '../formats/any-row.ts';
import { bound, columnsOf } from './sql-value.ts';

/** Texts made of structs are written field by field as bytes; here each is asked for what the writer of rows gives. */
const WHOLE = columnsOf('c string').map((column) => ({ ...column, name: 'c', type: TYPE }));
const ALL = `struct(${COLUMNS.map(({ name }) => `\`${name}\``).join(', ')})`;
const ZONES = ['UTC', 'Europe/Lisbon', 'America/St_Johns'];

/** The call of the fields one by one, and of the struct as a column, against the writer of whole rows. */
function sameAsWriter(
  name: string,
  options: Record<string, string>,
  zone: string,
  oracle: (row: never) => string,
): void {
  const map = Object.entries(options).flatMap((pair) => pair.map((s) => `'${s.replace("'", "\\'")}'`));
  const given = map.length === 0 ? '' : `, map(${map.join(', ')})`;
  const fields = compileExpression(bound(`${name}(${ALL}${given})`, COLUMNS, zone), COLUMNS);
  const column = compileExpression(bound(`${name}(c${given})`, WHOLE, zone), WHOLE);
  fc.assert(
    fc.property(ROW, (row) => {
      const wanted = oracle(row as never);
      expect(fields(row)).toBe(wanted);
      expect(column([row as Scalar])).toBe(wanted);
    }),
    { numRuns: 200 },
  );
  expect(column([null])).toBeNull();
}

const JSON_OPTIONS: readonly Record<string, string>[] = [
  {},
  { ignoreNullFields: 'false' },
  { pretty: 'true' },
  { sortKeys: 'true' },
  { writeNonAsciiCharacterAsCodePoint: 'true' },
  { dateFormat: 'dd/MM/yyyy', timestampFormat: '"yyyy"', timestampNTZFormat: 'HH:mm' },
  { timeZone: 'Asia/Kolkata' },
];

test.each(ZONES.flatMap((zone) => JSON_OPTIONS.map((options) => [zone, options] as const)))(
  'to_json in %s with %o',
  (zone, options) => {
    const write = jsonWriter(TYPE, new TextOptions(Object.entries(options)), zone);
    sameAsWriter('to_json', options, zone, write);
  },
);

const CSV_OPTIONS: readonly Record<string, string>[] = [
  {},
  { sep: '|', quote: "'", nullValue: 'NA', emptyValue: '-' },
  { sep: ',|', escape: '"', nullValue: ',' },
  { sep: '1' },
  { sep: ';', quote: '' },
  { sep: 'é', quote: 'ç', comment: '#', nullValue: '#' },
  { quoteAll: 'true' },
  { escapeQuotes: 'false', comment: 'a' },
  { ignoreLeadingWhiteSpace: 'false', ignoreTrailingWhiteSpace: 'false' },
  { dateFormat: 'dd,MM', timestampFormat: '"yyyy"', timestampNTZFormat: 'HH:mm' },
  { timeZone: 'Asia/Kolkata', charToEscapeQuoteEscaping: '!' },
];

test.each(ZONES.flatMap((zone) => CSV_OPTIONS.map((options) => [zone, options] as const)))(
  'to_csv in %s with %o',
  (zone, options) => {
    sameAsWriter('to_csv', options, zone, csvRowWriter(TYPE, new TextOptions(Object.entries(options)), zone));
  },
);

test.each(['#a', 'a', ' a', '', '""', 'a,b', '"', 'é', '\n'])('to_csv with the text %j first', (first) => {
  const type = struct([{ name: 'c', type: STRING, nullable: true }]);
  const columns = columnsOf('c string');
  const run = compileExpression(bound('to_csv(struct(c))', columns), columns);
  expect(run([first])).toBe(csvRowWriter(type, new TextOptions([]), 'UTC')([first]));
});

test.each([
  ["to_json(struct())", '{}'],
  ["to_json(struct(CAST(NULL AS STRING) AS a, NULL AS b))", '{}'],
  ["to_json(struct(NULL AS a, 'x' AS b), map('ignoreNullFields', 'false'))", '{"a":null,"b":"x"}'],
  ["to_json(struct(CAST(x'61ff62' AS STRING) AS a))", '{"a":"a\ufffdb"}'],
  ["to_json(struct(upper('é') AS a, concat('x', 'y') AS b, to_json(struct('q' AS z)) AS c))", '{"a":"É","b":"xy","c":"{\\"z\\":\\"q\\"}"}'],
  ["transform(array('a', 'b'), x -> to_json(struct(x AS x, upper(x) AS y)))[1]", '{"x":"b","y":"B"}'],
  ["to_csv(struct(CAST(x'61ff62' AS STRING) AS a, NULL AS b, 1 AS c))", 'a\ufffdb,,1'],
])('%s', (sql, wanted) => expect(compileExpression(bound(sql))([])).toBe(wanted)); // prettier-ignore
