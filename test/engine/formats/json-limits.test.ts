import { describe, expect, test } from 'vitest';
import { json } from '../../../connectors/files/formats/json.ts';
import { csv } from '../../../connectors/files/formats/csv.ts';
import { text } from '../../../connectors/files/formats/text.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { scalarRows } from '../../../engine/columnar/vector.ts';
import { inferJsonSchema } from '../../../engine/formats/json/infer-json-schema.ts';
import { TextOptions } from '../../../engine/formats/text-options.ts';
import type { LinesFormat } from '../../../engine/spi/format.ts';
import { simpleString } from '../../../engine/types/data-type.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { conditionOf, shown } from '../expressions/sql-value.ts';

type Rows = readonly (readonly unknown[])[];

function decoded(
  format: LinesFormat,
  ddl: string,
  bytes: Uint8Array,
  options: Readonly<Record<string, string>> = {},
  longestText?: number,
): { rows: Rows; malformed: number } {
  const metrics = { malformed: 0 };
  const interner = new Interner();
  const context = { options, timeZone: 'UTC', interner, ...(longestText === undefined ? {} : { longestText }) };
  const decoder = format.decoder(parseSchema(ddl), context);
  const rows: unknown[][] = [];
  for (const batch of decoder.decode({ bytes, first: true, origin: 'file', metrics, blockRows: 3 })) {
    for (const row of scalarRows(batch)) rows.push([...row].map((v) => (typeof v === 'bigint' ? Number(v) : v)));
  }
  return { rows, malformed: metrics.malformed };
}

const arrays = (n: number): string => '['.repeat(n) + ']'.repeat(n);
const objects = (n: number): string => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;

test('zeros that no decimal holds are not made: a record with many costs as much as any', () => {
  const lines = ['1e999999999', '-1e999999999', '1e-999999999', '"1e999999999"', '0e999999999', '12.5'];
  const bytes = new TextEncoder().encode(lines.map((number) => `{"d":${number}}\n`).join(''));
  const started = process.cpuUsage();
  expect(decoded(json, 'd DECIMAL(10,2)', bytes).rows).toEqual([[null], [null], [0], [null], [0], [1250]]);
  expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
});

describe.each([1001, 5000, 100_000])('JSON %i deep', (n) => {
  const lines = `{"b":1}\n{"b":2,"x":${arrays(n)}}\n{"b":3}\n{"x":${objects(n)},"b":4}\n${arrays(n)}\n{"b":6}\n`;

  test.each([
    'b INT',
    'b INT, x STRING',
    'x ARRAY<STRING>, b INT',
    'b INT, x STRUCT<a: STRING>',
    'b INT, x MAP<STRING, INT>',
  ])('is a malformed line of a file: %s', (ddl) => {
    const at = parseSchema(ddl).fields.findIndex((f) => f.name === 'b');
    const { rows, malformed } = decoded(json, ddl, Buffer.from(lines));
    expect(rows.map((row) => row[at])).toEqual([1, null, 3, null, null, 6]);
    expect(malformed).toBe(3);
    expect(decoded(json, ddl, Buffer.from(lines), { mode: 'DROPMALFORMED' }).rows.length).toBe(3);
    expect(() => decoded(json, ddl, Buffer.from(lines), { mode: 'FAILFAST' })).toThrow(/MALFORMED_RECORD/);
  });

  test('is a malformed line of a sample', () => {
    const schema = inferJsonSchema([Buffer.from(lines)], new TextOptions([]));
    expect(schema.fields.map((f) => `${f.name} ${simpleString(f.type)}`)).toEqual([
      '_corrupt_record string',
      'b bigint',
    ]);
  });

  test.each([
    [`from_json('{"b":1,"x":${arrays(n)}}', 'b INT')`, '{NULL}'],
    [`from_json('${objects(n)}', 'a STRING')`, '{NULL}'],
    [`from_json('${arrays(n)}', 'ARRAY<STRING>')`, 'NULL'],
    [`get_json_object('${objects(n)}', '$.a')`, 'NULL'],
    [`get_json_object('${arrays(n)}', '$[0]')`, 'NULL'],
    [`json_array_length('${arrays(n)}')`, 'NULL'],
    [`json_object_keys('${objects(n)}')`, 'NULL'],
  ])('is no JSON to a function', (sql, result) => {
    expect(shown(sql)).toBe(result);
  });

  test('is no example of a schema', () => {
    for (const deep of [arrays(n), objects(n)])
      expect(conditionOf(`schema_of_json('${deep}')`)).toBe('com.fasterxml.jackson.core.JsonParseException');
  });
});

test('JSON as deep as Jackson takes it is read', () => {
  const { rows, malformed } = decoded(json, 'b INT, x STRING', Buffer.from(`{"b":1,"x":${arrays(999)}}\n`));
  expect(rows).toEqual([[1, arrays(999)]]);
  expect(malformed).toBe(0);
  expect(shown(`json_array_length('${arrays(1000)}')`)).toBe('1');
});

test.each([
  ['a number of 1000 digits', `{"a":${'1'.repeat(1000)},"b":2}`, 2],
  ['a number of 1001 digits', `{"a":${'1'.repeat(1001)},"b":2}`, null],
  ['a name of 50000 characters', `{"${'n'.repeat(50_000)}":1,"b":2}`, 2],
  ['a name of 50001 characters', `{"${'n'.repeat(50_001)}":1,"b":2}`, null],
])('%s: b is %s', (_, line, b) => {
  expect(decoded(json, 'b INT', Buffer.from(`${line}\n`)).rows).toEqual([[b]]);
});

describe('a line longer than a text can be', () => {
  const LONGEST = 60;
  const long = 'x'.repeat(100);

  test.each(['', '\r'])('is a malformed record of JSON (break "%j")', (back) => {
    const lines = [`{"a":1}`, `{"a":2,"s":"${long}"}`, `{"a":3,"s":"${long}"}`, '{"a":4}'].join(`${back}\n`);
    const { rows, malformed } = decoded(json, 'a INT, _corrupt_record STRING', Buffer.from(lines), {}, LONGEST);
    expect(rows.map(([a]) => a)).toEqual([1, null, null, 4]);
    expect(String(rows[1]![1])).toMatch(/^\{"a":2,"s":"x+"\}.*\(11\d bytes\)$/s);
    expect(malformed).toBe(2);
    expect(() => decoded(json, 'a INT', Buffer.from(lines), { mode: 'FAILFAST' }, LONGEST)).toThrow(/MALFORMED/);
  });

  test('is found among lines of a shape that was learned', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `{"a":${i},"s":"${i % 10 === 5 ? long : 'y'}"}\n`).join('');
    const { rows, malformed } = decoded(json, 'a INT, s STRING', Buffer.from(lines), {}, LONGEST);
    expect(malformed).toBe(4);
    expect(rows.filter(([a]) => a === null).length).toBe(4);
  });

  test('is a malformed record of CSV', () => {
    const lines = `1,a\n2,${long}\n3,c\r\n4,${long}\n5,e`;
    const { rows, malformed } = decoded(csv, 'a INT, s STRING', Buffer.from(lines), {}, LONGEST);
    expect(rows).toEqual([[1, 'a'], [null, null], [3, 'c'], [null, null], [5, 'e']]); // prettier-ignore
    expect(malformed).toBe(2);
  });

  test('of a text file is refused by the name of the file', () => {
    expect(() => decoded(text, 'value STRING', Buffer.from(`a\n${long}\n`), {}, LONGEST)).toThrow(
      /file.*100 bytes|101 bytes/,
    );
    expect(() => decoded(text, 'value STRING', Buffer.from(long), { wholetext: 'true' }, LONGEST)).toThrow(/file/);
  });
});

test('a record of CSV with too many values is named with its file', () => {
  expect(() => decoded(csv, 'a INT', Buffer.from('1\n2,3\n'), { maxColumns: '1' })).toThrow(
    /MALFORMED_CSV_RECORD.*2,3[^]*file/,
  );
});

test.each([5, 7, 16, 1000])('lines are the same however many bytes are looked at together (%i)', (longest) => {
  const parts = ['a', 'bc', '', 'déf'];
  for (const between of ['\n', '\r\n', '\r']) {
    for (const end of ['', between]) {
      const bytes = Buffer.from(parts.join(between) + end);
      expect(decoded(text, 'value STRING', bytes, {}, longest).rows.map(([line]) => line)).toEqual(parts);
    }
  }
});
