import { AsyncLocalStorage } from 'node:async_hooks';
import { ArgumentError } from '../types/errors.ts';

/** The number of a query's owner: known before the query runs. */
type OwnerId = number;

/**
 * Which function of `foreachBatch` waits for which query. A batch that waits for the end of its own query, itself or through
 * another query's batch, would wait for ever: it is found out before it begins.
 *
 * @internal
 */
export class BatchWaits {
  /** The query in whose batch function the running code is, wherever it was called from there. */
  private readonly inside = new AsyncLocalStorage<OwnerId>();
  /** For each query, those that its running batch function waits for. */
  private readonly waiting = new Map<OwnerId, Map<OwnerId, number>>();

  /** Runs a query's batch function. */
  run<T>(owner: OwnerId, work: () => T): T {
    return this.inside.run(owner, work);
  }

  /** The query in whose batch function this is called, null outside of any. */
  get current(): OwnerId | null {
    return this.inside.getStore() ?? null;
  }

  /** Whether waiting for a query here would never end. */
  isEndless(target: OwnerId): boolean {
    const { current } = this;
    return current !== null && this.reaches(target, current, new Set());
  }

  private reaches(from: OwnerId, to: OwnerId, seen: Set<OwnerId>): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(this.waiting.get(from)?.keys() ?? [])].some((next) => this.reaches(next, to, seen));
  }

  /**
   * Waits for something that ends with a query or with its batch.
   *
   * @param doing what is called, for the error: `awaitTermination()`
   * @throws ArgumentError WAITS_FOR_ITSELF
   */
  async during<T>(target: OwnerId, doing: string, wait: () => Promise<T>): Promise<T> {
    const { current } = this;
    if (current === null) return wait();
    if (this.isEndless(target)) throw waitsForItself(doing);
    const own = this.waiting.get(current) ?? new Map<OwnerId, number>();
    this.waiting.set(current, own);
    own.set(target, (own.get(target) ?? 0) + 1);
    try {
      return await wait();
    } finally {
      const left = own.get(target)! - 1;
      if (left > 0) own.set(target, left);
      else own.delete(target);
      if (own.size === 0) this.waiting.delete(current);
    }
  }
}

const waitsForItself = (doing: string): ArgumentError =>
  new ArgumentError({
    condition: 'WAITS_FOR_ITSELF',
    message: `${doing} in the function of foreachBatch waits for a batch that waits for this function: it would never end.`,
    hint: 'Call it outside of the function. stop() may be called in it: the query ends after the batch.',
  });
