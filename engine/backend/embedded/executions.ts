import { randomUUID } from 'node:crypto';
import { ExternalError } from '../../types/errors.ts';

/** The batch plans that run now. */
export class Executions {
  private readonly running = new Map<string, AbortController>();

  get size(): number {
    return this.running.size;
  }

  /**
   * The rows of a plan, until they end, nobody wants them or `cancelAll` is called.
   *
   * @param signal ends them too, with its reason
   */
  async *run<T>(rows: (signal: AbortSignal) => AsyncIterable<T>, signal?: AbortSignal): AsyncIterable<T> {
    signal?.throwIfAborted();
    const id = randomUUID();
    const controller = new AbortController();
    const giveUp = (): void => controller.abort(signal!.reason);
    signal?.addEventListener('abort', giveUp);
    this.running.set(id, controller);
    try {
      yield* rows(controller.signal);
    } finally {
      this.running.delete(id);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** @returns the ids of those there were */
  cancelAll(): string[] {
    for (const controller of this.running.values()) controller.abort(canceled());
    return [...this.running.keys()];
  }
}

const canceled = (): ExternalError =>
  new ExternalError({
    condition: 'OPERATION_CANCELED',
    sqlState: 'HY008',
    message: 'Operation has been canceled.',
    hint: 'interruptAll() ended it; run it again when it is wanted.',
  });
