import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHANNEL_FD, openChannel } from './private-channel.ts';
import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { FromSession, ToSession } from './session-messages.ts';

/** A running session process. */
export interface SessionProcess {
  send(message: ToSession): void;
  kill(): void;
}

export interface SessionProcessEvents {
  message(message: FromSession): void;
  /** Text that came past the cells' own streams: native code, child processes. */
  rawOutput(name: 'stdout' | 'stderr', text: string): void;
  exit(exit: SessionExit): void;
}

/** How a session process ended. */
export interface SessionExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly outOfMemory: boolean;
  /** It closed or garbled its channel to the kernel and was ended for it. */
  readonly lostChannel: boolean;
  /** The end of what it wrote to stderr. */
  readonly lastWords: string;
}

const HERE = extname(import.meta.url);
/** Where a cell finds the command `millrace`, whatever the notebook's folder. */
const MILLRACE_COMMAND = fileURLToPath(
  new URL(HERE === '.ts' ? '../../bin/millrace.mjs' : '../../../bin/millrace.mjs', import.meta.url),
);
// The watchdog counts as a debugger for Node, which says so when user code exits.
const DEBUGGER_NOTE = /Waiting for the debugger to disconnect\.\.\.\n?/g;
const FATAL = /<--- Last few GCs --->|FATAL ERROR:/;

/** How long a process may live without its channel: at its end the channel goes first. */
const WITHOUT_CHANNEL_MS = 300;

/** Starts the process that runs user code. */
export function startSessionProcess(events: SessionProcessEvents): SessionProcess {
  const program = fileURLToPath(new URL(`./session-main${HERE}`, import.meta.url));
  const child = spawn(process.execPath, [...sessionFlags(), program], {
    // "overlapped" is a pipe; on Windows one that Node can read without blocking
    stdio: ['ignore', 'pipe', 'pipe', 'overlapped'],
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', MILLRACE_COMMAND },
  });
  let lostChannel = false;
  let mourning: NodeJS.Timeout | undefined;
  const end = (): void => {
    lostChannel = true;
    child.kill('SIGKILL');
  };
  const channel = openChannel<FromSession, ToSession>(child.stdio[CHANNEL_FD] as Duplex, {
    message(message) {
      try {
        events.message(message);
      } catch {
        end();
      }
    },
    closed: () => void (mourning = setTimeout(end, WITHOUT_CHANNEL_MS)),
  });
  child.on('error', () => undefined);
  child.on('exit', () => clearTimeout(mourning));
  const lastWords = forwardRawOutput(child, events);
  child.on('close', (code, signal) => {
    const words = lastWords();
    const outOfMemory = /heap out of memory|Out of memory/i.test(words);
    events.exit({ code, signal, outOfMemory, lostChannel, lastWords: words });
  });
  return {
    send: (message) => channel.send(message),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Node's flags that let a watchdog stop runaway code with its state kept, and let cells import the library's source. */
function sessionFlags(): string[] {
  const major = Number(process.versions.node.split('.')[0]);
  const source = existsSync(new URL('../../package.json', import.meta.url)) && HERE === '.ts';
  return [
    '--disable-warning=ExperimentalWarning',
    '--no-force-async-hooks-checks',
    ...(major < 24 ? ['--experimental-async-context-frame'] : []),
    ...(source ? ['--conditions=millrace-source'] : []),
  ];
}

function forwardRawOutput(child: ChildProcess, events: SessionProcessEvents): () => string {
  let tail = '';
  let dying = false;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (written: string) => {
      const text = written.replaceAll(DEBUGGER_NOTE, '');
      if (text === '') return;
      if (name === 'stderr') tail = (tail + text).slice(-8000);
      dying ||= FATAL.test(text);
      if (!dying) events.rawOutput(name, text);
    });
  }
  return () => tail;
}
