import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inferJsonSchema } from '../../../../engine/formats/json/infer-json-schema.ts';
import { TextOptions } from '../../../../engine/formats/text-options.ts';
import { simpleString } from '../../../../engine/types/data-type.ts';

const inferred = (lines: readonly string[], options: Readonly<Record<string, string>> = {}): string =>
  simpleString(inferJsonSchema([Buffer.from(lines.join('\n'))], new TextOptions(Object.entries(options))));

/** What `spark.read.options(...).json(lines).schema.simpleString()` of Spark 4.3 says. */

describe('without options', () => {
  test.each<[lines: string[], schema: string]>([
    [['{"a":1}'], 'struct<a:bigint>'],
    [['{"a":1}', '{"a":2.5}'], 'struct<a:double>'],
    [['{"a":9223372036854775807}'], 'struct<a:bigint>'],
    [['{"a":9223372036854775808}'], 'struct<a:decimal(19,0)>'],
    [['{"a":12345678901234567890123456789012345678901}'], 'struct<a:double>'],
    [['{"a":1}', '{"a":"x"}'], 'struct<a:string>'],
    [['{"a":true}', '{"a":1}'], 'struct<a:string>'],
    [['{"a":null}'], 'struct<a:string>'],
    [['{"a":null}', '{"a":1}'], 'struct<a:bigint>'],
    [['{"a":[]}'], 'struct<a:array<string>>'],
    [['{"a":[1,2.5,null]}'], 'struct<a:array<double>>'],
    [['{"a":[1,"x"]}'], 'struct<a:array<string>>'],
    [['{"a":[{"b":1},{"c":"x"}]}'], 'struct<a:array<struct<b:bigint,c:string>>>'],
    [['{"a":{}}'], 'struct<>'],
    [['{"a":{}}', '{"a":{"b":1}}'], 'struct<a:struct<b:bigint>>'],
    [['{"a":{"b":1}}', '{"a":1}'], 'struct<a:string>'],
    [['{"a":[1]}', '{"a":1}'], 'struct<a:string>'],
    [['{"b":1,"a":2}'], 'struct<a:bigint,b:bigint>'],
    [['{"a":1,"A":2}'], 'struct<A:bigint,a:bigint>'],
    [['{"a":1', '{"b":1}'], 'struct<_corrupt_record:string,b:bigint>'],
    [['[{"a":1},{"b":2}]'], 'struct<a:bigint,b:bigint>'],
    [['1'], 'struct<_corrupt_record:string>'],
    [['"x"'], 'struct<_corrupt_record:string>'],
    [['null', '{"a":1}'], 'struct<a:bigint>'],
    [[''], 'struct<>'],
    [['{}'], 'struct<>'],
    [['{"a":1e3}'], 'struct<a:double>'],
    [['{"a":1.5}', '{"a":9223372036854775808}'], 'struct<a:double>'],
    [['{"a":9223372036854775808}', '{"a":1}'], 'struct<a:decimal(20,0)>'],
    [['{"a":"2024-01-01T00:00:00Z"}'], 'struct<a:string>'],
    [['{"a":"2024-01-01"}'], 'struct<a:string>'],
    [['{"a":NaN}'], 'struct<a:double>'],
    [['{"a":-0}'], 'struct<a:bigint>'],
    [['{"a":[[],[1]]}'], 'struct<a:array<array<bigint>>>'],
    [['{"a":[null]}'], 'struct<a:array<string>>'],
    [["{'a':1}"], 'struct<a:bigint>'],
    [['{a:1}'], 'struct<_corrupt_record:string>'],
    [['{"a":01}'], 'struct<_corrupt_record:string>'],
    [['{"a":9223372036854775808}', '{"a":true}'], 'struct<a:string>'],
    [['{"a":{"z":1,"b":null}}'], 'struct<a:struct<b:string,z:bigint>>'],
    [['{"":1}'], 'struct<>'],
    [['[]'], 'struct<>'],
    [['[[1]]'], 'struct<_corrupt_record:string>'],
    [['{"a":1} {"b":2}'], 'struct<a:bigint>'],
    [['{"a":[{}]}'], 'struct<>'],
    [['{"a":[]}', '{"a":[1]}'], 'struct<a:array<bigint>>'],
    [['{"a":[]}', '{"a":"x"}'], 'struct<a:string>'],
    [['{"a":1.0}', '{"a":1}'], 'struct<a:double>'],
    [['{"_corrupt_record":1}', '{'], 'struct<_corrupt_record:string>'],
    [['{"é":1,"z":2,"Z":3}'], 'struct<Z:bigint,z:bigint,é:bigint>'],
  ])('%j is %s', (lines, schema) => expect(inferred(lines)).toBe(schema)); // prettier-ignore
});

describe('primitivesAsString true', () => {
  test.each<[lines: string[], schema: string]>([
    [['{"a":1}'], 'struct<a:string>'],
    [['{"a":1}', '{"a":2.5}'], 'struct<a:string>'],
    [['{"a":9223372036854775807}'], 'struct<a:string>'],
    [['{"a":9223372036854775808}'], 'struct<a:string>'],
    [['{"a":12345678901234567890123456789012345678901}'], 'struct<a:string>'],
    [['{"a":null}', '{"a":1}'], 'struct<a:string>'],
    [['{"a":[1,2.5,null]}'], 'struct<a:array<string>>'],
    [['{"a":[{"b":1},{"c":"x"}]}'], 'struct<a:array<struct<b:string,c:string>>>'],
    [['{"a":{}}', '{"a":{"b":1}}'], 'struct<a:struct<b:string>>'],
    [['{"b":1,"a":2}'], 'struct<a:string,b:string>'],
    [['{"a":1,"A":2}'], 'struct<A:string,a:string>'],
    [['{"a":1', '{"b":1}'], 'struct<_corrupt_record:string,b:string>'],
    [['[{"a":1},{"b":2}]'], 'struct<a:string,b:string>'],
    [['null', '{"a":1}'], 'struct<a:string>'],
    [['{"a":1e3}'], 'struct<a:string>'],
    [['{"a":1.5}', '{"a":9223372036854775808}'], 'struct<a:string>'],
    [['{"a":9223372036854775808}', '{"a":1}'], 'struct<a:string>'],
    [['{"a":NaN}'], 'struct<a:string>'],
    [['{"a":-0}'], 'struct<a:string>'],
    [['{"a":[[],[1]]}'], 'struct<a:array<array<string>>>'],
    [["{'a':1}"], 'struct<a:string>'],
    [['{"a":{"z":1,"b":null}}'], 'struct<a:struct<b:string,z:string>>'],
    [['{"a":1} {"b":2}'], 'struct<a:string>'],
    [['{"a":[]}', '{"a":[1]}'], 'struct<a:array<string>>'],
    [['{"a":1.0}', '{"a":1}'], 'struct<a:string>'],
    [['{"é":1,"z":2,"Z":3}'], 'struct<Z:string,z:string,é:string>'],
  ])('%j is %s', (lines, schema) => expect(inferred(lines, { primitivesAsString: 'true' })).toBe(schema)); // prettier-ignore
});

describe('prefersDecimal true', () => {
  test.each<[lines: string[], schema: string]>([
    [['{"a":1}', '{"a":2.5}'], 'struct<a:decimal(21,1)>'],
    [['{"a":[1,2.5,null]}'], 'struct<a:array<decimal(21,1)>>'],
    [['{"a":1.5}', '{"a":9223372036854775808}'], 'struct<a:decimal(20,1)>'],
    [['{"a":1.0}', '{"a":1}'], 'struct<a:decimal(21,1)>'],
  ])('%j is %s', (lines, schema) => expect(inferred(lines, { prefersDecimal: 'true' })).toBe(schema)); // prettier-ignore
});

describe('dropFieldIfAllNull true', () => {
  test.each<[lines: string[], schema: string]>([
    [['{"a":null}'], 'struct<>'],
    [['{"a":[]}'], 'struct<>'],
    [['{"a":[null]}'], 'struct<>'],
    [['{"a":{"z":1,"b":null}}'], 'struct<a:struct<z:bigint>>'],
  ])('%j is %s', (lines, schema) => expect(inferred(lines, { dropFieldIfAllNull: 'true' })).toBe(schema)); // prettier-ignore
});

describe('mode DROPMALFORMED', () => {
  test.each<[lines: string[], schema: string]>([
    [['{"a":1', '{"b":1}'], 'struct<b:bigint>'],
    [['1'], 'struct<>'],
    [['"x"'], 'struct<>'],
    [['{a:1}'], 'struct<>'],
    [['{"a":01}'], 'struct<>'],
    [['[[1]]'], 'struct<>'],
  ])('%j is %s', (lines, schema) => expect(inferred(lines, { mode: 'DROPMALFORMED' })).toBe(schema)); // prettier-ignore
});

test('prefersDecimal true: a decimal has no negative scale', () => {
  expect(() => inferred(['{"a":1e3}'], { prefersDecimal: 'true' })).toThrow(/NEGATIVE_SCALE_DISALLOWED/);
});

test('the corrupt record may have another name', () => {
  expect(inferred(['{"z":1}', '{'], { columnNameOfCorruptRecord: 'bad' })).toBe('struct<bad:string,z:bigint>');
});

const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, 2.5, 'x'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const records = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), values, { maxKeys: 4 }), { maxLength: 5 });

test('neither the order of the records nor a record that stands twice changes the schema', () => {
  fc.assert(
    fc.property(
      records.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([rows, shuffled]) => {
        const schema = inferred(rows.map((row) => JSON.stringify(row)));
        expect(inferred(shuffled.map((row) => JSON.stringify(row)))).toBe(schema);
        expect(inferred([...rows, ...rows].map((row) => JSON.stringify(row)))).toBe(schema);
      },
    ),
  );
});

test('lines may end in any break, and blank ones and a byte order mark count for nothing', () => {
  for (const text of ['{"a":1}\n{"b":2}', '\ufeff{"a":1}\r\n\r\n  \r\n{"b":2}\r\n', '{"a":1}\n\n{"b":2}\n'])
    expect(inferred([text])).toBe('struct<a:bigint,b:bigint>');
});
