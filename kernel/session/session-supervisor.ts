import { startSessionProcess } from './session-process.ts';
import type { CompiledCell } from '../compile/compiled-cell.ts';
import type { FromSession, Outcome, RunId } from './session-messages.ts';
import type { SessionExit, SessionProcess } from './session-process.ts';
import type { WatchdogLink } from './watchdog-link.ts';

/** Keeps one session process alive: runs cells in it, interrupts it, starts a new one when it ended. */
export interface SessionSupervisor {
  execute(request: ExecuteInSession): Promise<Outcome>;
  /** Stops the running cell, or code of an earlier cell that does not yield; restarts the process when nothing else helps. */
  interrupt(): void;
  answerInput(run: RunId, value: string): void;
  close(): void;
}

export interface ExecuteInSession {
  readonly run: RunId;
  readonly cell: CompiledCell;
  readonly allowStdin: boolean;
  readonly userExpressions: Readonly<Record<string, CompiledCell>>;
}

export interface SupervisorEvents {
  /** Everything a session says except the end of a cell, which `execute` answers. */
  message(message: Exclude<FromSession, { kind: 'done' | 'ready' | 'heard' }>): void;
  rawOutput(name: 'stdout' | 'stderr', text: string): void;
  /** The process ended and a new one starts. `duringCell` tells whether a cell shows the reason already. */
  restarted(reason: string, duringCell: boolean): void;
}

export interface SupervisorOptions {
  /** Where the views listen; resolves before the first cell may run. */
  readonly viewSocket: Promise<string | null>;
  readonly watchdogSocket: string | null;
  readonly watchdog: WatchdogLink | null;
}

const HEARD_MS = 20;
const YIELD_MS = 250;
const ATTEMPTS = 10;
/** As long as a watchdog may take to start on a busy machine. */
const WAITS = 40;
/** How long the watchdog may take to say that nothing is left of an interrupt. */
const SETTLE_MS = 10_000;
const STARTS_WITHOUT_READY = 3;

export function superviseSession(options: SupervisorOptions, events: SupervisorEvents): SessionSupervisor {
  let child: SessionProcess;
  let initialised: Promise<void>;
  let current: { readonly run: RunId; end(outcome: Outcome): void } | undefined;
  let closing = false;
  let failedStarts = 0;
  let killedBecause: string | undefined;
  let ticket = 0;
  let heard = (_ticket: number): void => undefined;
  /** While something of an interrupt may be on its way: it would hit the next cell. */
  let settled: Promise<void> | undefined;
  let settle = (): void => undefined;

  const start = (): void => {
    let ready: () => void;
    const started = new Promise<void>((resolve) => (ready = resolve));
    const own = startSessionProcess({
      message: (message) => {
        if (own !== child) return;
        if (message.kind === 'ready') return void ((failedStarts = 0), ready());
        if (message.kind === 'heard') return heard(message.ticket);
        if (message.kind !== 'done') return events.message(message);
        if (current?.run === message.run) current.end(message.outcome);
      },
      rawOutput: events.rawOutput,
      exit: (exit) => ended(exit),
    });
    child = own;
    initialised = Promise.all([started, options.viewSocket]).then(([, viewSocket]) =>
      own.send({ kind: 'init', viewSocket, watchdogSocket: options.watchdogSocket }),
    );
  };

  const ended = (exit: SessionExit): void => {
    if (closing) return;
    settle();
    const reason = killedBecause ?? reasonOf(exit);
    killedBecause = undefined;
    const run = current;
    failedStarts++;
    if (failedStarts <= STARTS_WITHOUT_READY) start();
    events.restarted(reason, run !== undefined);
    run?.end(sessionEnded(reason));
  };

  const interrupt = (): void => {
    const own = child;
    const mine = ++ticket;
    let attempts = 0;
    let waits = 0;
    let answeredIt = false;
    let timer: NodeJS.Timeout;
    settled ??= new Promise((resolve) => {
      settle = () => {
        settled = undefined;
        resolve();
      };
    });
    const end = (): void => {
      if (own !== child) return;
      killedBecause = 'The session did not react to the interrupt and was ended';
      own.kill();
    };
    heard = (answered) => {
      if (answered !== mine) return;
      answeredIt = true;
      clearTimeout(timer);
      const stopped = attempts > 0 ? options.watchdog?.settled() : undefined;
      const limit = stopped && setTimeout(end, SETTLE_MS);
      void (stopped ?? Promise.resolve()).then(() => {
        clearTimeout(limit);
        if (mine === ticket) settle();
      });
    };
    // what the session has said already is read first: this process may have been kept waiting, too
    const after = (ms: number, act: () => void): void => {
      const unlessAnswered = (): void => void (answeredIt || own !== child || mine !== ticket || act());
      timer = setTimeout(() => setImmediate(unlessAnswered), ms);
    };
    const ask = (): void => own.send({ kind: 'interrupt', run: current?.run ?? null, ticket: mine });
    // code that was ended may have taken what the session had read of its channel with it: it is asked again
    const insist = (): void => {
      waits++;
      if (attempts === ATTEMPTS || waits === WAITS) return end();
      const sent = attempts === 0 ? options.watchdog?.endCell() : options.watchdog?.endAny();
      if (sent !== false) attempts++;
      after(YIELD_MS, () => (ask(), insist()));
    };
    ask();
    after(HEARD_MS, insist);
  };

  start();
  return {
    async execute(request) {
      await settled;
      await initialised;
      if (failedStarts > STARTS_WITHOUT_READY) {
        failedStarts = 0;
        start();
        return sessionEnded('The session process ends as soon as it starts');
      }
      return new Promise<Outcome>((resolve) => {
        current = {
          run: request.run,
          end(outcome) {
            current = undefined;
            resolve(outcome);
          },
        };
        child.send({ kind: 'execute', ...request });
      });
    },
    interrupt,
    answerInput: (run, value) => child.send({ kind: 'input', run, value }),
    close() {
      closing = true;
      child.kill();
      options.watchdog?.close();
    },
  };
}

function reasonOf({ code, signal, outOfMemory, lostChannel, lastWords }: SessionExit): string {
  if (lostChannel) return 'The session was ended: code in it closed or garbled its channel to the kernel';
  if (outOfMemory) return 'The session ran out of memory: the code filled the heap';
  if (signal !== null) return `The session was ended by the signal ${signal}`;
  const words = code === 0 ? '' : lastWords.trim().split('\n').at(-1)!.slice(0, 300);
  return `The session ended: code called process.exit(${code ?? ''})${words === '' ? '' : ` (${words})`}`;
}

function sessionEnded(reason: string): Outcome {
  const evalue = `${reason}. A new session has started: variables and queries are gone, the next cell works.`;
  return { status: 'error', ename: 'SessionEnded', evalue, traceback: [`SessionEnded: ${evalue}`] };
}
