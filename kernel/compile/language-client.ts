import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Completeness, Completions, Language, TypeProblem } from './language.ts';
import type { FromLanguage, ToLanguage } from './language-messages.ts';

/** Starts the TypeScript checker in a thread of its own, at the first need or at the first cell. */
export function createLanguage(): Language {
  const waiting = new Map<number, (answer: unknown) => void>();
  let worker: Worker | undefined;
  let asked = 0;
  let closed = false;

  const start = (): Worker => {
    const made = new Worker(new URL(`./language-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { folder: process.cwd() },
      execArgv: [],
    });
    made.on('message', ({ id, answer }: FromLanguage) => {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    });
    made.on('error', (error) => process.stderr.write(`The TypeScript checker failed: ${String(error)}\n`));
    made.on('exit', () => {
      worker = undefined;
      for (const answer of waiting.values()) answer(null);
      waiting.clear();
    });
    made.unref();
    return made;
  };

  const ask = <T>(message: ToLanguage, failed: T): Promise<T> =>
    new Promise((resolve) => {
      if (closed) return resolve(failed);
      const id = ++asked;
      waiting.set(id, (answer) => resolve((answer as T | null) ?? failed));
      worker ??= start();
      worker.postMessage({ id, message });
    });

  return {
    check: (cell) => ask<readonly TypeProblem[]>({ kind: 'check', cell }, []),
    complete: (code, offset) =>
      ask<Completions>({ kind: 'complete', code, offset }, { matches: [], start: offset, end: offset }),
    inspect: (code, offset) => ask<{ text: string | null }>({ kind: 'inspect', code, offset }, { text: null }).then((a) => a.text),
    isComplete: (code) => ask<Completeness>({ kind: 'isComplete', code }, { status: 'unknown', indent: '' }),
    preload: (names) => void ask({ kind: 'preload', names }, null),
    reset: () => void ask({ kind: 'reset' }, null),
    warm: () => void ask({ kind: 'warm' }, null),
    close() {
      closed = true;
      void worker?.terminate();
    },
  };
}
