import { expect, test } from 'vitest';
import { conditionOf, shown } from './sql-value.ts';

/** What real Spark 4.3 gives; null where it refuses. */
const FORMATTED: readonly (readonly [args: string, text: string | null])[] = [
  ["'%c','q'", null],
  ["'%c',65", 'A'],
  ["'%c',128512", '😀'],
  ["'%c',1114112", null],
  ["'%c',-1", null],
  ["'%c',1.5", null],
  ["'%c',true", null],
  ["'%c',array(1)", null],
  ["'%c',cast(null as int)", 'null'],
  ["'%c',cast(65 as bigint)", null],
  ["'%c',cast(65 as tinyint)", 'A'],
  ["'%c',cast(65 as smallint)", 'A'],
  ["'%c',55296", '?'],
  ["'%C',97", 'A'],
  ["'%5c|',65", '    A|'],
  ["'%-5c|',65", 'A    |'],
  ["'%05c',65", null],
  ["'%.2c',65", null],
  ["'%d','x'", null],
  ["'%d',1.5", null],
  ["'%d',true", null],
  ["'%f',1", null],
  ["'%f',1.5", null],
  ["'%x',1.5", null],
  ["'%e','a'", null],
  ["'%b','x'", 'true'],
  ["'%q',1", null],
  ["'%s'", null],
  ["'%'", null],
  ["'%-d',1", null],
  ["'%5$s','a'", null],
  ["'%n'", '\\n'],
  ["'%%'", '%'],
  ["'%#d',1", null],
  ["'%+s','x'", null],
  ["'% d',5", ' 5'],
  ["'%(d',-5", '(5)'],
  ["'%+ d',5", null],
  ["'%-05d',5", null],
  ["'%.3d',5", null],
  ["'%99999999999d',1", null],
  ["'%2$s %1$s','a','b'", 'b a'],
];

test.each(FORMATTED)('format_string(%s) is %j', (args, text) => {
  if (text === null) expect(conditionOf(`format_string(${args})`)).toBe('IllegalFormatException');
  else expect(shown(`format_string(${args})`)).toBe(text.replace('\\n', '\n'));
});
