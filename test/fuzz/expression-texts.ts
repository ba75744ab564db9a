import fc from 'fast-check';
import { FUNCTIONS } from '../../engine/expressions/functions/index.ts';
import { functionNames } from '../../engine/expressions/functions/registry.ts';
import { splitOutside } from './split-outside.ts';

/** A table with a column of every type, its first row of ordinary values, then of edges, then of nulls. */
export const SCHEMA =
  'b BOOLEAN, t TINYINT, s SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE, m DECIMAL(10,2), x STRING, bin BINARY, dt DATE, ' +
  'ts TIMESTAMP, ntz TIMESTAMP_NTZ, ai ARRAY<INT>, ax ARRAY<STRING>, aa ARRAY<ARRAY<INT>>, st STRUCT<a: INT, b: STRING>, ' +
  'ms MAP<STRING, INT>, ast ARRAY<STRUCT<k: STRING, v: INT>>';

export const ROWS: readonly string[] = [
  `true, 1Y, 2S, 3, 4L, 1.5F, 2.5D, cast(12.34 as decimal(10,2)), 'Spark 4', X'00FF', date'2024-02-29', timestamp'2024-02-29 12:34:56.789', timestamp_ntz'2024-02-29 12:34:56', array(1, null, 3), array('a', null, ''), array(array(1), null), named_struct('a', 1, 'b', 'x'), map('k', 1, 'j', null), array(named_struct('k', 'a', 'v', 1), null)`,
  `false, -128Y, -32768S, -2147483648, -9223372036854775808L, cast('NaN' as float), cast('-Infinity' as double), cast(-99999999.99 as decimal(10,2)), '🎉{"a":[1,{"b":null}]}', X'', date'0001-01-01', timestamp'0001-01-01 00:00:00', timestamp_ntz'9999-12-31 23:59:59.999999', array(), array(), array(), named_struct('a', null, 'b', null), map(), array()`,
  Array.from({ length: 19 }, () => 'null').join(', '),
];

const COLUMNS = SCHEMA.replace(/<[^,]*(?:,[^>]*)?>+/g, '')
  .split(', ')
  .map((column) => column.split(' ')[0]!);
const LITERALS = [
  'null',
  'true',
  'false',
  '0',
  '1',
  '-1',
  '2',
  '7',
  '100',
  '2147483647',
  '-2147483648',
  '9223372036854775807',
  '-9223372036854775808L',
  '1.5',
  '0.0D',
  '-0.0D',
  '1e308D',
  "double('NaN')",
  "double('Infinity')",
  '99999999999999999999999999999999999999',
  '1.5BD',
  "''",
  "'a'",
  "'abc'",
  "' '",
  "'%'",
  "'0'",
  "'1'",
  "'-1'",
  "'1.5'",
  "'NaN'",
  "'true'",
  "'2024-01-01'",
  "'12:30'",
  "'yyyy-MM-dd'",
  "'UTC'",
  "'Nowhere/No'",
  "'('",
  "'[a-z]+'",
  "'(a)(b)?'",
  "'\\\\'",
  "'$.a[0]'",
  "'$..['",
  '\'{"a":1}\'',
  "'a INT'",
  "'ARRAY<STRUCT<'",
  "'YEAR'",
  "'day'",
  "'utf-8'",
  "'base64'",
  "'\\u0000'",
  "'🎉'",
  "'ß'",
  "repeat('ab', 50)",
  "X'1F'",
  "date'2024-01-31'",
  "timestamp'2024-01-31 10:00:00'",
  'current_date()',
  "interval '1' day",
  "interval '2-3' year to month",
  'interval 5 minutes',
  'array()',
  'array(1, 2)',
  "array('b', 'a')",
  'map()',
  "map('a', 1)",
  'struct(1, 2)',
  "named_struct('a', 1)",
];
const TYPES = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INT',
  'BIGINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL(5,2)',
  'DECIMAL(38,18)',
  'STRING',
  'BINARY',
  'DATE',
  'TIMESTAMP',
  'TIMESTAMP_NTZ',
  'ARRAY<INT>',
  'ARRAY<STRING>',
  'MAP<STRING,INT>',
  'STRUCT<a: INT>',
  'INTERVAL DAY TO SECOND',
  'INTERVAL YEAR',
  'CHAR(3)',
  'VOID',
];
const OPERATORS = [
  '+',
  '-',
  '*',
  '/',
  '%',
  'div',
  '=',
  '==',
  '<=>',
  '<>',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'and',
  'or',
  '||',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  'like',
  'ilike',
  'rlike',
  'is distinct from',
];
const NAMES = functionNames().filter((name) => /^[a-z_]\w*$/.test(name));

/** Calls of every function that are right, as its page shows them. */
const EXAMPLES = FUNCTIONS.flatMap(({ examples }) => examples).flatMap(({ sql }) => {
  const call = /^(\w+)\((.*)\)$/s.exec(sql);
  return call === null ? [] : [{ name: call[1]!, args: splitOutside(call[2]!) }];
});

const oneOf = (texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

/** Random SQL expressions over the table: calls of every function, right and wrong, operators, casts, lambdas, subscripts. */
export const { expression } = fc.letrec<{ expression: string; argument: string; lambda: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    oneOf([...COLUMNS, ...LITERALS]),
    {
      weight: 6,
      arbitrary: fc
        .tuple(oneOf(NAMES), fc.array(tie('argument'), { maxLength: 4 }))
        .map(([name, args]) => `${name}(${args.join(', ')})`),
    },
    {
      weight: 8,
      arbitrary: fc
        .tuple(fc.constantFrom(...EXAMPLES), fc.array(fc.tuple(fc.nat(5), tie('argument')), { maxLength: 2 }))
        .map(([{ name, args }, others]) => {
          const changed = [...args];
          for (const [at, argument] of others) changed[at % (args.length + 1)] = argument;
          return `${name}(${changed.join(', ')})`;
        }),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(tie('expression'), oneOf(OPERATORS), tie('expression'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
    },
    fc
      .tuple(oneOf(['cast', 'try_cast']), tie('expression'), oneOf(TYPES))
      .map(([cast, e, type]) => `${cast}(${e} as ${type})`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `case when ${a} then ${b} else ${c} end`),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([a, b, c]) => `(${a} between ${b} and ${c})`),
    fc
      .tuple(tie('expression'), fc.array(tie('expression'), { minLength: 1, maxLength: 3 }))
      .map(([a, all]) => `(${a} in (${all.join(', ')}))`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a}[${b}]`),
    fc.tuple(tie('expression'), oneOf(['a', 'b', 'k', 'col1', 'nope'])).map(([a, name]) => `(${a}).${name}`),
    fc.tuple(oneOf(['not', '-', '~']), tie('expression')).map(([op, a]) => `(${op} ${a})`),
    fc
      .tuple(tie('expression'), oneOf(['is null', 'is not null', 'is true', 'is not false']))
      .map(([a, test]) => `(${a} ${test})`),
    fc
      .tuple(oneOf(NAMES), tie('expression'), tie('expression'))
      .map(([name, a, b]) => `${name}(distinct ${a}) filter (where ${b})`),
  ),
  argument: fc.oneof({ weight: 8, arbitrary: tie('expression') }, { weight: 1, arbitrary: tie('lambda') }),
  lambda: fc.oneof(
    tie('expression').map((e) => `p -> ${e}`),
    oneOf([
      'p -> p',
      '(p, q) -> p',
      '(p, q) -> q',
      '(p, q) -> p + q',
      'p -> p is null',
      '(p, q, r) -> r',
      '() -> 1',
      'p -> p.a',
    ]),
  ),
}));

/** The same, with some characters lost, doubled or put in. */
export const damagedExpression: fc.Arbitrary<string> = fc
  .tuple(
    expression,
    fc.array(
      fc.tuple(
        fc.nat(200),
        oneOf([
          '',
          '(',
          ')',
          "'",
          '"',
          '`',
          ',',
          '.',
          '[',
          ']',
          '\\',
          '-',
          '\n',
          '\0',
          'é',
          '$',
          '@',
          '/*',
          '--',
          '->',
          ':',
        ]),
        fc.nat(2),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce(
      (all, [at, put, lost]) => all.slice(0, at % (all.length + 1)) + put + all.slice((at % (all.length + 1)) + lost),
      text,
    ),
  );
