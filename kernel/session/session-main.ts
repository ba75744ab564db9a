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
import { installSessionScope } from './session-scope.ts';
import { toKernel } from './to-kernel.ts';
import { display } from './tslab.ts';
import type { ToSession } from './session-messages.ts';

/** The session process: runs the cells of one notebook on its main thread. */
function start(): void {
  captureStreams();
  installModuleHooks();
  installLambdas();
  installSessionScope({ prompt, display, clearOutput, page });
  process.on('SIGINT', () => undefined);
  process.on('uncaughtException', reportLate);
  process.on('unhandledRejection', reportLate);
  process.on('exit', flushText);
  process.on('disconnect', () => process.exit());
  process.on('message', receive);
  toKernel({ kind: 'ready' });
}

function receive(message: ToSession): void {
  switch (message.kind) {
    case 'init':
      installHost(message.viewSocket);
      if (message.watchdogSocket !== null) startWatchdog(message.watchdogSocket);
      return preloadSoon();
    case 'execute':
      return void runCell(message);
    case 'interrupt':
      interruptCell(message.run);
      return toKernel({ kind: 'heard', ticket: message.ticket });
    case 'input':
      return answerPrompt(message.run, message.value);
    case 'shutdown':
      process.exit();
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
