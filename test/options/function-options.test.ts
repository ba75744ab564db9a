import { describe, expect, test } from 'vitest';
import { FUNCTION_OPTIONS } from '../../engine/expressions/functions/json/function-options.ts';
import { conditionOf, shown } from '../engine/expressions/sql-value.ts';

type FunctionName = keyof typeof FUNCTION_OPTIONS;
/** `beside`: an option that is set without and with the one it is about. */
type Case = readonly [option: string, value: string, call: string, without: string, with_: string, beside?: string];

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
const fromJson = (json: string, schema: string): string => `from_json(${quoted(json)}, '${schema}'%)`;
const fromCsv = (csv: string, schema: string): string => `from_csv(${quoted(csv)}, '${schema}'%)`;
const toJson = (value: string): string => `to_json(named_struct(${value})%)`;
const toCsv = (value: string): string => `to_csv(named_struct(${value})%)`;
const ofJson = (json: string): string => `schema_of_json(${quoted(json)}%)`;
const ofCsv = (csv: string): string => `schema_of_csv(${quoted(csv)}%)`;
const NO_JSON = 'com.fasterxml.jackson.core.JsonParseException';
const STRUCT = "'a', 1, 'b', 'x,y', 'c', cast(null as string), 'd', '', 'e', 'say \"hi\"', 'f', ' sp '";
const PLAIN = '1,"x,y",,"","say \\"hi\\"",sp';
const JANUARY = "timestamp'2024-01-31 10:20:30'";

/** What real Spark 4.3 gives without and with each option; a name in capitals or with dots is the condition of an error. */
const CASES: Readonly<Record<FunctionName, readonly Case[]>> = {
  from_json: [
    ['mode', 'FAILFAST', fromJson('{"a":"x"}', 'a INT'), '{NULL}', 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION'],
    ['mode', 'DROPMALFORMED', fromJson('{"a":"x"}', 'a INT'), '{NULL}', 'PARSE_MODE_UNSUPPORTED'],
    ['columnNameOfCorruptRecord', 'c', fromJson('{"a":"x"}', 'a INT, c STRING'), '{NULL, NULL}', '{NULL, {"a":"x"}}'],
    ['dateFormat', 'dd/MM/yyyy', fromJson('{"a":"31/01/2024"}', 'a DATE'), '{NULL}', '{2024-01-31}'],
    ['timestampFormat', 'dd/MM/yyyy HH:mm', fromJson('{"a":"31/01/2024 10:20"}', 'a TIMESTAMP'), '{NULL}', '{2024-01-31 10:20:00}'],
    ['timestampNTZFormat', 'dd/MM/yyyy HH:mm', fromJson('{"a":"31/01/2024 10:20"}', 'a TIMESTAMP_NTZ'), '{NULL}', '{2024-01-31 10:20:00}'],
    ['timeZone', 'Europe/Lisbon', fromJson('{"a":"2024-07-01 00:00:00"}', 'a TIMESTAMP'), '{2024-07-01 00:00:00}', '{2024-06-30 23:00:00}'],
    ['timeZone', 'nope/zone', fromJson('{"a":"2024-07-01 00:00:00"}', 'a TIMESTAMP'), '{2024-07-01 00:00:00}', 'INVALID_TIMEZONE'],
    ['locale', 'de', fromJson('{"a":1}', 'a INT'), '{1}', 'UNSUPPORTED_LOCALE'],
    ['enableDateTimeParsingFallback', 'true', fromJson('{"a":"2024-1-1"}', 'a DATE'), '{NULL}', '{2024-01-01}', "'dateFormat', 'dd/MM/yyyy'"],
    ['enableDateTimeParsingFallback', 'true', fromJson('{"a":"2024-1-1"}', 'a TIMESTAMP'), '{NULL}', '{2024-01-01 00:00:00}', "'timestampFormat', 'dd/MM'"],
    ['allowSingleQuotes', 'false', fromJson("{'a':1}", 'a INT'), '{1}', '{NULL}'],
    ['allowUnquotedFieldNames', 'true', fromJson('{a:1}', 'a INT'), '{NULL}', '{1}'],
    ['allowNumericLeadingZeros', 'true', fromJson('{"a":007}', 'a INT'), '{NULL}', '{7}'],
    ['allowNonNumericNumbers', 'false', fromJson('{"a":NaN}', 'a DOUBLE'), '{NaN}', '{NULL}'],
    ['allowNonNumericNumbers', 'false', fromJson('{"a":"NaN"}', 'a DOUBLE'), '{NaN}', '{NULL}'],
    ['allowComments', 'true', fromJson('{/*c*/"a":1}', 'a INT'), '{NULL}', '{1}'],
    ['allowComments', 'maybe', fromJson('{"a":1}', 'a INT'), '{1}', 'java.lang.IllegalArgumentException'],
    ['allowBackslashEscapingAnyCharacter', 'true', fromJson('{"a":"\\q"}', 'a STRING'), '{NULL}', '{q}'],
    ['allowUnquotedControlChars', 'true', fromJson('{"a":"x\ty"}', 'a STRING'), '{NULL}', '{x\ty}'],
  ],
  to_json: [
    ['dateFormat', 'dd/MM/yyyy', toJson("'a', date'2024-01-31'"), '{"a":"2024-01-31"}', '{"a":"31/01/2024"}'],
    ['timestampFormat', 'dd/MM/yyyy HH:mm', toJson(`'a', ${JANUARY}`), '{"a":"2024-01-31T10:20:30.000Z"}', '{"a":"31/01/2024 10:20"}'],
    ['timestampNTZFormat', 'dd HH', toJson("'a', timestamp_ntz'2024-01-31 10:20:30'"), '{"a":"2024-01-31T10:20:30.000"}', '{"a":"31 10"}'],
    ['timeZone', 'Asia/Tokyo', toJson(`'a', ${JANUARY}`), '{"a":"2024-01-31T10:20:30.000Z"}', '{"a":"2024-01-31T19:20:30.000+09:00"}'],
    ['locale', 'de', toJson("'a', 1"), '{"a":1}', 'UNSUPPORTED_LOCALE'],
    ['ignoreNullFields', 'false', toJson("'a', cast(null as int), 'b', 1"), '{"b":1}', '{"a":null,"b":1}'],
    ['ignoreNullFields', 'maybe', toJson("'a', 1"), '{"a":1}', 'java.lang.IllegalArgumentException'],
    [
      'pretty',
      'true',
      toJson("'a', 1, 'b', array(1, 2), 'c', named_struct('d', map('k', 1.5)), 'e', array(), 'f', named_struct('g', cast(null as int)), 's', 'x{\"[,:y'"),
      '{"a":1,"b":[1,2],"c":{"d":{"k":1.5}},"e":[],"f":{},"s":"x{\\"[,:y"}',
      '{\n  "a" : 1,\n  "b" : [ 1, 2 ],\n  "c" : {\n    "d" : {\n      "k" : 1.5\n    }\n  },\n  "e" : [ ],\n  "f" : { },\n  "s" : "x{\\"[,:y"\n}',
    ],
    ['pretty', 'true', "to_json(array(named_struct('a', 1))%)", '[{"a":1}]', '[ {\n  "a" : 1\n} ]'],
    ['sortKeys', 'true', toJson("'b', 1, 'a', 2"), '{"b":1,"a":2}', '{"a":2,"b":1}'],
    ['writeNonAsciiCharacterAsCodePoint', 'true', toJson("'é', '漢😀'"), '{"é":"漢😀"}', '{"\\u00E9":"\\u6F22\\uD83D\\uDE00"}'],
  ],
  schema_of_json: [
    ['allowSingleQuotes', 'false', ofJson("{'a':1}"), 'STRUCT<a: BIGINT>', NO_JSON],
    ['allowUnquotedFieldNames', 'true', ofJson('{a:1}'), NO_JSON, 'STRUCT<a: BIGINT>'],
    ['allowNumericLeadingZeros', 'true', ofJson('{"a":007}'), NO_JSON, 'STRUCT<a: BIGINT>'],
    ['allowNonNumericNumbers', 'false', ofJson('{"a":NaN}'), 'STRUCT<a: DOUBLE>', NO_JSON],
    ['allowComments', 'true', ofJson('{/*c*/"a":1}'), NO_JSON, 'STRUCT<a: BIGINT>'],
    ['allowBackslashEscapingAnyCharacter', 'true', ofJson('{"a":"\\q"}'), NO_JSON, 'STRUCT<a: STRING>'],
    ['allowUnquotedControlChars', 'true', ofJson('{"a":"x\ty"}'), NO_JSON, 'STRUCT<a: STRING>'],
    ['primitivesAsString', 'true', ofJson('{"a":1,"b":true,"c":1.5}'), 'STRUCT<a: BIGINT, b: BOOLEAN, c: DOUBLE>', 'STRUCT<a: STRING, b: STRING, c: STRING>'],
    ['prefersDecimal', 'true', ofJson('{"a":1.5}'), 'STRUCT<a: DOUBLE>', 'STRUCT<a: DECIMAL(2,1)>'],
    ['prefersDecimal', 'true', ofJson('{"a":1e3}'), 'STRUCT<a: DOUBLE>', 'NEGATIVE_SCALE_DISALLOWED'],
    ['dropFieldIfAllNull', 'true', ofJson('{"a":null,"b":[],"c":{}}'), 'STRUCT<a: STRING, b: ARRAY<STRING>>', 'STRUCT<>'],
  ],
  from_csv: [
    ['sep', ';', fromCsv('1;2', 'a INT, b INT'), '{NULL, NULL}', '{1, 2}'],
    ['sep', '||', fromCsv('1||2', 'a INT, b INT'), '{NULL, NULL}', '{1, 2}'],
    ['delimiter', '|', fromCsv('1|2', 'a INT, b INT'), '{NULL, NULL}', '{1, 2}'],
    ['quote', "\\'", fromCsv("'1,2',3", 'a STRING, b STRING'), "{'1, 2'}", '{1,2, 3}'],
    ['escape', '^', fromCsv('"a^"b"', 'a STRING'), '{"a^"b"}', '{a"b}'],
    ['charToEscapeQuoteEscaping', '#', fromCsv('"a#\\\\",b', 'a STRING, b STRING'), '{a#\\, b}', '{a\\",b, NULL}'],
    ['comment', '#', fromCsv('#1,2', 'a STRING, b INT'), '{#1, 2}', '{NULL, NULL}'],
    ['nullValue', '-', fromCsv('-,1', 'a STRING, b INT'), '{-, 1}', '{NULL, 1}'],
    ['emptyValue', 'E', fromCsv('"",1', 'a STRING, b INT'), '{NULL, 1}', '{E, 1}'],
    ['ignoreLeadingWhiteSpace', 'true', fromCsv(' 1, x', 'a INT, b STRING'), '{NULL,  x}', '{1, x}'],
    ['ignoreTrailingWhiteSpace', 'true', fromCsv('1 ,x ', 'a INT, b STRING'), '{NULL, x }', '{1, x}'],
    ['nanValue', 'n/a', fromCsv('n/a,1', 'a DOUBLE, b INT'), '{NULL, 1}', '{NaN, 1}'],
    ['positiveInf', '+oo', fromCsv('+oo,1', 'a DOUBLE, b INT'), '{NULL, 1}', '{Infinity, 1}'],
    ['positiveInf', '+oo', fromCsv('Inf,1', 'a DOUBLE, b INT'), '{Infinity, 1}', '{NULL, 1}'],
    ['negativeInf', '-oo', fromCsv('-oo,1', 'a DOUBLE, b INT'), '{NULL, 1}', '{-Infinity, 1}'],
    ['dateFormat', 'dd/MM/yyyy', fromCsv('31/01/2024', 'a DATE'), '{NULL}', '{2024-01-31}'],
    ['timestampFormat', 'dd/MM/yyyy HH:mm', fromCsv('31/01/2024 10:20', 'a TIMESTAMP'), '{NULL}', '{2024-01-31 10:20:00}'],
    ['timestampNTZFormat', 'dd/MM/yyyy HH:mm', fromCsv('31/01/2024 10:20', 'a TIMESTAMP_NTZ'), '{NULL}', '{2024-01-31 10:20:00}'],
    ['timeZone', 'Europe/Lisbon', fromCsv('2024-07-01 00:00:00', 'a TIMESTAMP'), '{2024-07-01 00:00:00}', '{2024-06-30 23:00:00}'],
    ['locale', 'de', fromCsv('1', 'a INT'), '{1}', 'UNSUPPORTED_LOCALE'],
    ['enableDateTimeParsingFallback', 'false', fromCsv('2024-1-1,1', 'a DATE, b INT'), '{2024-01-01, 1}', '{NULL, 1}'],
    ['mode', 'FAILFAST', fromCsv('x,2', 'a INT, b INT'), '{NULL, 2}', 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION'],
    ['columnNameOfCorruptRecord', 'c', fromCsv('x,2', 'a INT, b INT, c STRING'), '{NULL, 2, NULL}', '{NULL, 2, x,2}'],
    ['maxColumns', '1', fromCsv('1,2', 'a INT, b INT'), '{1, 2}', 'MALFORMED_CSV_RECORD'],
    ['maxColumns', 'x', fromCsv('1,2', 'a INT, b INT'), '{1, 2}', '_LEGACY_ERROR_TEMP_2146'],
    ['maxCharsPerColumn', '2', fromCsv('12345,2', 'a INT, b INT'), '{12345, 2}', 'MALFORMED_CSV_RECORD'],
  ],
  to_csv: [
    ['sep', ';', toCsv(STRUCT), PLAIN, '1;x,y;;"";"say \\"hi\\"";sp'],
    ['delimiter', ';', toCsv(STRUCT), PLAIN, '1;x,y;;"";"say \\"hi\\"";sp'],
    ['quote', "\\'", toCsv("'a', 'x,y', 'b', 'it\\'s'"), '"x,y",it\'s', "'x,y','it\\'s'"],
    ['escape', '^', toCsv(STRUCT), PLAIN, '1,"x,y",,"","say ^"hi^"",sp'],
    ['charToEscapeQuoteEscaping', '#', toCsv("'a', 'q\\\\\"x,'"), '"q\\\\\\"x,"', '"q#\\\\"x,"'],
    ['nullValue', '-', toCsv(STRUCT), PLAIN, '1,"x,y",-,"","say \\"hi\\"",sp'],
    ['emptyValue', 'E', toCsv(STRUCT), PLAIN, '1,"x,y",,E,"say \\"hi\\"",sp'],
    ['ignoreLeadingWhiteSpace', 'false', toCsv(STRUCT), PLAIN, '1,"x,y",,"","say \\"hi\\"", sp'],
    ['ignoreTrailingWhiteSpace', 'false', toCsv(STRUCT), PLAIN, '1,"x,y",,"","say \\"hi\\"",sp '],
    ['dateFormat', 'dd/MM/yyyy', toCsv("'a', date'2024-01-31'"), '2024-01-31', '31/01/2024'],
    ['timestampFormat', 'dd/MM HH', toCsv(`'a', ${JANUARY}`), '2024-01-31T10:20:30.000Z', '31/01 10'],
    ['timestampNTZFormat', 'dd HH', toCsv("'a', timestamp_ntz'2024-01-31 10:20:30'"), '2024-01-31T10:20:30.000', '31 10'],
    ['timeZone', 'Asia/Tokyo', toCsv(`'a', ${JANUARY}`), '2024-01-31T10:20:30.000Z', '2024-01-31T19:20:30.000+09:00'],
    ['locale', 'de', toCsv("'a', 1"), '1', 'UNSUPPORTED_LOCALE'],
    ['comment', ';', toCsv("'a', ';y', 'b', '#x'"), ';y,#x', '";y",#x'],
    ['comment', ';', toCsv("'a', '#y', 'b', '#x'"), '"#y",#x', '#y,#x'],
    ['quoteAll', 'true', toCsv(STRUCT), PLAIN, '"1","x,y","","","say \\"hi\\"","sp"'],
    ['escapeQuotes', 'false', toCsv(STRUCT), PLAIN, '1,"x,y",,"",say "hi",sp'],
  ],
  schema_of_csv: [
    ['sep', ';', ofCsv('1;2.5'), 'STRUCT<_c0: STRING>', 'STRUCT<_c0: INT, _c1: DOUBLE>'],
    ['delimiter', ';', ofCsv('1;2.5'), 'STRUCT<_c0: STRING>', 'STRUCT<_c0: INT, _c1: DOUBLE>'],
    ['quote', "\\'", ofCsv("'1','2'"), 'STRUCT<_c0: STRING, _c1: STRING>', 'STRUCT<_c0: INT, _c1: INT>'],
    ['escape', '^', ofCsv('"1^",2",3'), 'STRUCT<_c0: STRING, _c1: STRING, _c2: INT>', 'STRUCT<_c0: STRING, _c1: INT>'],
    ['charToEscapeQuoteEscaping', '#', ofCsv('"a#\\\\",1'), 'STRUCT<_c0: STRING, _c1: INT>', 'STRUCT<_c0: STRING>'],
    ['nullValue', '1', ofCsv('1,2'), 'STRUCT<_c0: INT, _c1: INT>', 'STRUCT<_c0: STRING, _c1: INT>'],
    ['emptyValue', '1', ofCsv('"",2'), 'STRUCT<_c0: STRING, _c1: INT>', 'STRUCT<_c0: INT, _c1: INT>'],
    ['ignoreLeadingWhiteSpace', 'true', ofCsv(' 1,2'), 'STRUCT<_c0: DOUBLE, _c1: INT>', 'STRUCT<_c0: INT, _c1: INT>'],
    ['ignoreTrailingWhiteSpace', 'true', ofCsv('1 ,2'), 'STRUCT<_c0: DOUBLE, _c1: INT>', 'STRUCT<_c0: INT, _c1: INT>'],
    ['dateFormat', 'dd/MM/yyyy', ofCsv('31/01/2024'), 'STRUCT<_c0: STRING>', 'STRUCT<_c0: DATE>'],
    ['timestampFormat', 'dd/MM/yyyy HH:mm', ofCsv('31/01/2024 10:20'), 'STRUCT<_c0: STRING>', 'STRUCT<_c0: TIMESTAMP>'],
    ['locale', 'de', ofCsv('1'), 'STRUCT<_c0: INT>', 'UNSUPPORTED_LOCALE'],
    ['nanValue', 'n/a', ofCsv('n/a'), 'STRUCT<_c0: STRING>', 'STRUCT<_c0: DOUBLE>'],
    ['positiveInf', 'oo', ofCsv('oo'), 'STRUCT<_c0: STRING>', 'STRUCT<_c0: DOUBLE>'],
    ['negativeInf', '-oo', ofCsv('-oo'), 'STRUCT<_c0: STRING>', 'STRUCT<_c0: DOUBLE>'],
    ['maxColumns', '1', ofCsv('1,2'), 'STRUCT<_c0: INT, _c1: INT>', 'MALFORMED_CSV_RECORD'],
    ['maxCharsPerColumn', '1', ofCsv('12'), 'STRUCT<_c0: INT>', 'MALFORMED_CSV_RECORD'],
    ['preferDate', 'false', ofCsv('2024-01-31'), 'STRUCT<_c0: DATE>', 'STRUCT<_c0: TIMESTAMP>'],
  ],
}; // prettier-ignore

const outcome = (sql: string): string => {
  const condition = conditionOf(sql);
  return condition === 'none' ? shown(sql) : condition;
};

describe.each(Object.keys(CASES) as FunctionName[])('%s', (name) => {
  const cases = CASES[name];

  test('has a case for each of its options that differs from the default', () => {
    const declared = FUNCTION_OPTIONS[name].done.map((option) => option.name);
    const shownOptions = new Set(cases.filter(([, , , without, with_]) => without !== with_).map(([option]) => option));
    expect(declared.filter((option) => !shownOptions.has(option))).toEqual([]);
    expect([...shownOptions].filter((option) => !declared.includes(option))).toEqual([]);
  });

  const named = cases.map(([option, value, call, without, with_, beside]) => ({
    option,
    value,
    call,
    without,
    with_,
    beside,
  }));

  test.each(named)('$option = $value: $call', ({ option, value, call, without, with_, beside }) => {
    const others = beside === undefined ? '' : `${beside}, `;
    expect(outcome(call.replace('%', beside === undefined ? '' : `, map(${beside})`))).toBe(without);
    expect(outcome(call.replace('%', `, map(${others}'${option.toUpperCase()}', '${value}')`))).toBe(with_);
  });

  const [, , call, plain] = cases.find(([, , , without]) => !/^[A-Z_]+(\.|$)|^com\./.test(without))!;

  test('takes the other options of its format, without effect as in Spark', () => {
    const done = FUNCTION_OPTIONS[name].done.map((option) => option.name);
    for (const option of FUNCTION_OPTIONS[name].withoutEffect) {
      const value = option.startsWith('max') ? '100' : option === 'comment' ? '#' : 'true';
      if (!done.includes(option)) expect(outcome(call.replace('%', `, map('${option}', '${value}')`))).toBe(plain);
    }
  });

  test('refuses a name that its format does not have, one it does not understand and a null', () => {
    const given = (option: string, value: string): string => outcome(call.replace('%', `, map('${option}', ${value})`));
    expect(given('ignoreNulField', "'x'")).toBe('UNKNOWN_OPTION');
    for (const option of FUNCTION_OPTIONS[name].notUnderstood) expect(given(option, "'x'")).toBe('UNSUPPORTED_OPTION');
    expect(given('locale', 'cast(null as string)')).toBe('INVALID_OPTION');
  });
});
