import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCellProgram, type CellProgram } from '../../../kernel/compile/cell-program.ts';

let program: CellProgram;
beforeAll(() => {
  program = createCellProgram(process.cwd());
});
beforeEach(() => program.reset());

let cells = 0;
/** Checks cells one after another; the problems of the last as `line:column TSnumber`. */
function problems(...sources: string[]): string[] {
  const found = sources.map((source) => program.check({ name: `cell ${++cells}`, source }));
  return found.at(-1)!.map(({ line, column, code }) => `${line}:${column} TS${code}`);
}

describe('what is wrong with the types of a cell', () => {
  test.each<[what: string, cells: string[], problems: string[]]>([
    ['nothing', ['const a: number = 1'], []],
    ['a value of another type', ['const a = 1\nconst text: string = a'], ['2:7 TS2322']],
    ['several', ['const a: string = 1;\n\n  const b: number = "x"'], ['1:7 TS2322', '3:9 TS2322']],
    ['a name that nobody declared', ['nowhere + 1'], ['1:1 TS2304']],
    ['the type of an earlier cell', ['const a = 1', 'const b = a * 2', 'const c: string = b'], ['1:7 TS2322']],
    ['a cell that runs again gives the name anew', ['const a = 1', 'const a = "text"', 'const b: string = a'], []],
    [
      'what was declared with the older type keeps it',
      ['const a = 1', 'const b = a', 'const a = "x"', 'b.toFixed()'],
      [],
    ],
    ['an assignment to a name of an earlier cell', ['let a = 1', 'a = 2'], []],
    [
      'functions, classes and types',
      [
        'function f(n: number) { return n }\nclass C { n = 1 }\ninterface I { i: C }\ntype T = I | null',
        'const t: T = { i: new C() }; f("x")',
      ],
      ['1:32 TS2345'],
    ],
    [
      'names of patterns',
      ['const { a, b: [c] } = { a: 1, b: ["x"] }', 'c.toUpperCase(); a.toUpperCase()'],
      ['1:20 TS2339'],
    ],
    ['await at the top', ['const a = await Promise.resolve(1)', 'const b: string = a'], ['1:7 TS2322']],
    [
      'what every cell is given',
      [
        'const answer: string | undefined = await prompt("?", { password: true }); clearOutput(true); page(answer ?? "")',
      ],
      [],
    ],
    ['a name of a block is seen in no other cell', ['{ const inner = 1 }', 'inner'], ['1:1 TS2304']],
  ])('%s', (_, sources, wanted) => expect(problems(...sources)).toEqual(wanted));

  test('a message tells it in one line', () => {
    const [problem] = program.check({ name: 'one', source: 'const f: (n: number) => string = (n) => ({ a: n })' });
    expect(problem!.message).toMatch(/^Type '\{ a: number; \}' is not assignable to type 'string'/);
    expect(problem!.message).not.toContain('\n');
  });

  test('after a reset no name of a cell is left', () => {
    expect(problems('const a = 1', 'a')).toEqual([]);
    program.reset();
    expect(problems('a')).toEqual(['1:1 TS2304']);
  });
});

/** Code with `|` where the cursor stands. */
const cursor = (marked: string): [code: string, offset: number] => [marked.replace('|', ''), marked.indexOf('|')];

describe('completion', () => {
  test.each<[marked: string, some: string[], none: string[], replaced: string]>([
    ['totals.fi|', ['filter', 'find', 'fill'], ['map'], 'fi'],
    ['totals.|', ['filter', 'map', 'length'], ['totals'], ''],
    ['const x = tot|', ['totals'], ['order'], 'tot'],
    ['order.|amount', ['amount', 'country'], [], 'amount'],
    ['order.CO|', ['country'], ['amount'], 'CO'],
    ['nobody.x|', [], ['x'], 'x'],
  ])('%s', (marked, some, none, replaced) => {
    problems('const totals = [1, 2]; const order = { amount: 1, country: "PT" }');
    const [code, offset] = cursor(marked);
    const { matches, start, end } = program.complete(code, offset);
    const texts = matches.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(some));
    for (const name of none) expect(texts).not.toContain(name);
    expect(code.slice(start, end)).toBe(replaced);
  });

  test('a cell that is only looked at declares nothing', () => {
    program.complete(...cursor('const unseen = 1; uns|'));
    expect(problems('unseen')).toEqual(['1:1 TS2304']);
  });

  test('no more names than a page can show', () => {
    expect(program.complete('', 0).matches.length).toBeLessThanOrEqual(500);
  });
});

describe('inspection', () => {
  test.each<[marked: string, shows: string | null]>([
    ['tot|als', 'const totals: number[]'],
    ['totals|', 'const totals: number[]'],
    ['twi|ce(1)', 'twice(n: number): number\n```\n\nDoubles a number.'],
    ['totals.fi|lter', '(method) Array<number>.filter'],
    ['  | ', null],
  ])('%s', (marked, shows) => {
    problems('const totals = [1, 2]\n/** Doubles a number. */\nfunction twice(n: number) { return n * 2 }');
    const shown = program.inspect(...cursor(marked));
    if (shows === null) expect(shown).toBe(null);
    else expect(shown).toContain(`\`\`\`typescript\n${shows}`);
  });
});
