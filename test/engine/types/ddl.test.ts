import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simpleString, sqlName, type DataType, type StructType } from '../../../engine/types/data-type.ts';
import { parseSchema, parseType } from '../../../engine/types/ddl.ts';
import { isMillraceError } from '../../../engine/types/errors.ts';
import { typeToJson } from '../../../engine/types/schema-json.ts';

/** What Spark 4.3 answers: `CatalystSqlParser.parseDataType(ddl).json()` or the condition, `StructType.fromDDL(ddl).json()`. */

function conditionOf(read: () => unknown): string {
  try {
    return `read as ${JSON.stringify(read())}`;
  } catch (error) {
    if (isMillraceError(error)) return error.condition;
    throw error;
  }
}

describe('a type', () => {
  test.each([
    ['INT', 'integer'],
    ['integer', 'integer'],
    [' bigint ', 'long'],
    ['byte', 'byte'],
    ['tinyint', 'byte'],
    ['short', 'short'],
    ['smallint', 'short'],
    ['long', 'long'],
    ['real', 'float'],
    ['float', 'float'],
    ['double', 'double'],
    ['boolean', 'boolean'],
    ['binary', 'binary'],
    ['date', 'date'],
    ['string', 'string'],
    ['void', 'void'],
    ['variant', 'variant'],
    ['decimal', 'decimal(10,0)'],
    ['dec(5)', 'decimal(5,0)'],
    ['numeric(38, 18)', 'decimal(38,18)'],
    ['decimal(0)', 'decimal(0,0)'],
    ['time', 'time(6)'],
    ['time(0)', 'time(0)'],
    ['timestamp', 'timestamp'],
    ['timestamp_ltz', 'timestamp'],
    ['timestamp_ntz', 'timestamp_ntz'],
    ['timestamp without time zone', 'timestamp_ntz'],
    ['TIMESTAMP\nWITHOUT  TIME ZONE', 'timestamp_ntz'],
    ['timestamp with local time zone', 'timestamp'],
    ['time without time zone', 'time(6)'],
    ['time(3) without time zone', 'time(3)'],
    ['int -- a comment', 'integer'],
    ['/* a /* nested */ comment */ int', 'integer'],
    ['interval', 'interval'],
    ['interval year', 'interval year'],
    ['INTERVAL MONTH', 'interval month'],
    ['interval year to month', 'interval year to month'],
    ['interval day', 'interval day'],
    ['interval day to second', 'interval day to second'],
    ['interval hour  to\nminute', 'interval hour to minute'],
    ['interval second', 'interval second'],
  ])('%j is %s', (ddl, name) => expect(typeToJson(parseType(ddl))).toBe(name));

  test.each(['varchar(5)', 'char(3)', 'CHARACTER(3)'])('%s is a text', (ddl) => {
    expect(parseType(ddl)).toEqual({ kind: 'string' });
  });

  test.each([
    ['array<array<string>>', 'array<array<string>>'],
    ['map<string, int>', 'map<string,int>'],
    ['struct<>', 'struct<>'],
    ['STRUCT < a : int , b string >', 'struct<a:int,b:string>'],
    ['struct<`a b`:int>', 'struct<a b:int>'],
    ['struct<a:array<map<string,struct<b:decimal(3,1)>>>>', 'struct<a:array<map<string,struct<b:decimal(3,1)>>>>'],
  ])('%s is %s', (ddl, name) => expect(simpleString(parseType(ddl))).toBe(name));

  test.each([
    ['decimal(5,-2)', 'PARSE_SYNTAX_ERROR'],
    ['decimal(39,1)', 'DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION'],
    ['decimal(2,3)', 'DECIMAL_SCALE_EXCEEDS_PRECISION'],
    ['decimal(10,2', 'PARSE_SYNTAX_ERROR'],
    ['decimal()', 'PARSE_SYNTAX_ERROR'],
    ['varchar', 'DATATYPE_MISSING_SIZE'],
    ['char', 'DATATYPE_MISSING_SIZE'],
    ['character', 'DATATYPE_MISSING_SIZE'],
    ['int(3)', 'UNSUPPORTED_DATATYPE'],
    ['binary(3)', 'UNSUPPORTED_DATATYPE'],
    ['date(1)', 'UNSUPPORTED_DATATYPE'],
    ['null', 'UNSUPPORTED_DATATYPE'],
    ['uuid', 'UNSUPPORTED_DATATYPE'],
    ['bool', 'UNSUPPORTED_DATATYPE'],
    ['any', 'UNSUPPORTED_DATATYPE'],
    ['bytes', 'UNSUPPORTED_DATATYPE'],
    ['double precision', 'PARSE_SYNTAX_ERROR'],
    ['interval month to year', 'PARSE_SYNTAX_ERROR'],
    ['interval year to year', 'PARSE_SYNTAX_ERROR'],
    ['interval second to day', 'PARSE_SYNTAX_ERROR'],
    ['interval day to month', 'PARSE_SYNTAX_ERROR'],
    ['interval year to', 'PARSE_SYNTAX_ERROR'],
    ['interval foo', 'PARSE_SYNTAX_ERROR'],
    ['array<int', 'PARSE_SYNTAX_ERROR'],
    ['array<int NOT NULL>', 'PARSE_SYNTAX_ERROR'],
    ['map<string>', 'PARSE_SYNTAX_ERROR'],
    ['struct<a:int,>', 'PARSE_SYNTAX_ERROR'],
    ['int int', 'PARSE_SYNTAX_ERROR'],
    ['int;', 'PARSE_SYNTAX_ERROR'],
    ['timestamp with time zone', 'PARSE_SYNTAX_ERROR'],
    ['timestamp without time', 'PARSE_SYNTAX_ERROR'],
    ['timestamp_ntz without time zone', 'PARSE_SYNTAX_ERROR'],
    ['string collate UTF8_LCASE', 'UNSUPPORTED_DATATYPE'],
    ['decimal(5,2,1)', 'UNSUPPORTED_DATATYPE'],
    ['number(5,2)', 'UNSUPPORTED_DATATYPE'],
    ['foo bar', 'PARSE_SYNTAX_ERROR'],
    ['foo<int>', 'PARSE_SYNTAX_ERROR'],
    ['array', 'INCOMPLETE_TYPE_DEFINITION.ARRAY'],
    ['map<int, map>', 'INCOMPLETE_TYPE_DEFINITION.MAP'],
    ['struct', 'INCOMPLETE_TYPE_DEFINITION.STRUCT'],
    ['struct<ä: int>', 'INVALID_IDENTIFIER'],
  ])('%s: %s', (ddl, condition) => expect(conditionOf(() => parseType(ddl))).toBe(condition));

  test('a failure shows where it stopped and how a schema is written', () => {
    expect(() => parseType('array<int; string>')).toThrow(
      /near '; string>' in the type or schema "array<int; string>"/,
    );
    expect(() => parseType('map<string,')).toThrow(/end of input/);
    expect(() => parseType('int(3)')).toThrow(/"INT\(3\)"/);
  });
});

/** The fields of a schema, the comments with them. */
const fieldsOf = ({ fields }: StructType): unknown[] =>
  fields.map((f) => [
    f.name,
    simpleString(f.type),
    f.nullable,
    ...(f.metadata === undefined ? [] : [f.metadata['comment']]),
  ]);

describe('a schema', () => {
  test.each<[string, unknown[]]>([
    ['a INT', [['a', 'int', true]]],
    ['a: INT', [['a', 'int', true]]],
    ['struct<a:int>', [['a', 'int', true]]],
    ["a INT NOT NULL, b STRING COMMENT 'it''s'", [['a', 'int', false], ['b', 'string', true, "it's"]]],
    [String.raw`a INT COMMENT 'it\'s \n'`, [['a', 'int', true, "it's \n"]]],
    ['a INT COMMENT "say ""x"""', [['a', 'int', true, 'say "x"']]],
    ["a INT COMMENT 'two\nlines'", [['a', 'int', true, 'two\nlines']]],
    ["a INT NOT NULL COMMENT 'x', b DATE", [['a', 'int', false, 'x'], ['b', 'date', true]]],
    ['a INT, A STRING', [['a', 'int', true], ['A', 'string', true]]],
    ['`a``b` INT', [['a`b', 'int', true]]],
    ['`` INT', [['', 'int', true]]],
    ['`a b` STRUCT<`c,d`: INT>', [['a b', 'struct<c,d:int>', true]]],
    ['1a INT', [['1a', 'int', true]]],
    ['`ä` INT', [['ä', 'int', true]]],
    ["a INT COMMENT 'x' 'y'", [['a', 'int', true, 'xy']]],
    [String.raw`a INT COMMENT r'a\n'`, [['a', 'int', true, String.raw`a\n`]]],
    ['a TIMESTAMP WITHOUT TIME ZONE NOT NULL, b ARRAY<TIMESTAMP WITHOUT TIME ZONE>', [['a', 'timestamp_ntz', false], ['b', 'array<timestamp_ntz>', true]]],
    ['time TIMESTAMP, date DATE', [['time', 'timestamp', true], ['date', 'date', true]]],
    ['/* c */ a INT, -- first\nb INT', [['a', 'int', true], ['b', 'int', true]]],
    ['_x INT', [['_x', 'int', true]]],
    ['select INT, not INT, comment STRING', [['select', 'int', true], ['not', 'int', true], ['comment', 'string', true]]],
    ['a\tINT\n,\n b\nDOUBLE', [['a', 'int', true], ['b', 'double', true]]],
    ['`__proto__` INT, constructor STRING', [['__proto__', 'int', true], ['constructor', 'string', true]]],
  ])('%j', (ddl, fields) => expect(fieldsOf(parseSchema(ddl))).toEqual(fields)); // prettier-ignore

  test('NOT NULL and comments of fields within a column', () => {
    const { type } = parseSchema("a STRUCT<b: INT NOT NULL COMMENT 'c'>").fields[0]!;
    expect(fieldsOf(type as StructType)).toEqual([['b', 'int', false, 'c']]);
  });

  test.each(['a INT,', 'a', 'a INT NOT', 'a INT NULL', 'a INT DEFAULT 3', 'a INT COMMENT "x" NOT NULL', 'a INT COMMENT',
    'a.b INT', 'a INT b INT', '`a INT', 'struct<a:int> x', "a INT COMMENT 'open", ', a INT', '1 INT', 'a b c', 'a INT;',
    'a FOO<INT>', 'a TIMESTAMP WITH TIME ZONE', 'a TIMESTAMP WITHOUT TIME', 'a INT /* open', 'a INT UNSIGNED',
  ])('%j is none', (ddl) => expect(conditionOf(() => parseSchema(ddl))).toBe('PARSE_SYNTAX_ERROR')); // prettier-ignore

  test.each(['ä INT', '日 INT', 'a-b INT'])('%j has a name that must stand in backquotes', (ddl) => {
    expect(conditionOf(() => parseSchema(ddl))).toBe('INVALID_IDENTIFIER');
  });

  test('one so deep that no stack holds it is refused', () => {
    const deep = `${'array<'.repeat(100_000)}int${'>'.repeat(100_000)}`;
    expect(conditionOf(() => parseType(deep))).not.toMatch(/^read as|PARSE_SYNTAX_ERROR/);
  });
});

/** Types that SQL can write: their parts may all be null but for fields of structs. */
const types = fc.letrec<{ type: DataType; leaf: DataType }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<DataType>(
      ...(['boolean', 'byte', 'short', 'integer', 'long', 'float', 'double', 'string', 'binary', 'date'] as const).map(
        (kind): DataType => ({ kind }),
      ),
      { kind: 'timestamp' },
      { kind: 'timestamp_ntz' },
      { kind: 'variant' },
      { kind: 'calendar_interval' },
      { kind: 'year_month_interval', start: 'year', end: 'month' },
      { kind: 'year_month_interval', start: 'month', end: 'month' },
      { kind: 'day_time_interval', start: 'hour', end: 'second' },
      { kind: 'time', precision: 3 },
    ),
    fc
      .integer({ min: 1, max: 38 })
      .chain((precision) =>
        fc.integer({ min: 0, max: precision }).map((scale): DataType => ({ kind: 'decimal', precision, scale })),
      ),
  ),
  type: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    tie('type').map((element): DataType => ({ kind: 'array', element, containsNull: true })),
    fc
      .tuple(tie('type'), tie('type'))
      .map(([key, value]): DataType => ({ kind: 'map', key, value, valueContainsNull: true })),
    fc
      .array(fc.record({ name: fc.string({ unit: 'grapheme' }), type: tie('type'), nullable: fc.boolean() }), {
        maxLength: 3,
      })
      .map((fields): DataType => ({ kind: 'struct', fields })),
  ),
})).type;

test('the SQL name of a type is read as that type, whatever the names of its fields', () => {
  fc.assert(fc.property(types, (type) => void expect(parseType(sqlName(type))).toEqual(type)));
});
