import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Expression } from '../../../engine/expressions/expression.ts';
import { parseExpression, parseNamedExpression } from '../../../engine/sql/parse-expression.ts';
import { simpleString, type DataType } from '../../../engine/types/data-type.ts';

const column = (name: string): Expression => ({ kind: 'attribute', name });

/** A tree, whatever the case of its functions' names. */
const lowered = (sql: string): unknown =>
  JSON.parse(
    JSON.stringify(parseExpression(sql), (key, value: unknown) =>
      key === 'name' ? String(value).toLowerCase() : value,
    ),
  );

const INFIX = 'and or == <=> < <= > >= + - * / % div & | ^ << >> >>>'.split(' ');
const PREFIX = new Map(Object.entries({ not: 'NOT ', '-': '- ', '+': '+ ' }));

/** An expression as `Expression.sql` of Spark 4.3 writes it: parentheses around every operator. */
function sqlOf(e: Expression): string {
  switch (e.kind) {
    case 'literal':
      return e.type.kind === 'string' ? `'${String(e.value)}'` : String(e.value);
    case 'attribute':
    case 'lambda_variable':
      return e.name;
    case 'star':
      return e.target === undefined ? '*' : `${e.target}.*`;
    case 'alias':
      return `${sqlOf(e.child)} AS ${e.names.join(', ')}`;
    case 'cast':
      return `${e.mode === 'try' ? 'TRY_' : ''}CAST(${sqlOf(e.child)} AS ${typeSql(e.type)})`;
    case 'extract':
      return `${sqlOf(e.child)}[${sqlOf(e.extraction)}]`;
    case 'lambda':
      return `lambdafunction(${[sqlOf(e.body), ...e.parameters].join(', ')})`;
    case 'function':
      return functionSql(e);
    default:
      throw new Error(`not written here: ${e.kind}`);
  }
}

const typeSql = (type: DataType | string): string =>
  (typeof type === 'string' ? type : simpleString(type)).toUpperCase();

function functionSql({ name, args }: Expression & { kind: 'function' }): string {
  const rest = args.map(sqlOf);
  const [a = '', b = '', c] = rest;
  if (args.length === 1 && PREFIX.has(name)) return `(${PREFIX.get(name)!}${a})`;
  if (args.length === 2 && INFIX.includes(name))
    return `(${a} ${name === '==' ? '=' : name === 'div' ? name : name.toUpperCase()} ${b})`;
  switch (name) {
    case 'isnull':
      return `(${a} IS NULL)`;
    case 'isnotnull':
      return `(${a} IS NOT NULL)`;
    case 'in':
      return `(${a} IN (${rest.slice(1).join(', ')}))`;
    case '~':
      return `~${a}`;
    case 'rlike':
      return `RLIKE(${a}, ${b})`;
    case 'like':
      return `${a} LIKE ${b}${c === undefined ? '' : ` ESCAPE ${c}`}`;
    case '||':
      return `concat(${a}, ${b})`;
    case 'when': {
      const cases = rest.flatMap((text, i) =>
        i % 2 === 1 ? [`WHEN ${rest[i - 1]!} THEN ${text}`] : i === rest.length - 1 ? [`ELSE ${text}`] : [],
      );
      return `CASE ${cases.join(' ')} END`;
    }
    default:
      return `${name}(${rest.join(', ')})`;
  }
}

/** Read by the parser of Spark 4.3. */
const READ: readonly (readonly [sql: string, read: string])[] = [
  ['a or b and c', '(a OR (b AND c))'],
  ['a and b or c and d', '((a AND b) OR (c AND d))'],
  ['not a and b', '((NOT a) AND b)'],
  ['not a or b', '((NOT a) OR b)'],
  ['not a = b', '(NOT (a = b))'],
  ['not a is null', '(NOT (a IS NULL))'],
  ['! a and b', '((NOT a) AND b)'],
  ['not not a', '(NOT (NOT a))'],
  ['a = 1 and not b = 2 or c', '(((a = 1) AND (NOT (b = 2))) OR c)'],
  ['a = b is null', '((a = b) IS NULL)'],
  ['a + 1 is not null', '((a + 1) IS NOT NULL)'],
  ['a is not distinct from b + 1', '(a <=> (b + 1))'],
  ['a is distinct from b', '(NOT (a <=> b))'],
  ['a is true', '(a <=> true)'],
  ['a is not true', '(NOT (a <=> true))'],
  ['a is false', '(a <=> false)'],
  ['a between 1 and 2 and b', '(between(a, 1, 2) AND b)'],
  ['a not between b + 1 and c * 2', '(NOT between(a, (b + 1), (c * 2)))'],
  ['not a between 1 and 2', '(NOT between(a, 1, 2))'],
  ['a = b between 1 and 2', 'between((a = b), 1, 2)'],
  ['a in (1, 2 + 3)', '(a IN (1, (2 + 3)))'],
  ['a not in (1) or b', '((NOT (a IN (1))) OR b)'],
  ['not a in (1)', '(NOT (a IN (1)))'],
  ["a like 'x' and b", "(a LIKE 'x' AND b)"],
  ["a not like 'x%' or b", "((NOT a LIKE 'x%') OR b)"],
  ["a rlike 'x' or b", "(RLIKE(a, 'x') OR b)"],
  ["a like 'x' escape '!'", "a LIKE 'x' ESCAPE '!'"],
  ["a not ilike 'x'", "(NOT ilike(a, 'x'))"],
  ['a + b * c', '(a + (b * c))'],
  ['a * b + c', '((a * b) + c)'],
  ['a - b - c', '((a - b) - c)'],
  ['a / b / c', '((a / b) / c)'],
  ['a % b * c', '((a % b) * c)'],
  ['a div b + c', '((a div b) + c)'],
  ['a + b - c || d', 'concat(((a + b) - c), d)'],
  ['a || b || c', 'concat(concat(a, b), c)'],
  ['a + b << c', '((a + b) << c)'],
  ['a << b + c', '(a << (b + c))'],
  ['a << b >> c >>> d', '(((a << b) >> c) >>> d)'],
  ['a & b << c', '(a & (b << c))'],
  ['a & b | c ^ d', '((a & b) | (c ^ d))'],
  ['a | b & c', '(a | (b & c))'],
  ['a ^ b | c', '((a ^ b) | c)'],
  ['a | b = c', '((a | b) = c)'],
  ['a & b > c', '((a & b) > c)'],
  ['a < b + 1', '(a < (b + 1))'],
  ['a = b < c', '((a = b) < c)'],
  ['a <=> b = c', '((a <=> b) = c)'],
  ['a <> b', '(NOT (a = b))'],
  ['a != b', '(NOT (a = b))'],
  ['a == b', '(a = b)'],
  ['- a + b', '((- a) + b)'],
  ['- a * b', '((- a) * b)'],
  ['-a.b', '(- a.b)'],
  ['- (a + b)', '(- (a + b))'],
  ['-1 + a', '(-1 + a)'],
  ['a - 1', '(a - 1)'],
  ['a -1', '(a - 1)'],
  ['a - -1', '(a - -1)'],
  ['-1[0]', '-1[0]'],
  ['~ a & b', '(~a & b)'],
  ['~ - a', '~(- a)'],
  ['+ a * b', '((+ a) * b)'],
  ['- - a', '(- (- a))'],
  ['a[0][1].b', "a[0][1]['b']"],
  ['a.b[c + 1]', 'a.b[(c + 1)]'],
  ['a[0]::int', 'CAST(a[0] AS INT)'],
  ['-a::int', '(- CAST(a AS INT))'],
  ['a + b::bigint * c', '(a + (CAST(b AS BIGINT) * c))'],
  ['a::string || b', 'concat(CAST(a AS STRING), b)'],
  ['case when a then b when c then d end', 'CASE WHEN a THEN b WHEN c THEN d END'],
  ["case a when 1 then 'x' else 'y' end", "CASE WHEN (a = 1) THEN 'x' ELSE 'y' END"],
  ['case when a or b then c + 1 else d end is null', '(CASE WHEN (a OR b) THEN (c + 1) ELSE d END IS NULL)'],
  ['(a)', 'a'],
  ['a /* b /* c */ d */ + 1', '(a + 1)'],
  ['1e5L', '`1e5L`'],
  ['cast(a as timestamp without time zone)', 'CAST(a AS TIMESTAMP_NTZ)'],
  ['a::timestamp with local time zone', 'CAST(a AS TIMESTAMP)'],
  ['`ä`', '`ä`'],
  ['(a + b) * c', '((a + b) * c)'],
  ['f(a, g(b))', 'f(a, g(b))'],
  ['transform(a, x -> x + b)', 'transform(a, lambdafunction((x + b), x))'],
  ['aggregate(a, 0, (acc, x) -> acc + x)', 'aggregate(a, 0, lambdafunction((acc + x), acc, x))'],
  ['cast(a as decimal(10, 2)) + 1', '(CAST(a AS DECIMAL(10,2)) + 1)'],
  ['try_cast(a as int)', 'TRY_CAST(a AS INT)'],
  ['`a b`.`c.d`', '`a b`.`c.d`'],
  ['`a``b`', '`a``b`'],
  ["'x' 'y'", "'xy'"],
  ['a.b.c', 'a.b.c'],
  ['x -> x', 'lambdafunction(x, x)'],
  ['a between 1 and 2 = true', 'between(a, 1, (2 = true))'],
  ['a and not b and c', '((a AND (NOT b)) AND c)'],
  ['a < 1 in (true)', '((a < 1) IN (true))'],
  ['a is not null and b', '((a IS NOT NULL) AND b)'],
];

test.each(READ)('%s is read as %s', (sql, read) => expect(sqlOf(parseExpression(sql))).toBe(read));

/** What has a longer form: both are the same for Spark's parser, or for its analyzer. */
test.each([
  ['a is unknown', 'a is null'],
  ['a is not unknown', 'a is not null'],
  ["a like any ('x', 'y') and b", "(a like 'x' or a like 'y') and b"],
  ["a like some ('x', 'y')", "a like any ('x', 'y')"],
  ["a like all ('x', 'y') or b", "(a like 'x' and a like 'y') or b"],
  ["a not like any ('x', 'y') and b", "(not a like 'x' or not a like 'y') and b"],
  ["a not like all ('x', 'y') or b", "(not a like 'x' and not a like 'y') or b"],
  ["not a like any ('x', 'y')", "not (a like 'x' or a like 'y')"],
  ["a ilike any ('x')", "a ilike 'x'"],
  ["a regexp 'x'", "a rlike 'x'"],
  ['trim(from a)', 'trim(a)'],
  ['timediff(day, a, b)', 'timestampdiff(day, a, b)'],
  ['(a, b + 1).col1', 'struct(a, b + 1).col1'],
  ['(a).b', "a['b']"],
  ['f(all a)', 'f(a)'],
  ['first(a) ignore nulls', 'first(a ignore nulls)'],
  ['first(a ignore nulls)', 'first(a, true)'],
  ['first(a) respect nulls', 'first(a, false)'],
  ['count(distinct a) filter (where b)', 'COUNT(DISTINCT a) FILTER (WHERE (b))'],
])('%s is %s', (short, long) => expect(lowered(short)).toEqual(lowered(long)));

test.each<[sql: string, read: Record<string, unknown>]>([
  ['count(distinct a)', { name: 'count', distinct: true, args: [column('a')] }],
  ['sum(a) filter (where b)', { name: 'sum', args: [column('a')], filter: column('b') }],
])('%s keeps what belongs to the call', (sql, read) => {
  expect(parseExpression(sql)).toMatchObject({ kind: 'function', ...read });
});

test('a named argument is told of', () => {
  expect(() => parseExpression('f(x => 1)')).toThrow('A named argument');
});

describe('names', () => {
  test.each<[sql: string, names: string[] | null]>([
    ['a + 1 as x', ['x']],
    ['a + 1 x', ['x']],
    ['a + 1 `x y`', ['x y']],
    ['a as `x``y`', ['x`y']],
    ['a as (x, y)', ['x', 'y']],
    ['a as Select', ['Select']],
    ['a from', ['from']],
    ['a end', ['end']],
    ['a and', ['and']],
    ['a in', ['in']],
    ['a not', ['not']],
    ['a is null null', ['null']],
    ['a like b like', ['like']],
    ['a collate', ['collate']],
    ['sum(a) over', ['over']],
    ['explode(a) (x, y)', ['x', 'y']],
    ['select', null],
    ['end end', ['end']],
    ['a', null],
  ])('%s has the names %j', (sql, names) => {
    const named = parseNamedExpression(sql);
    expect(named.kind === 'alias' ? named.names : null).toEqual(names);
  });

  test.each([
    ['x -> x.a.b', ['x']],
    ['(x, y) -> x + y', ['x', 'y']],
    ['`x` -> X', ['x']],
  ])('the parameters of %s are seen in its body alone', (lambda, parameters) => {
    const call = parseExpression(`f(${lambda}, x)`) as Expression & { kind: 'function' };
    expect(call.args[0]).toMatchObject({ kind: 'lambda', parameters });
    expect(JSON.stringify(call.args[0])).not.toContain('"attribute"');
    expect(call.args[1]).toEqual(column('x'));
  });
});

const OPERATORS = [...INFIX.map((name) => (name === '==' ? '=' : name)), '!='];
const TESTS = [
  'is null',
  'is not true',
  'in (1, c)',
  'not in (c + 1)',
  'between 1 and c',
  "not like 'x'",
  'is distinct from c',
];
const chain = fc
  .tuple(
    fc.constantFrom('a', 'not a', '- a', '~ a', '2', "'t'", 'a.b[0]', 'f(a)'),
    fc.array(
      fc.oneof(
        fc
          .tuple(
            fc.constantFrom(...OPERATORS),
            fc.constantFrom('b', '- b', '3', '(b, c)', 'b is null', 'cast(b as int)'),
          )
          .map((pair) => pair.join(' ')),
        fc.constantFrom(...TESTS),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([first, more]) => [first, ...more].join(' '));

test('an expression and the same with all its parentheses are one', () => {
  let read = 0;
  fc.assert(
    fc.property(chain, (sql) => {
      let tree: Expression;
      try {
        tree = parseExpression(sql);
      } catch {
        return; // such as `a is null + b`
      }
      read++;
      expect(parseExpression(sqlOf(tree))).toEqual(tree);
      expect(parseExpression(`(${sql})`)).toEqual(tree);
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(100);
});

/** Refused by the parser of Spark 4.3. */
test.each([
  'a +',
  'a b c',
  'a in ()',
  'a between 1',
  'case when a end',
  '(a',
  'a)',
  'a = = b',
  'f(a,)',
  '* *',
  'a..b',
  'a is null is null',
  'a in (1) = true',
  'a is null = true',
  "a like 'x' like 'y'",
  'a;',
  'a as x',
  'f(a as x)',
  'f(a x)',
  'array(a as x)',
  'if(a > 1 as c, 1, 2)',
  '(a as x)',
  '(a x) + 1',
  'transform(a, (x) -> x)',
  'transform(a, () -> 1)',
  'transform(a, x -> x as y)',
  'first(a respect nulls)',
  'f(a ignore nulls)',
  "extract('year' from a)",
  '1.5L',
  '.5S',
  'ä',
  'a.日',
  'a /* open',
  'a and',
])('%s is refused', (sql) => {
  expect(() => parseExpression(sql)).toThrow(expect.objectContaining({ sqlState: expect.any(String) }));
});
