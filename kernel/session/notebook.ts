import { starred } from '../../engine/types/secrets.ts';
import { compileCell } from '../compile/compile-cell.ts';
import { createCellQueries } from './cell-queries.ts';
import { createHistory } from './history.ts';
import { loadViews } from './load-views.ts';
import { magics, parseMagic } from './magics.ts';
import { superviseSession } from './session-supervisor.ts';
import { showTypeProblems } from './type-problems.ts';
import { VIEW_COMM_TARGET } from './view-host.ts';
import type { CompiledCell, SyntaxProblem } from '../compile/compiled-cell.ts';
import type { Language, TypeProblem } from '../compile/language.ts';
import type { Header, JsonObject } from '../wire/message.ts';
import type { History } from './history.ts';
import type { PrivateSockets } from './private-sockets.ts';
import type { CellError, FromSession, Outcome, RunId } from './session-messages.ts';
import type { SessionSupervisor } from './session-supervisor.ts';
import type { CommMessage, IopubMessage, Views } from './view-host.ts';
import type { WatchdogLink } from './watchdog-link.ts';

/** `error`: a cell with type errors does not run; `warn`: it runs and they are shown; `off`: nobody looks. */
export type TypeMode = 'error' | 'warn' | 'off';

/** One notebook: its session process, its cells, its queries. Knows nothing of sockets, so it also runs headless. */
export interface Notebook {
  readonly history: History;
  run(cell: CellRequest): Promise<CellReply>;
  interrupt(): void;
  answerInput(run: RunId, value: string): void;
  /** The notebook no longer has these cells. */
  deleteCells(cellIds: readonly string[]): void;
  comm(type: 'comm_open' | 'comm_msg' | 'comm_close', message: CommMessage, target?: string): void;
  comms(): readonly string[];
  shutdown(): Promise<void>;
}

export interface CellRequest {
  readonly code: string;
  readonly parent: Header;
  readonly cellId?: string | undefined;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly allowStdin: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
}

export type CellReply = Outcome & { readonly executionCount: number };

export interface NotebookOptions {
  readonly sockets: PrivateSockets;
  readonly watchdog: WatchdogLink;
  /** Null where nobody edits: then nothing is checked. */
  readonly language: Language | null;
  readonly types: TypeMode;
  publish(message: Omit<IopubMessage, 'type'> & { readonly type: string }): void;
  askInput(run: RunId, parent: Header, prompt: string, password: boolean): void;
}

interface Run {
  readonly parent: Header;
  readonly cellId: string | undefined;
  readonly count: number;
  readonly silent: boolean;
}

const STOP_WAIT_MS = 5000;
const LAST_FRAMES_MS = 1000;

export function createNotebook(options: NotebookOptions): Notebook {
  const history = createHistory();
  const runs = new Map<RunId, Run>();
  const queries = createCellQueries();
  const known = new Set<string>(['prompt', 'display', 'clearOutput', 'page', 'require']);
  const given = new Set(known);
  /** Resolves when the checker has been given every cell so far. */
  let handedOver: Promise<unknown> = Promise.resolve();
  let preloadEnded = (): void => undefined;
  const preloaded = new Promise<void>((resolve) => (preloadEnded = resolve));
  let types = options.types;
  let count = 0;
  let lastRun: RunId = 0;

  const publish = (run: Run, type: string, content: JsonObject): void =>
    options.publish({ type, parent: run.parent, content });
  const views: Promise<Views | undefined> = loadViews({ viewSocket: options.sockets.view, publish: options.publish });
  let loaded: Views | undefined;
  const viewSocket = views.then((made) => ((loaded = made), made === undefined ? null : options.sockets.view));

  const session: SessionSupervisor = superviseSession(
    { viewSocket, watchdogSocket: options.sockets.watchdog, watchdog: options.watchdog },
    {
      message: (message) => received(message),
      rawOutput(name, text) {
        const run = runs.get(lastRun);
        if (run !== undefined) publish(run, 'stream', { name, text });
      },
      restarted(reason, duringCell) {
        queries.clear();
        known.clear();
        given.forEach((name) => known.add(name));
        options.language?.reset();
        loaded?.sessionRestarted(reason);
        const run = runs.get(lastRun);
        const text = `${reason}. A new session has started: variables and queries are gone.\n`;
        if (!duringCell && run !== undefined) publish(run, 'stream', { name: 'stderr', text });
      },
    },
  );

  const received = (message: Exclude<FromSession, { kind: 'done' | 'ready' | 'heard' }>): void => {
    if (message.kind === 'preloaded') {
      message.names.forEach((name) => given.add(name).has(name) && known.add(name));
      if (message.names.length > 0) options.language?.preload(message.names);
      return preloadEnded();
    }
    const run = runs.get(message.run);
    if (run === undefined) return;
    switch (message.kind) {
      case 'output':
        return output(run, message.type, message.content);
      case 'openView':
        return loaded?.openView({
          view: message.view,
          parent: run.parent,
          ...(run.cellId === undefined ? {} : { cellId: run.cellId }),
        });
      case 'ownQuery':
        return queries.own(run.cellId ?? '', message.queryId);
      case 'input':
        return options.askInput(message.run, run.parent, message.prompt, message.password);
    }
  };

  const output = (run: Run, type: string, content: JsonObject): void => {
    if (type !== 'execute_result') return publish(run, type, content);
    if (run.silent) return;
    history.setOutput(run.count, String((content['data'] as JsonObject)['text/plain'] ?? ''));
    publish(run, type, { ...content, execution_count: run.count });
  };

  const stopQueries = async (cellId: string): Promise<void> => {
    const stops = queries.take(cellId).map((id) => loaded?.stopQuery(id));
    if (stops.length > 0) await Promise.race([Promise.allSettled(stops), after(STOP_WAIT_MS)]);
  };

  /** Cells reach the checker in their order; a cell that mentions names nobody declared is checked when the library's are known. */
  const checkTypes = (cell: CompiledCell): Promise<readonly TypeProblem[]> => {
    const own = cell.uses.every((name) => known.has(name) || cell.declares.includes(name));
    const turn = Promise.all([handedOver, own ? undefined : preloaded]);
    const check = turn.then(() => ({ found: options.language?.check(cell) }));
    handedOver = check;
    return check.then(({ found }) => found ?? []);
  };

  const runCode = async (id: RunId, run: Run, code: string, request: CellRequest): Promise<Outcome> => {
    const cell = compileCell(code, `cell [${run.silent ? `${run.count}+${id}` : run.count}]`, known);
    if ('message' in cell) return syntaxError(cell, code, run.count);
    const problems = types === 'off' || run.silent ? undefined : checkTypes(cell);
    if (problems !== undefined && types === 'error') {
      const found = await problems;
      if (found.length > 0) return showTypeProblems(cell, found).asError;
    } else {
      void problems?.then((found) => {
        if (found.length > 0) publish(run, 'stream', { name: 'stderr', text: showTypeProblems(cell, found).asText });
      });
    }
    cell.declares.forEach((name) => known.add(name));
    const userExpressions = compileExpressions(request.userExpressions, known);
    return session.execute({ run: id, cell, allowStdin: request.allowStdin, userExpressions });
  };

  const runMagic = async (id: RunId, run: Run, request: CellRequest): Promise<Outcome> => {
    const magic = parseMagic(request.code)!;
    const load = Object.hasOwn(magics, magic.name) ? magics[magic.name] : undefined;
    const print = (text: string): void => publish(run, 'stream', { name: 'stdout', text });
    try {
      if (load === undefined)
        throw new Error(`There is no %${magic.name}. There are: %${Object.keys(magics).join(', %')}.`);
      const code = await (await load())(magic.argument, magic.body, { print, setTypes: (mode) => (types = mode) });
      return typeof code === 'string' && code.trim() !== '' ? runCode(id, run, code, request) : done();
    } catch (error) {
      const { name: ename, message: evalue } = error as Error;
      return { status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
    }
  };

  return {
    history,
    async run(request) {
      const id = ++lastRun;
      if (!request.silent && request.storeHistory) count++;
      const run: Run = { parent: request.parent, cellId: request.cellId, count, silent: request.silent };
      runs.set(id, run);
      if (!request.silent) {
        publish(run, 'execute_input', { code: request.code, execution_count: count });
        if (request.storeHistory) history.add(count, request.code);
      }
      if (request.cellId !== undefined) {
        loaded?.cellStarted(request.cellId);
        await stopQueries(request.cellId);
      }
      const outcome = await (parseMagic(request.code) === null
        ? runCode(id, run, request.code, request)
        : runMagic(id, run, request));
      if (outcome.status === 'error' && !request.silent) publish(run, 'error', errorContent(outcome));
      return { ...outcome, executionCount: run.count };
    },
    interrupt: () => session.interrupt(),
    answerInput: (run, value) => session.answerInput(run, value),
    deleteCells(cellIds) {
      if (cellIds.length === 0) return;
      for (const id of cellIds) void stopQueries(id);
      loaded?.cellsDeleted(cellIds);
    },
    comm(type, message, target) {
      if (type === 'comm_open' && (target !== VIEW_COMM_TARGET || loaded === undefined)) {
        const content = { comm_id: message.commId, data: {} };
        return options.publish({ type: 'comm_close', parent: message.parent, content });
      }
      if (type === 'comm_open') loaded?.commOpen(message);
      else if (type === 'comm_msg') loaded?.commMessage(message);
      else loaded?.commClose(message);
    },
    comms: () => loaded?.comms() ?? [],
    async shutdown() {
      await Promise.race([views.then((made) => made?.shutdown()), after(LAST_FRAMES_MS)]);
      session.close();
      options.language?.close();
      options.sockets.remove();
    },
  };
}

function compileExpressions(
  expressions: CellRequest['userExpressions'],
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

function errorContent({ ename, evalue, traceback }: CellError): JsonObject {
  return { ename, evalue, traceback };
}

function done(): Outcome {
  return { status: 'ok', payload: [], userExpressions: {} };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
