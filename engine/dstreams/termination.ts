/**
 * The end of a context, and the first error of its jobs: what those get who wait for it.
 *
 * @internal
 */
export class Termination {
  private failure: { readonly error: unknown } | null = null;
  private over = false;
  private waiting: { readonly done: () => void; readonly failed: (error: unknown) => void }[] = [];
  private watching = 0;
  private seen: unknown[] = [];

  /** @param signal nobody waits any more; then it resolves, too */
  async end(signal?: AbortSignal): Promise<void> {
    if (this.failure !== null) throw this.failure.error;
    if (this.over) return;
    await new Promise<void>((done, failed) => {
      const waiter = { done, failed };
      this.waiting.push(waiter);
      signal?.addEventListener('abort', () => {
        this.waiting = this.waiting.filter((each) => each !== waiter);
        done();
      });
    });
  }

  stopped(): void {
    this.over = true;
    for (const { done } of this.waiting.splice(0)) done();
  }

  /** @returns whether somebody is told */
  failed(error: unknown): boolean {
    this.failure ??= { error };
    if (this.watching > 0) this.seen.push(error);
    const told = this.waiting.length > 0 || this.watching > 0;
    for (const { failed } of this.waiting.splice(0)) failed(error);
    return told;
  }

  /** Waits for work, and fails with what jobs fail with meanwhile. */
  async watched(work: () => Promise<void>): Promise<void> {
    this.watching++;
    this.seen = [];
    try {
      await work();
    } finally {
      this.watching--;
    }
    if (this.seen.length > 0) throw this.seen[0];
  }
}
