import { currentCell } from './cell-context.ts';
import { toKernel } from './to-kernel.ts';
import type { RunId } from './session-messages.ts';

type StreamName = 'stdout' | 'stderr';

interface Buffered {
  readonly run: RunId;
  readonly name: StreamName;
  parts: string[];
  length: number;
}

const FLUSH_AFTER_MS = 30;
const FLUSH_AT_LENGTH = 1 << 16;

const { setTimeout } = globalThis;
const now = performance.now.bind(performance);
const buffered: Buffered[] = [];
let flushed = 0;
let timerSet = false;

/** Gives everything written to stdout and stderr to the cell whose code wrote it. */
export function captureStreams(): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      writeText(name, text);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback as () => void);
      return true;
    };
    process[name].write = write as typeof process.stdout.write;
  }
}

/** Adds text to a cell's output: of the cell that runs, or of the given one. */
export function writeText(name: StreamName, text: string, run: RunId | undefined = currentCell()?.run): void {
  if (run === undefined || text === '') return;
  const last = buffered.at(-1);
  if (last !== undefined && last.run === run && last.name === name) {
    last.parts.push(text);
    last.length += text.length;
  } else {
    buffered.push({ run, name, parts: [text], length: text.length });
  }
  if (buffered.at(-1)!.length > FLUSH_AT_LENGTH || now() - flushed > FLUSH_AFTER_MS) return flushText();
  if (timerSet) return;
  timerSet = true;
  setTimeout(() => ((timerSet = false), flushText()), FLUSH_AFTER_MS);
}

/** Sends what was written so far, so that it stands before whatever is sent next. */
export function flushText(): void {
  if (buffered.length === 0) return;
  flushed = now();
  for (const { run, name, parts } of buffered.splice(0)) {
    toKernel({ kind: 'output', run, type: 'stream', content: { name, text: parts.join('') } });
  }
}
