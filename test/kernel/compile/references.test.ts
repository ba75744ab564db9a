import { parse } from 'acorn';
import { expect, test } from 'vitest';
import { isRowLambda, walkReferences, type ReferenceUse } from '../../../kernel/compile/references.ts';
import { innerScope, lookUp, type Node } from '../../../kernel/compile/scope.ts';

interface Found {
  readonly start: number;
  readonly name: string;
  readonly use: ReferenceUse;
  readonly outer: boolean;
}

interface Walked {
  readonly references: readonly Found[];
  /** Lambdas with the name that they take, in the order in which they begin. */
  readonly lambdas: readonly (readonly [text: string, name: string | undefined])[];
  readonly imports: readonly string[];
  readonly listed: readonly string[];
  /** Lambdas whose bodies are walked while another one's is, as texts. */
  readonly open: readonly string[];
}

function walked(code: string, topLevel = false): Walked {
  const program = parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowAwaitOutsideFunction: true,
    allowReturnOutsideFunction: true,
  }) as unknown as { body: Node[] };
  const [references, lambdas, imports, listed, open] = [[], [], [], [], []] as [
    Found[],
    [string, string | undefined][],
    string[],
    string[],
    string[],
  ];
  const stack: string[] = [];
  const textOf = ({ start, end }: Node): string => code.slice(start, end);
  const declarators = program.body.flatMap((statement) => (statement['declarations'] as Node[] | undefined) ?? []);
  for (const statement of program.body) {
    walkReferences(statement, innerScope(null), {
      reference(node, scope, use) {
        const name = node['name'] as string;
        references.push({ start: node.start, name, use, outer: lookUp(scope, name) === null });
      },
      arrow(arrow, outer, name) {
        expect(outer.depth).toBeGreaterThanOrEqual(0);
        lambdas.push([textOf(arrow), name]);
        if (stack.length > 0) open.push(textOf(arrow));
        stack.push(textOf(arrow));
        return { after: () => expect(stack.pop()).toBe(textOf(arrow)) };
      },
      dynamicImport: (node) => void imports.push(textOf(node)),
      listed: (node) => void listed.push(textOf(node)),
      topLevel: new Set(topLevel ? declarators : []),
    });
  }
  expect(stack).toEqual([]);
  return { references, lambdas, imports, listed, open };
}

/** The code again, with marks around the names that it takes from outside. */
function marked(code: string, topLevel = false): string {
  const outer = walked(code, topLevel).references.filter((reference) => reference.outer);
  const starts = new Map(outer.map(({ start, name }) => [start, name]));
  expect(starts.size).toBe(outer.length);
  return [...starts]
    .sort(([a], [b]) => b - a)
    .reduce((text, [at, name]) => `${text.slice(0, at)}<${name}>${text.slice(at + name.length)}`, code);
}

const unmarked = (text: string): string => text.replace(/<([\w$]+)>/g, '$1');

test.each([
  '<a> + <b>.c.d + <e>[<f>]',
  '({ a: <b>, [<c>]: <d>, e() { return <f>; }, <g> })',
  'label: while (<a>) { break label; continue label; }',
  'class A extends <B> { c = <d>; [<e>] = 1; f(g) { return g + <h>; } static { let i = <j>; i; var k; k; } }',
  '(class A { b = A; c = this.d; #e = <f>; g() { return this.#e; } })',
  '(function f(a, b = a + <c>) { return f(arguments, a, b, <d>); })',
  '(() => <arguments>)',
  'function f() { return arguments; }',
  '((a, { b, c: d, ...e }, [g, , h = <i>], ...j) => [a, b, <c>, d, e, g, h, j])',
  '(({ [<a>]: b = <c> }) => b)',
  '(({ a = b, b }) => a)',
  '(() => { let a = <b>; { let b = a; b; } return <b>; })',
  '(() => { if (<a>) { var b = 1; let c = 2; c; } return b + <c>; })',
  '(() => { <g>; for (;;) { var i = 1; } return i; })',
  '(() => { f(); function f() {} })',
  '(() => { { f(); function f() {} } return <f>; })',
  '(() => { class C {} new C(); { class D extends C {} } new <D>(); })',
  '(() => { const { a, b: { c = <d> } } = <e>; return a + <b> + c; })',
  'for (let i = <a>; i < <b>; i++) i;',
  'for (let i = 0, j = i; j < <b>; j++) { let i = <b>; i; }',
  'for (const a of <b>) a + <c>;',
  'for (const [a, { b }] of <c>) a + b;',
  'for (const a in <b>) <c>(a);',
  'for (<a> of <b>) <a>;',
  'for ([<a>, <b>.c] of <d>) <a>;',
  'for (<a>.b in <c>);',
  'for (;;) <a>;',
  'try { <a>; } catch ({ b, c = <d> }) { b + c; } finally { <b>; }',
  'try { let a; a; } catch { <a>; }',
  'switch (<a>) { case <b>: let c = 1; c; break; default: c; }',
  '<a> = <b>; <c> += 1; <d>++; <e>.f = <g>; <h>[<i>] ??= 1;',
  '[<a>, <b> = <c>, ...<d>] = <e>;',
  '({ a: <b>, <c>, <d> = <e>, [<f>]: <g>.h, ...<i> } = <j>);',
  '<a>`b${<c>}`;',
  'typeof <a> === "b" && void <c>;',
  'new <A>(<b>).c(<d>);',
  'import.meta.a;',
  '(function () { new.target; return <a>; })',
  '<a>?.b?.[<c>]?.(<d>);',
  'await <a>; (async () => { for await (const b of <c>) b; })();',
  '(function* () { yield <a>; yield* <b>; })',
  '<a> ? <b> : <c>, <d>;',
  '[...<a>, , <b>];',
  '(() => { using a = <b>; return a; })',
  '(a => a)(<a>)',
])('%s', (text) => expect(marked(unmarked(text))).toBe(text));

test('declarators of the top level are assigned in the session', () => {
  const code = 'const a = b, { c, d: [e] } = a; { const f = 1; f; }';
  expect(marked(code)).toBe('const a = <b>, { c, d: [e] } = <a>; { const f = 1; f; }');
  expect(marked(code, true)).toBe('const <a> = <b>, { <c>, d: [<e>] } = <a>; { const f = 1; f; }');
});

const WRITTEN: Partial<ReferenceUse> = { written: true };
const CALLED: Partial<ReferenceUse> = { called: true };
const SHORT: Partial<ReferenceUse> = { shorthand: true };
test.each<[code: string, uses: Record<string, Partial<ReferenceUse>>]>([
  ['a; b.c; d + e', { a: {}, b: {}, d: {}, e: {} }],
  ['a = b', { a: WRITTEN, b: {} }],
  ['a++; --b; c -= 1', { a: WRITTEN, b: WRITTEN, c: WRITTEN }],
  ['a.b = c; d[e]++', { a: {}, c: {}, d: {}, e: {} }],
  ['a(b); c`d`', { a: CALLED, b: {}, c: CALLED }],
  ['new A(); b.c(); (0, d)()', { A: {}, b: {}, d: {} }],
  ['({ a, b: c, d: e = f })', { a: SHORT, c: {}, e: WRITTEN, f: {} }],
  ['({ a, b: c })', { a: SHORT, c: {} }],
  ['({ a, b = c, d: e } = f)', { a: { ...WRITTEN, ...SHORT }, b: { ...WRITTEN, ...SHORT }, c: {}, e: WRITTEN, f: {} }],
  ['typeof a; typeof b.c; -d', { a: { typeof: true }, b: {}, d: {} }],
  ['for (a of b); for ([c] of d);', { a: WRITTEN, b: {}, c: WRITTEN, d: {} }],
])('%s uses %j', (code, uses) => {
  const plain = { shorthand: false, called: false, written: false, typeof: false };
  const wanted = Object.entries(uses).map(([name, use]) => [name, { ...plain, ...use }]);
  const inOrder = walked(code).references.toSorted((a, b) => a.start - b.start);
  expect(inOrder.map(({ name, use }) => [name, use])).toEqual(wanted);
});

test.each<[code: string, lambdas: [text: string, name?: string | undefined][]]>([
  ['df.filter(o => o.a)', [['o => o.a']]],
  ['df.filter((o, p) => o.a > p.b)', [['(o, p) => o.a > p.b']]],
  ['const keep = o => o.a', [['o => o.a', 'keep']]],
  ['keep = o => o.a', [['o => o.a', 'keep']]],
  ['const { keep = o => o.a } = {}', [['o => o.a', 'keep']]],
  [
    '({ keep: o => o.a, "two words": o => o.b, 1: o => o.c, [d]: o => o.d })',
    [
      ['o => o.a', 'keep'],
      ['o => o.b', 'two words'],
      ['o => o.c', undefined],
      ['o => o.d', undefined],
    ],
  ],
  ['class A { keep = o => o.a }', [['o => o.a', 'keep']]],
  ['least => o => o.a > least', [['least => o => o.a > least'], ['o => o.a > least']]],
  ['a ? o => o.a : (o) => o.b', [['o => o.a'], ['(o) => o.b']]],
  ['f(() => 1, (a, b, c) => a, async o => o.a, function (o) { return o.a; })', []],
  ['list.forEach(o => o.a); p.then(o => o.a).catch(e => e); list.sort((a, b) => a - b)', []],
  ['list.forEach(o => df.filter(p => p.a > o))', [['p => p.a > o']]],
  ['list.map(o => o.a)', [['o => o.a']]],
  ['new Proxy(o => o.a)', []],
  ['forEach(o => o.a)', [['o => o.a']]],
])('the lambdas of %s', (code, lambdas) => {
  expect(walked(code).lambdas).toEqual(lambdas.map(([text, name]) => [text, name]));
});

test('what comes after a lambda comes when its body was walked', () => {
  const { open } = walked('a => b => c => d; e => f');
  expect(open).toEqual(['b => c => d', 'c => d']);
});

test('imports that are made while a cell runs, and statements of lists', () => {
  expect(walked('const a = await import("b"); () => import(`c${d}`)').imports).toEqual([
    'import("b")',
    'import(`c${d}`)',
  ]);
  expect(walked('{ a; { b } } (() => { c; return d })(); switch (e) { case f: g; h }').listed.toSorted()).toEqual(
    ['a;', '{ b }', 'b', 'c;', 'return d', 'g;', 'h'].sort(),
  );
});

test.each([
  ['o => 1', true],
  ['(o, p) => 1', true],
  ['({ a }) => a', true],
  ['() => 1', false],
  ['(a, b, c) => 1', false],
  ['async o => 1', false],
  ['function (o) { return 1; }', false],
  ['o', false],
])('%s may be a lambda over rows: %j', (code, may) => {
  const [statement] = (parse(`(${code})`, { ecmaVersion: 'latest' }) as unknown as { body: Node[] }).body;
  expect(isRowLambda(statement!['expression'] as Node)).toBe(may);
});
