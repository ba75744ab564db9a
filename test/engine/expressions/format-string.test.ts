import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { bound, columnsOf, conditionOf, shown } from './sql-value.ts';

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

describe('a pattern that is known beforehand gives what one of a column gives', () => {
  const columns = columnsOf(
    'p STRING, s STRING, i INT, l BIGINT, d DOUBLE, f FLOAT, n DECIMAL(10,2), t TIMESTAMP, b BOOLEAN',
  );
  const list = columns.map(({ name }) => name).slice(1);
  const slow = compileExpression(bound(`format_string(p, ${list.join(', ')})`, columns), columns);
  const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { freq: 6 });
  const money = fc.integer({ min: -1e7, max: 1e7 }).map((n) => n / 100);
  const row = fc.tuple(
    orNull(
      fc.array(fc.constantFrom('a', 'é', '漢', '😀', ' ', '-', 'xyz'), { maxLength: 6 }).map((parts) => parts.join('')),
    ),
    orNull(fc.oneof(fc.integer({ min: -2147483648, max: 2147483647 }), fc.integer({ min: -99, max: 99 }))),
    orNull(fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -99n, max: 99n }))),
    orNull(fc.oneof(money, fc.double())),
    orNull(fc.oneof(money, fc.double()).map(Math.fround)),
    orNull(fc.bigInt({ min: -9999999999n, max: 9999999999n })),
    orNull(fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n })),
    orNull(fc.boolean()),
  );
  const KINDS: readonly (readonly string[])[] = [
    ['s', 'S', 'b'], ['d', 'x', 'X', 'o', 's', 'c'], ['d', 'x', 'o', 's'], ['f', 'e', 's'], ['f', 's'], ['s'], ['s'], ['b', 's'],
  ]; // prettier-ignore
  const specifier = fc
    .record({
      at: fc.nat(7),
      kind: fc.nat(5),
      flags: fc.constantFrom('', '', '-', '0', ',', '+'),
      width: fc.nat(14),
      decimals: fc.nat(9),
    })
    .map(({ at, kind, flags, width, decimals }) => {
      const letter = KINDS[at]![kind % KINDS[at]!.length]!;
      const allowed = { s: '-', b: '-', c: '-', x: '-0', o: '-0', e: '-0+' }[letter.toLowerCase()] ?? '-0,+';
      const flag = allowed.includes(flags) ? flags : '';
      const wide = flag === '-' || flag === '0' || width > 7 ? String(width + 1) : '';
      return `%${at + 1}$${flag}${wide}${'fe'.includes(letter) && decimals > 1 ? `.${decimals}` : ''}${letter}`;
    });
  const pattern = fc
    .array(fc.oneof(specifier, fc.constantFrom('%%', '%n', 'né ', '漢', ':')), { maxLength: 6 })
    .map((parts) => parts.join(''));

  test('whatever the specifiers and the values, NULLs too', () => {
    fc.assert(
      fc.property(pattern, fc.array(row, { minLength: 1, maxLength: 8 }), (p, rows) => {
        const fast = compileExpression(bound(`format_string('${p}', ${list.join(', ')})`, columns), columns);
        const attempt = (f: typeof fast, values: readonly unknown[]): unknown => {
          try {
            return f([p, ...values]);
          } catch (error) {
            return (error as Error).message;
          }
        };
        for (const values of rows) expect(attempt(fast, values)).toBe(attempt(slow, values));
      }),
      { numRuns: 300 },
    );
  });
});
