import { expect, test } from 'vitest';
import type { Language, TypeProblem } from '../../../kernel/compile/language.ts';
import { createCellChecks, type TypeMode } from '../../../kernel/session/cell-checks.ts';
import { createCellRunner, type CellRunner } from '../../../kernel/session/cell-runner.ts';
import { createKnownNames, type KnownNames } from '../../../kernel/session/known-names.ts';
import type { ExecuteInSession } from '../../../kernel/session/session-supervisor.ts';

const PROBLEM: TypeProblem = { code: 2322, message: 'wrong', line: 1, column: 1 } as TypeProblem;

interface Bench {
  readonly runner: CellRunner;
  readonly known: KnownNames;
  readonly ran: ExecuteInSession[];
  readonly printed: string[];
  run(code: string, more?: object): ReturnType<CellRunner['run']>;
}

/** A runner over a session that only notes what it is to run, and a checker that finds one problem in each cell. */
function bench(mode: TypeMode, problems: readonly TypeProblem[] = [PROBLEM]): Bench {
  const known = createKnownNames();
  const ran: ExecuteInSession[] = [];
  const printed: string[] = [];
  const language = { check: async () => problems } as Pick<Language, 'check'> as Language;
  const checks = createCellChecks(language, mode, known, Promise.resolve());
  const session = {
    execute: async (request: ExecuteInSession) => {
      ran.push(request);
      return { status: 'ok', payload: [], userExpressions: {} } as const;
    },
  };
  const magics = { greet: async () => async (argument: string, body: string) => `hello = '${argument}'\n${body}` };
  const runner = createCellRunner({ session, known, checks, magics });
  const print = (name: string, text: string): void => void printed.push(`${name}: ${text}`);
  const request = { id: 1, count: 1, silent: false, allowStdin: false, userExpressions: {}, print };
  return { runner, known, ran, printed, run: (code, more = {}) => runner.run({ ...request, code, ...more }) };
}

test('with "error" a cell that has type errors does not run, and declares nothing', async () => {
  const { run, ran, known } = bench('error');
  expect(await run('const a = 1')).toMatchObject({ status: 'error', ename: 'TypeCheck' });
  expect(ran).toEqual([]);
  expect(known.all.has('a')).toBe(false);
});

test('with "warn" it runs and they are shown beside it', async () => {
  const { run, ran, printed, known } = bench('warn');
  expect(await run('const a = 1')).toMatchObject({ status: 'ok' });
  expect(ran.length).toBe(1);
  expect(known.all.has('a')).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(printed.join('')).toMatch(/^stderr: .*TS2322/);
});

test.each([
  ['off', false],
  ['error', true],
] as const)('with "%s" and silent %s nobody looks', async (mode, silent) => {
  const { run, ran, printed } = bench(mode, [PROBLEM]);
  await run('const a = 1', { silent });
  expect([ran.length, printed.length]).toEqual([1, 0]);
});

test('"%types" changes how later cells are checked', async () => {
  const { run, ran } = bench('off');
  await run('%types error\nconst a = 1');
  expect(await run('const b = 1')).toMatchObject({ ename: 'TypeCheck' });
  expect(ran.length).toBe(0);
});

test('a magic that whoever starts the notebook brings runs like the others; one that is unknown names all', async () => {
  const { run, ran } = bench('off');
  await run('%greet ana\n1 + 1');
  expect(ran[0]!.cell.source).toBe("hello = 'ana'\n1 + 1");
  expect(await run('%nothing')).toMatchObject({
    status: 'error',
    evalue: expect.stringMatching(/%types.*%npm.*%greet/),
  });
});

test('what is no program is refused with line and column', async () => {
  const { run, ran } = bench('off');
  expect(await run('const a = 1\nconst = 2')).toMatchObject({
    ename: 'SyntaxError',
    evalue: expect.stringMatching(/line 2/),
  });
  expect(ran).toEqual([]);
});
