import { VIEW_COMM_TARGET } from '../views/view-host.ts';
import { createCellChecks, type TypeMode } from './cell-checks.ts';
import { createCellQueries } from './cell-queries.ts';
import { createCellRunner } from './cell-runner.ts';
import { createHistory } from './history.ts';
import { createKnownNames } from './known-names.ts';
import { loadViews } from './load-views.ts';
import { superviseSession } from './session-supervisor.ts';
import type { Language } from '../compile/language.ts';
import type { CellRunner } from './cell-runner.ts';
import type { Header, JsonObject } from '../wire/message.ts';
import type { History } from './history.ts';
import type { Magics } from './magic.ts';
import type { PrivateSockets } from './private-sockets.ts';
import type { CellError, FromSession, Outcome, RunId } from './session-messages.ts';
import type { SessionSupervisor } from './session-supervisor.ts';
import type { CommMessage, IopubMessage, Views } from '../views/view-host.ts';
import type { WatchdogLink } from './watchdog-link.ts';

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
  /** Beside those of every session. */
  readonly magics: Magics;
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

type SessionMessage = Exclude<FromSession, { kind: 'done' | 'ready' | 'heard' }>;

export const createNotebook = (options: NotebookOptions): Notebook => new SupervisedNotebook(options);

class SupervisedNotebook implements Notebook {
  readonly history = createHistory();
  private readonly options: NotebookOptions;
  private readonly runs = new Map<RunId, Run>();
  private readonly queries = createCellQueries();
  private readonly known = createKnownNames();
  private readonly session: SessionSupervisor;
  private readonly runner: CellRunner;
  private readonly views: Promise<Views | undefined>;
  private loaded: Views | undefined;
  private preloadEnded: () => void = () => undefined;
  private count = 0;
  private lastRun: RunId = 0;

  constructor(options: NotebookOptions) {
    this.options = options;
    const { sockets, watchdog, language } = options;
    this.views = loadViews({ viewSocket: sockets.view, publish: options.publish });
    const viewSocket = this.views.then((made) => ((this.loaded = made), made === undefined ? null : sockets.view));
    const preloaded = new Promise<void>((resolve) => (this.preloadEnded = resolve));
    this.session = superviseSession(
      { viewSocket, watchdogSocket: sockets.watchdog, watchdog },
      {
        message: (message) => this.received(message),
        rawOutput: (name, text) => this.print(this.runs.get(this.lastRun), name, text),
        restarted: (reason, duringCell) => this.restarted(reason, duringCell),
      },
    );
    const checks = createCellChecks(language, options.types, this.known, preloaded);
    this.runner = createCellRunner({ session: this.session, known: this.known, checks, magics: options.magics });
  }

  async run(request: CellRequest): Promise<CellReply> {
    const { silent, storeHistory, cellId, parent } = request;
    const id = ++this.lastRun;
    if (!silent && storeHistory) this.count++;
    const { count } = this;
    const run: Run = { parent, cellId, count, silent };
    this.runs.set(id, run);
    if (!silent) {
      this.publish(run, 'execute_input', { code: request.code, execution_count: count });
      if (storeHistory) this.history.add(count, request.code);
    }
    if (cellId !== undefined) {
      this.loaded?.cellStarted(cellId);
      await this.stopQueries(cellId);
    }
    const print = (name: 'stdout' | 'stderr', text: string): void => this.print(run, name, text);
    const outcome = await this.runner.run({ ...request, id, count, print });
    if (outcome.status === 'error' && !silent) this.publish(run, 'error', errorContent(outcome));
    return { ...outcome, executionCount: count };
  }

  interrupt(): void {
    this.session.interrupt();
  }

  answerInput(run: RunId, value: string): void {
    this.session.answerInput(run, value);
  }

  deleteCells(cellIds: readonly string[]): void {
    if (cellIds.length === 0) return;
    for (const id of cellIds) void this.stopQueries(id);
    this.loaded?.cellsDeleted(cellIds);
  }

  comm(type: 'comm_open' | 'comm_msg' | 'comm_close', message: CommMessage, target?: string): void {
    const { loaded } = this;
    if (type === 'comm_open' && (target !== VIEW_COMM_TARGET || loaded === undefined)) {
      const content = { comm_id: message.commId, data: {} };
      return this.options.publish({ type: 'comm_close', parent: message.parent, content });
    }
    if (type === 'comm_open') loaded?.commOpen(message);
    else if (type === 'comm_msg') loaded?.commMessage(message);
    else loaded?.commClose(message);
  }

  comms(): readonly string[] {
    return this.loaded?.comms() ?? [];
  }

  async shutdown(): Promise<void> {
    await Promise.race([this.views.then((made) => made?.shutdown()), after(LAST_FRAMES_MS)]);
    this.session.close();
    this.options.language?.close();
    this.options.sockets.remove();
  }

  private publish(run: Run, type: string, content: JsonObject): void {
    this.options.publish({ type, parent: run.parent, content });
  }

  private print(run: Run | undefined, name: 'stdout' | 'stderr', text: string): void {
    if (run !== undefined) this.publish(run, 'stream', { name, text });
  }

  private restarted(reason: string, duringCell: boolean): void {
    this.queries.clear();
    this.known.reset();
    this.options.language?.reset();
    this.loaded?.sessionRestarted(reason);
    const text = `${reason}. A new session has started: variables and queries are gone.\n`;
    if (!duringCell) this.print(this.runs.get(this.lastRun), 'stderr', text);
  }

  private received(message: SessionMessage): void {
    if (message.kind === 'preloaded') {
      this.known.give(message.names);
      if (message.names.length > 0) this.options.language?.preload(message.names);
      return this.preloadEnded();
    }
    const run = this.runs.get(message.run);
    if (run === undefined) return;
    const { parent, cellId } = run;
    switch (message.kind) {
      case 'output':
        return this.output(run, message.type, message.content);
      case 'openView':
        return this.loaded?.openView({ view: message.view, parent, ...(cellId === undefined ? {} : { cellId }) });
      case 'ownQuery':
        return this.queries.own(cellId ?? '', message.queryId);
      case 'input':
        return this.options.askInput(message.run, parent, message.prompt, message.password);
    }
  }

  private output(run: Run, type: string, content: JsonObject): void {
    if (type !== 'execute_result') return this.publish(run, type, content);
    if (run.silent) return;
    this.history.setOutput(run.count, String((content['data'] as JsonObject)['text/plain'] ?? ''));
    this.publish(run, type, { ...content, execution_count: run.count });
  }

  private async stopQueries(cellId: string): Promise<void> {
    const stops = this.queries.take(cellId).map((id) => this.loaded?.stopQuery(id));
    if (stops.length > 0) await Promise.race([Promise.allSettled(stops), after(STOP_WAIT_MS)]);
  }
}

function errorContent({ ename, evalue, traceback }: CellError): JsonObject {
  return { ename, evalue, traceback };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
