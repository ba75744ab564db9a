import { errorDetail } from '../types/errors.ts';
import type { RowEncoder } from '../spi/sink.ts';
import type { PartReader } from '../spi/source.ts';
import { GivenUp } from './given-up.ts';
import type { Encoding, FromWorker, ReadSketch, TaskPort, TaskRequest, ToWorker } from './task-messages.ts';
import { TaskRun, type RunRequest } from './task-run.ts';

/** Fragments of streams that a thread keeps: their code is compiled and has become quick. */
const KEPT = 16;

/** What tasks read and write with. */
export interface TaskConnectors {
  /** Makes the reader of a source's parts. */
  readonly open: (read: ReadSketch, timeZone: string) => PartReader;
  /** Makes what a sink encodes rows with. */
  readonly encoder: (encoding: Encoding) => RowEncoder;
}

/**
 * Does tasks: what runs in a worker thread.
 *
 * @param breathe gives the thread back to its other work now and then, where it has any
 */
export function serveTasks(
  port: TaskPort<ToWorker, FromWorker>,
  { open, encoder }: TaskConnectors,
  breathe: () => Promise<void> | undefined = () => undefined,
): void {
  const runs = new Map<number, TaskRun>();
  /** What was used last comes last. */
  const kept = new Map<number, TaskRun>();
  const opened = (keep: number | null, request: RunRequest): TaskRun => {
    const known = keep === null ? undefined : kept.get(keep);
    known?.again(request);
    const run = known ?? new TaskRun(request);
    if (keep === null) return run;
    kept.delete(keep);
    kept.set(keep, run);
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    return run;
  };
  const answer = async (run: number, { task, ...work }: TaskRequest): Promise<void> => {
    const own = runs.get(run)!;
    try {
      const transfer: ArrayBuffer[] = [];
      const given = await own.answer(work, transfer);
      port.postMessage({ type: 'done', run, task, answer: given }, transfer);
    } catch (error) {
      const detail = error instanceof GivenUp ? null : errorDetail(error);
      port.postMessage({ type: 'failed', run, task, detail });
    }
  };
  port.on('message', (message) => {
    switch (message.type) {
      case 'open':
        runs.set(
          message.run,
          opened(message.keep, { ...message, open: (read) => open(read, message.plan.timeZone), encoder, breathe }),
        );
        break;
      case 'task':
        void answer(message.run, message.request);
        break;
      case 'close':
        runs.delete(message.run);
    }
  });
  port.postMessage({ type: 'ready' });
}
