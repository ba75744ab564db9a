import { starred } from '../../engine/types/secrets.ts';
import { compileCell } from '../compile/compile-cell.ts';
import { magics as everywhere, parseMagic } from './magics.ts';
import type { Magics } from './magic.ts';
import { showTypeProblems } from './type-problems.ts';
import type { CompiledCell, SyntaxProblem } from '../compile/compiled-cell.ts';
import type { CellChecks } from './cell-checks.ts';
import type { KnownNames } from './known-names.ts';
import type { Outcome, RunId } from './session-messages.ts';
import type { SessionSupervisor } from './session-supervisor.ts';

/** A cell, or a magic, that is to run now. */
export interface RunRequest {
  readonly id: RunId;
  readonly code: string;
  /** The number that the cell shows. */
  readonly count: number;
  readonly silent: boolean;
  readonly allowStdin: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  /** Text of the cell beside what its code prints. */
  print(name: 'stdout' | 'stderr', text: string): void;
}

export interface CellRunner {
  /** Compiles, checks and runs the code of a cell, or its magic; resolves when it has ended. */
  run(request: RunRequest): Promise<Outcome>;
}

export interface CellRunnerOptions {
  readonly session: Pick<SessionSupervisor, 'execute'>;
  readonly known: KnownNames;
  readonly checks: CellChecks;
  readonly magics: Magics;
}

export function createCellRunner({ session, known, checks, ...options }: CellRunnerOptions): CellRunner {
  const magics: Magics = { ...everywhere, ...options.magics };

  const runCode = async (request: RunRequest, code: string): Promise<Outcome> => {
    const { id, count, silent, allowStdin } = request;
    const cell = compileCell(code, `cell [${silent ? `${count}+${id}` : count}]`, known.all);
    if ('message' in cell) return syntaxError(cell, code, count);
    const problems = checks.mode === 'off' || silent ? undefined : checks.check(cell);
    if (problems !== undefined && checks.mode === 'error') {
      const found = await problems;
      if (found.length > 0) return showTypeProblems(cell, found).asError;
    } else {
      void problems?.then((found) => {
        if (found.length > 0) request.print('stderr', showTypeProblems(cell, found).asText);
      });
    }
    known.declare(cell.declares);
    const userExpressions = compileExpressions(request.userExpressions, known.all);
    return session.execute({ run: id, cell, allowStdin, userExpressions });
  };

  const runMagic = async (request: RunRequest, { name, argument, body }: MagicCall): Promise<Outcome> => {
    const load = Object.hasOwn(magics, name) ? magics[name] : undefined;
    const context = {
      print: (text: string): void => request.print('stdout', text),
      setTypes: (mode: CellChecks['mode']): void => void (checks.mode = mode),
    };
    try {
      if (load === undefined) throw new Error(`There is no %${name}. There are: %${Object.keys(magics).join(', %')}.`);
      const code = await (await load())(argument, body, context);
      if (typeof code === 'string' && code.trim() !== '') return await runCode(request, code);
      return { status: 'ok', payload: [], userExpressions: {} };
    } catch (error) {
      const { name: ename, message: evalue } = error as Error;
      return { status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
    }
  };

  return {
    run(request) {
      const magic = parseMagic(request.code);
      return magic === null ? runCode(request, request.code) : runMagic(request, magic);
    },
  };
}

type MagicCall = NonNullable<ReturnType<typeof parseMagic>>;

function compileExpressions(
  expressions: RunRequest['userExpressions'],
  known: ReadonlySet<string>,
): Record<string, CompiledCell> {
  return Object.fromEntries(
    Object.entries(expressions).map(([name, code]) => {
      const cell = compileCell(`(${code})`, `cell [expression ${name}]`, known);
      // What is wrong with an expression is told when it runs, as the protocol wants.
      const thrown = `throw new SyntaxError(${JSON.stringify('message' in cell ? cell.message : '')})`;
      return [
        name,
        'message' in cell ? (compileCell(thrown, `cell [expression ${name}]`, known) as CompiledCell) : cell,
      ];
    }),
  );
}

function syntaxError(problem: SyntaxProblem, code: string, count: number): Outcome {
  const text = starred(code.split('\n')[problem.line - 1] ?? '');
  const where = `    at cell [${count}], line ${problem.line}, column ${problem.column}`;
  const traceback = [
    `SyntaxError: ${problem.message}`,
    where,
    `        ${text}`,
    `        ${' '.repeat(Math.max(0, problem.column - 1))}^`,
  ];
  return { status: 'error', ename: 'SyntaxError', evalue: `${problem.message} (line ${problem.line})`, traceback };
}
