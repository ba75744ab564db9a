import { runInThisContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { compileCell } from '../../kernel/compile/compile-cell.ts';
import { installLambdas } from '../../kernel/session/lambdas.ts';
import type { CompiledCell } from '../../kernel/compile/compiled-cell.ts';
import type { LambdaSource } from '../../kernel/session/lambdas.ts';

const scope: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
const modules: Record<string, unknown> = { m: { default: 'd', named: 'n' } };
const known = new Set<string>();

/** Runs cells one after another as the session does; returns the last value. */
async function run(...cells: string[]): Promise<unknown> {
  let value: unknown;
  for (const [index, source] of cells.entries()) {
    const cell = compileCell(source, `cell [${index}]`, known);
    if ('message' in cell) throw new SyntaxError(`${cell.message} (${cell.line}:${cell.column})`);
    cell.declares.forEach((name) => known.add(name));
    value = await (runInThisContext(cell.script) as Promise<unknown>);
  }
  return value;
}

beforeAll(() => {
  installLambdas(() => Object.keys(scope));
  const load = (specifier: string): Promise<unknown> => Promise.resolve(modules[specifier]);
  (globalThis as Record<PropertyKey, unknown>)[Symbol.for('millrace.cell')] = { scope, load };
});

function sourceOf(arrow: unknown): LambdaSource | undefined {
  const lambdas = (globalThis as Record<PropertyKey, unknown>)[Symbol.for('millrace.lambdas')] as WeakMap<
    object,
    LambdaSource
  >;
  return lambdas.get(arrow as object);
}

const VALUES: readonly (readonly [name: string, cells: string[], value: unknown])[] = [
  ['the last expression is the value', ['1; 2 + 3;'], 5],
  ['a promise as the last expression is awaited', ['Promise.resolve(4)'], 4],
  ['names live on across cells', ['const a1 = 1', 'let b1 = a1 + 1', 'b1 += 1; b1'], 3],
  ['const is redeclared', ['const c1 = 1', 'const c1 = 2; c1'], 2],
  [
    'a function of an earlier cell sees a redeclared name',
    ['const d1 = 1; const readD = () => d1', 'const d1 = 5', 'readD()'],
    5,
  ],
  ['a function may use a name of a later cell', ['const early = () => late1', 'const late1 = 9', 'early()'], 9],
  ['functions are hoisted', ['const e1 = twice1(2); function twice1(n: number) { return n * 2 }', 'e1'], 4],
  ['arrow functions get their names', ['const named1 = () => 1; named1.name'], 'named1'],
  [
    'lambdas get their names, too',
    [
      `const n1 = (o) => o, n2 = { n3: (o) => o, ['n' + 4]: (o) => o, 'n 5': (o) => o }
let n6; n6 = (o) => o; class N7 { n8 = (o) => o; static n9 = (o) => o }
const { n10 = (o) => o } = {} as any; function n11(n12 = (o) => o) { const n13 = (o) => o; return [n12, n13] }`,
      `[n1, n2.n3, n2.n4, n2['n 5'], n6, new N7().n8, N7.n9, n10, ...n11()].map((f) => f.name).join()`,
    ],
    'n1,n3,,n 5,n6,n8,n9,n10,n12,n13',
  ],
  [
    'lambdas stay apart from what follows without a semicolon',
    ['const s1 = (o) => o\nconst s2 = o => o + 1\nlet s3 = (a) => (b) => a + b\n[s1(1), s2(1), s3(1)(2)].join()', ''],
    undefined,
  ],
  ['classes are kept', ['class P1 { static z = 3; me() { return P1 } }', 'new P1().me().z'], 3],
  [
    'destructuring with defaults and rest',
    ['const { f1, g1: [h1 = 7], ...r1 } = { f1: 1, g1: [], x: 2, y: 3 } as any', '[f1, h1, r1.x + r1.y].join()'],
    '1,7,5',
  ],
  [
    'assignment patterns',
    ['let i1 = 1, j1 = 2;', '[i1, j1] = [j1, i1]; ({ i1 = 9 } = {} as any); [i1, j1].join()'],
    '9,1',
  ],
  ['a local name hides a session name', ['const k1 = 1', '((k1) => { { let k1 = 3; return k1 } })(2) + k1'], 4],
  ['a called name has no this', ['function self(this: unknown) { return this }', 'self() === undefined'], true],
  [
    'statements without semicolons stay apart',
    ['const l1 = (n: number) => n\nconst m1 = l1\nl1(1)\nfunction n1() { const a = 1\n l1(a)\n return a }', 'n1()'],
    1,
  ],
  ['shorthand properties', ['const o1 = 2', '({ o1 }).o1'], 2],
  ['typeof an unknown name', ['typeof neverDeclared'], 'undefined'],
  [
    'static imports',
    ['import d2, { named as n2 } from "m"; import * as all2 from "m"', '[d2, n2, all2.named].join()'],
    'd,n,n',
  ],
  [
    'type imports and types vanish',
    ['import type { X } from "gone"; interface Q { a: string }; type R = Q; 1 as unknown as R'],
    1,
  ],
  [
    'exports are declarations',
    ['export const p2 = 1; export function q2() { return p2 }; export default 5', 'q2()'],
    1,
  ],
  ['enum', ['enum Side { Left, Right = "r" }', 'Side.Right + Side.Left'], 'r0'],
  ['top-level await and for await', ['let s2 = 0; for await (const n of [1, Promise.resolve(2)]) s2 += n; s2'], 3],
  [
    'labels, switch and catch',
    [
      'let t2 = 0; out: for (const x of [1, 2, 3]) { switch (x) { case 2: { const t2 = x; void t2; break out } } t2 += x } try { throw 1 } catch (t) { t2 += t as number } t2',
    ],
    2,
  ],
  ['a template tag', ['const tag1 = (s: TemplateStringsArray, n: number) => s[0] + n', 'tag1`a${1}`'], 'a1'],
  ['a comment at the end', ['6 // six'], 6],
];

for (const [name, cells, value] of VALUES) {
  test(name, async () => expect(await run(...cells)).toBe(value));
}

test('a const without a value, an empty cell and a declaration have no value', async () => {
  expect(await run('let u3', '')).toBeUndefined();
  expect(await run('u3')).toBeUndefined();
});

test('strict mode: assigning an unknown name fails', async () => {
  await expect(run('unknownName = 1')).rejects.toThrow(/unknownName is not defined/);
});

test('arrow functions given to methods keep source and captures', async () => {
  const arrow = await run(
    'const min = 3, box = { take: (f: unknown) => f }',
    'const limits = [1]\nbox.take((o: { a: number }) => o.a > min && limits.includes(o.a) && Math.abs(o.a) > 0)',
  );
  expect(sourceOf(arrow)!.source).toBe('(o: { a: number }) => o.a > min && limits.includes(o.a) && Math.abs(o.a) > 0');
  expect(sourceOf(arrow)!.captures()).toEqual({ min: 3, limits: [1] });
});

test('captures are read when asked, of loops, functions and imports', async () => {
  const arrows = (await run(
    `import { named } from "m"
     const kept: any[] = []; const rows = { filter(f: any) { kept.push(f); return this } }
     for (const i of [1, 2]) rows.filter(o => o.x > i)
     const build = (low: number) => { let high = low; const f = rows.filter(o => o.x > low && o.y < high && o.z === named); high = 9; return f }
     build(4); rows.filter(o => o.id); kept`,
  )) as unknown[];
  expect(arrows.map((arrow) => sourceOf(arrow)!.captures())).toEqual([
    { i: 1 },
    { i: 2 },
    { low: 4, high: 9, named: 'n' },
    {},
  ]);
});

test('a capture that is not initialised yet does not fail when the arrow is made', async () => {
  const make =
    '(() => { const f = ({ m: (g: any) => g }).m((o: any) => o > tooLate); const early = f; const tooLate = 1; return [early, tooLate] })()';
  const [arrow] = (await run(make)) as [(o: number) => boolean];
  expect(arrow(2)).toBe(true);
  expect(sourceOf(arrow)!.captures()).toEqual({ tooLate: 1 });
});

test('wrapped arrows behave as before', async () => {
  expect(await run('[3, 1, 2].map((n) => n * 2).filter(n => n > 2).sort((a, b) => a - b).join()')).toBe('4,6');
  expect(await run('const nested = [[1], [2]].map((row) => row.map(n => n + 1)); nested.join()')).toBe('2,3');
});

test('errors in syntax have line and column of the cell', () => {
  const problem = (code: string): unknown => compileCell(code, 'cell [1]', new Set());
  expect(problem('const a = 1\nlet b = ;')).toMatchObject({ line: 2, column: 9 });
  expect(problem('let a\nlet a')).toMatchObject({
    line: 2,
    column: 5,
    message: expect.stringContaining('already been declared') as string,
  });
});

test('tells what a cell declares and uses', () => {
  const { declares, uses } = compileCell('const v = w + Math.PI; let z = () => v', 'c', new Set(['w'])) as CompiledCell;
  expect([declares, uses]).toEqual([
    ['v', 'z'],
    ['v', 'w', 'z'],
  ]);
});
