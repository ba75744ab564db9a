import { EventEmitter } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { currentCell, inCell } from './cell-context.ts';
import { describeError } from './cell-error.ts';
import { captureStreams, flushText } from './cell-output.ts';
import { installLambdas } from './lambdas.ts';
import { installModuleHooks } from './module-hooks.ts';
import { preloadSoon } from './preload.ts';
import { answerPrompt, prompt } from './prompt.ts';
import { interruptCell, runCell } from './run-cell.ts';
import { clearOutput, installHost, page } from './session-host.ts';
import { installSessionScope, sessionScope } from './session-scope.ts';
import { connectToKernel, toKernel } from './to-kernel.ts';
import { display } from './tslab.ts';
import type { ToSession } from './session-messages.ts';

/** A kernel that still lives ends a session without a channel sooner, and says why. */
const ORPHAN_MS = 1000;

/** The session process: runs the cells of one notebook on its main thread. */
function start(): void {
  captureStreams();
  installModuleHooks();
  installLambdas(() => Object.keys(sessionScope));
  installSessionScope({ prompt, display, clearOutput, page });
  listen();
  const { exit } = process;
  connectToKernel(receive, () => setTimeout(exit, ORPHAN_MS));
  toKernel({ kind: 'ready' });
}

const { on, listeners } = EventEmitter.prototype;
const LISTENERS: readonly (readonly [event: string, listener: (...args: unknown[]) => void])[] = [
  ['SIGINT', () => undefined],
  ['uncaughtException', reportLate],
  ['unhandledRejection', reportLate],
  ['exit', flushText],
];

/** Listens on the user's `process`; again for each cell, because an earlier one may have removed every listener. */
function listen(): void {
  for (const [event, listener] of LISTENERS) {
    if (!listeners.call(process, event).includes(listener)) on.call(process, event, listener);
  }
}

function receive(message: ToSession): void {
  switch (message.kind) {
    case 'init':
      installHost(message.viewSocket);
      if (message.watchdogSocket !== null) startWatchdog(message.watchdogSocket);
      return preloadSoon();
    case 'execute':
      listen();
      return void runCell(message);
    case 'interrupt':
      interruptCell(message.run);
      return toKernel({ kind: 'heard', ticket: message.ticket });
    case 'input':
      return answerPrompt(message.run, message.value);
  }
}

function startWatchdog(socket: string): void {
  const worker = new Worker(new URL(`./watchdog${extname(import.meta.url)}`, import.meta.url), {
    workerData: socket,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    execArgv: [],
  });
  worker.unref();
}

/** An error that no cell awaits is shown in the cell that caused it. */
function reportLate(error: unknown): void {
  const cell = currentCell();
  if (cell === undefined) return;
  inCell(cell, () => {
    flushText();
    toKernel({ kind: 'output', run: cell.run, type: 'error', content: { ...describeError(error) } });
  });
}

start();
