import { stripTypeScriptTypes } from 'node:module';
import { parse } from 'acorn';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArrow } from '../../../../engine/api/lambda/parse-arrow.ts';
import type { Arrow, Parameter, Syntax } from '../../../../engine/api/lambda/syntax.ts';

type Node = Record<string, unknown>;

/** An arrow function as acorn, a parser of all of JavaScript, reads it. */
function ofAcorn(source: string): Arrow {
  const program = parse(`(${source}\n)`, { ecmaVersion: 2024, sourceType: 'module' }) as unknown as { body: Node[] };
  const arrow = program.body[0]!['expression'] as Node;
  const body = arrow['body'] as Node;
  const statements = body['type'] === 'BlockStatement' ? (body['body'] as Node[]) : [{ argument: body }];
  return {
    parameters: (arrow['params'] as Node[]).map(parameterOf),
    locals: statements.slice(0, -1).map((statement): [string, Syntax] => {
      const [only] = statement['declarations'] as Node[];
      return [(only!['id'] as Node)['name'] as string, syntaxOf(only!['init'] as Node)];
    }),
    body: syntaxOf(statements.at(-1)!['argument'] as Node),
  };
}

function parameterOf(node: Node): Parameter {
  if (node['type'] === 'Identifier') return { kind: 'name', name: node['name'] as string };
  const fields = (node['properties'] as Node[]).map((property) => ({
    field: keyOf(property['key'] as Node),
    name: (property['value'] as Node)['name'] as string,
  }));
  return { kind: 'pattern', fields };
}

const keyOf = (key: Node): string => (key['name'] ?? key['value']) as string;

function syntaxOf(node: Node): Syntax {
  const at = (part: string): Syntax => syntaxOf(node[part] as Node);
  const all = (part: string): Syntax[] => (node[part] as Node[]).map(syntaxOf);
  switch (node['type']) {
    case 'Literal': {
      const { value, raw } = node;
      if (typeof value === 'string') return { kind: 'string', value };
      return typeof value === 'number' || typeof value === 'bigint'
        ? { kind: 'number', text: raw as string }
        : { kind: 'name', name: raw as string };
    }
    case 'Identifier':
      return { kind: 'name', name: node['name'] as string };
    case 'ChainExpression':
      return at('expression');
    case 'TemplateLiteral': {
      const parts = (node['quasis'] as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked);
      return { kind: 'template', parts, holes: all('expressions') };
    }
    case 'MemberExpression':
      return {
        kind: 'member',
        object: at('object'),
        property:
          node['computed'] === true ? at('property') : { kind: 'string', value: keyOf(node['property'] as Node) },
      };
    case 'CallExpression':
      return { kind: 'call', callee: at('callee'), args: all('arguments') };
    case 'UnaryExpression':
      return { kind: 'unary', operator: node['operator'] as string, operand: at('argument') };
    case 'BinaryExpression':
    case 'LogicalExpression':
      return { kind: 'binary', operator: node['operator'] as string, left: at('left'), right: at('right') };
    case 'ConditionalExpression':
      return { kind: 'conditional', test: at('test'), yes: at('consequent'), no: at('alternate') };
    case 'ArrayExpression':
      return { kind: 'array', items: all('elements') };
    case 'ObjectExpression': {
      const properties = node['properties'] as Node[];
      const entries = properties.map((each) =>
        each['type'] === 'Property'
          ? { name: keyOf(each['key'] as Node), value: syntaxOf(each['value'] as Node) }
          : { value: syntaxOf(each['argument'] as Node) },
      );
      return { kind: 'object', entries };
    }
    default:
      throw new SyntaxError(`no part of a lambda: ${String(node['type'])}`);
  }
}

describe('reads what acorn reads', () => {
  test.each([
    'o => o.a',
    '(o) => o.a',
    '(o,) => o.a',
    '(o, p) => o.a > p.b',
    '({ a }) => a',
    '({ a, "two words": b, c: d }, { e }) => a + b + d + e',
    '({}) => 1',
    '() => 1',
    'o => { return o.a }',
    'o => { const a = o.a; let b = a * 2\n return a + b; }',
    'o => ({ a: o.a, "b c": 1, d, ...o })',
    'o => ({ ...o, a: { b: [1, [2]], }, })',
    'o => []',
    'o => [1, 2,]',
    'o => o["two words"][0]["a"]',
    'o => o?.a?.[0]?.b',
    'o => o.return.if.as.typeof',
    'o => o.a.b(1, o.c).d()',
    'o => o.a?1:2',
    'o => o.a?.5:1',
    'o => o.a ? o.b ? 1 : 2 : o.c ? 3 : 4',
    'o => o.a ? 1 : o.b ? 2 : 3',
    'o => 1 - 2 - 3 + 4',
    'o => 1 + 2 * 3 % 4 / 5',
    'o => 2 ** 3 ** 2',
    'o => (-2) ** 2',
    'o => 2 ** -1',
    'o => 1 < 2 === 3 >= 4 !== 5',
    'o => o.a || o.b && o.c === 1 || !o.d',
    'o => (o.a ?? o.b) || o.c',
    'o => o.a ?? o.b ?? o.c',
    'o => - - +o.a - -1',
    'o => !!o.a',
    'o => !o.a === !o.b',
    'o => typeof o.a === "string"',
    'o => -o.a.b',
    'o => .5 + 1. + 1e3 + 1.5E-3 + 1e+2 + 0xFFn + 0b11 + 0o17 + 1_000 + 12n',
    'o => 1_0.2_5 + 1e1_0',
    'o => "a\\"b" + \'c\\\'d\' + "\\n\\t\\u0041\\u{1F600}\\x41\\\\\\0" + "a\\\nb"',
    'o => `a${o.a}b${`c${o.b}d`}e`',
    'o => `\\`\\${o}$ {} }`',
    'o => `${{ a: "}" }.a}`',
    'o => `${o.a /* } */ + 1}`',
    'o => ``',
    'o => /* a > b */ o.a // the end\n > 1',
    '$o_1 => $o_1.größe + ö',
    'o =>\n  o.a\n  > 1\n',
  ])('%s', (source) => expect(parseArrow(source)).toEqual(ofAcorn(source)));

  const NAMES = fc.constantFrom('o', 'o.a', 'o.b.c', 'x', 'true', 'null', 'o["a b"]');
  const LITERALS = fc.constantFrom('1', '.5', '2.5', '7n', '0x1f', '"a"', "'}'", '`t`', '`a${o.a}b`');
  const { expression } = fc.letrec<{ expression: string[] }>((tie) => {
    const inner = tie('expression');
    const bracketed = inner.map((e) => ['(', ...e, ')']);
    return {
      expression: fc.oneof(
        { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
        fc.oneof(NAMES, LITERALS).map((text) => [text]),
        bracketed,
        fc
          .tuple(inner, fc.constantFrom(...'?? || && === !== == != < <= > >= + - * / % **'.split(' ')), inner)
          .map(([left, operator, right]) => [...left, operator, ...right]),
        fc.tuple(fc.constantFrom('!', '-', '+'), inner).map(([operator, e]) => [operator, ...e]),
        fc.tuple(inner, inner, inner).map(([test, yes, no]) => [...test, '?', ...yes, ':', ...no]),
        fc.tuple(bracketed, inner).map(([object, key]) => [...object, '[', ...key, ']']),
        fc.tuple(bracketed, inner, inner).map(([f, a, b]) => [...f, '.', 'm', '(', ...a, ',', ...b, ')']),
        fc.array(inner, { maxLength: 3 }).map((items) => ['[', ...items.flatMap((item) => [...item, ',']), ']']),
        fc.tuple(inner, inner).map(([a, b]) => ['(', '{', 'k', ':', ...a, ',', '"l m"', ':', ...b, '}', ')']),
      ),
    };
  });

  test('any expression, with and without blanks between its tokens', () => {
    let read = 0;
    fc.assert(
      fc.property(expression, fc.constantFrom('', ' ', '\n', '/* ? */'), (tokens, blank) => {
        const source = `o => (${tokens.join(blank)})`;
        let wanted: Arrow;
        try {
          wanted = ofAcorn(source);
        } catch (error) {
          // `-a ** b`, `a ?? b || c` and `- -a` without a blank are not JavaScript or assign something
          expect(error).toBeInstanceOf(SyntaxError);
          return;
        }
        read++;
        expect(parseArrow(source)).toEqual(wanted);
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});

const withoutTypes = (source: string): string => stripTypeScriptTypes(`(${source})`);

test.each([
  '(o: Order) => o.a',
  '(o: { a: number; b?: string }, p: Map<string, number[]>) => o.a > p.b',
  '(o: Order): boolean => o.a > 1',
  '(o?: Order) => o.a',
  '({ a, b: c }: { a: number; b: string }) => a > c',
  'o => (o.a as number) > 1',
  'o => o.a as number > 1',
  'o => o.a as number + 1',
  'o => o.a as number === 1 ? 2 : 3',
  'o => (o.a satisfies string | null) + "b"',
  'o => [o.a as string, o.b as Array<number>]',
  'o => o.a! + o.b!.c![0]!',
  'o => o.a! !== 1',
  'o => !o.a!',
  'o => ({ a: o.a as { b: number }, c: 1 })',
  'o => { const a: number = o.a; return a as number; }',
  'o => { const a: { b: string } = o.a; return a.b; }',
])('the types of %s mean nothing', (source) => {
  const plain = withoutTypes(source);
  expect(plain).not.toBe(`(${source})`);
  expect(parseArrow(source)).toEqual(ofAcorn(plain));
});

test.each([
  ['async o => o.a', 'async has no translation'],
  ['function (o) { return o.a; }', 'function has no translation'],
  ['o => o.a = 1', '"=" at this place'],
  ['o => o.a += 1', '"+=" at this place'],
  ['o => o.a++', '"++" at this place'],
  ['o => o.a & 1', '"&" at this place'],
  ['o => o.a | 1', '"|" at this place'],
  ['o => ~o.a', '"~" at this place'],
  ['o => o.a, o.b', '"," at this place'],
  ['o => new Date()', '"Date" at this place'],
  ['o => "a" in o', '"in" at this place'],
  ['o => o instanceof Order', '"instanceof" at this place'],
  ['o => /x/.test(o.a)', '"/" at this place'],
  ['o => [1].map(x => x)', '"=>" at this place'],
  ['o => f(...o.tags)', '"..." at this place'],
  ['o => [...o.tags]', '"..." at this place'],
  ['(...all) => all', '"..." at this place'],
  ['(o = 1) => o', '"=" at this place'],
  ['({ a = 1 }) => a', '"=" at this place'],
  ['({ ...rest }) => rest', '"..." at this place'],
  ['([a]) => a', '"[" at this place'],
  ['o => ({ [o.a]: 1 })', '"[" at this place'],
  ['o => ({ f() { return 1; } })', '"(" at this place'],
  ['o => { if (o.a) return 1; return 2; }', '"if" at this place'],
  ['o => { return o.a; o.b; }', '"o" at this place'],
  ['o => { o.a; }', '"o" at this place'],
  ['o => {}', '"}" at this place'],
  ['o => { const a = 1, b = 2; return a; }', '"," at this place'],
  ['o => { const { a } = o; return a; }', '"{" at this place'],
  ['o => { var a = 1; return a; }', '"var" at this place'],
  ['o => o.a > ', 'its end has no translation'],
  ['o => (o.a', 'its end has no translation'],
  ['o => o.#a', 'the character "#"'],
  ['o => o.f`x`', '"`x`" at this place'],
])('%s is refused: %s', (source, says) => {
  expect(() => parseArrow(source)).toThrow(expect.objectContaining({ condition: 'UNSUPPORTED_LAMBDA' }));
  expect(() => parseArrow(source)).toThrow(says);
});

test.each([
  ['o => { cov_1().f[0]++; cov_1().s[0]++; return o.a; }', 'o => { return o.a; }'],
  ['o => { cov_1().s[0]++; const a = 1; cov_1().s[1]++; return a; }', 'o => { const a = 1; return a; }'],
  ['o => (cov_1().b[0][0]++, o.a) && (cov_1().b[0][1]++, o.b)', 'o => o.a && o.b'],
])('the counters of %s mean nothing', (counted, plain) => expect(parseArrow(counted)).toEqual(ofAcorn(plain)));

test('a mistake inside a template names the whole lambda', () => {
  expect(() => parseArrow('o => `${o.a +}`')).toThrow('The lambda o => `${o.a +}` cannot become a query: its end');
});
