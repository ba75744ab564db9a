import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { WaitingCalls } from '../../engine/runtime/waiting-calls.ts';
import type { Completeness, Completions, Language, TypeProblem } from './language.ts';
import type { FromLanguage, ToLanguage } from './language-messages.ts';

/** Starts the TypeScript checker in a thread of its own, at the first need or at the first cell. */
export function createLanguage(): Language {
  const waiting = new WaitingCalls();
  /** What a new thread must be told when the old one ran out of memory. */
  let journal: ToLanguage[] = [];
  let worker: Worker | undefined;
  let closed = false;

  const start = (): Worker => {
    const made = new Worker(new URL(`./language-worker${extname(import.meta.url)}`, import.meta.url), {
      workerData: { folder: process.cwd() },
      execArgv: [],
      // A small young generation halves what the checker holds; it is never in a cell's way.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    made.on('message', ({ id, answer }: FromLanguage) => waiting.resolve(id, answer));
    made.on('error', (error) => process.stderr.write(`The TypeScript checker failed: ${String(error)}\n`));
    made.on('exit', () => {
      worker = undefined;
      waiting.abandon(new Error('The TypeScript checker ended.'));
    });
    made.unref();
    for (const message of journal) made.postMessage({ id: 0, message });
    return made;
  };

  /** A checker that cannot answer does not keep a cell from running: then the answer is `failed`. */
  const ask = async <T>(message: ToLanguage, failed: T): Promise<T> => {
    if (closed) return failed;
    const answer = waiting.start<T | null>((id) => {
      worker ??= start();
      worker.postMessage({ id, message });
    });
    return (await answer.catch(() => null)) ?? failed;
  };

  const record = (message: ToLanguage): void => void journal.push(message);

  return {
    async check({ name, source }) {
      const message: ToLanguage = { kind: 'check', cell: { name, source } };
      const found = await ask<readonly TypeProblem[]>(message, []);
      record(message);
      return found;
    },
    complete: (code, offset) =>
      ask<Completions>({ kind: 'complete', code, offset }, { matches: [], start: offset, end: offset }),
    inspect: (code, offset) =>
      ask<{ text: string | null }>({ kind: 'inspect', code, offset }, { text: null }).then((a) => a.text),
    isComplete: (code) => ask<Completeness>({ kind: 'isComplete', code }, { status: 'unknown', indent: '' }),
    preload(names) {
      const message: ToLanguage = { kind: 'preload', names };
      void ask(message, null).then(() => record(message));
    },
    reset() {
      journal = journal.filter(({ kind }) => kind === 'preload').slice(-1);
      void ask({ kind: 'reset' }, null);
    },
    warm: () => void ask({ kind: 'warm' }, null),
    close() {
      closed = true;
      void worker?.terminate();
    },
  };
}
