/** Calls to another thread or process that wait for their answer, by number. */
export class WaitingCalls {
  private readonly waiting = new Map<number, { resolve(value: never): void; reject(error: unknown): void }>();
  private lastId = 0;

  /**
   * Sends a call. The promise settles when its number is answered; when `send` throws, with that.
   *
   * @param send gets the number that the answer must bear
   */
  start<T>(send: (id: number) => void): Promise<T> {
    const id = ++this.lastId;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      try {
        send(id);
      } catch (error) {
        this.reject(id, error);
      }
    });
  }

  /** Answers a call; one that nobody waits for is nothing. */
  resolve(id: number, value: unknown): void {
    this.taken(id)?.resolve(value as never);
  }

  reject(id: number, error: unknown): void {
    this.taken(id)?.reject(error);
  }

  /** Fails everything that still waits: the other side is gone. */
  abandon(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  get size(): number {
    return this.waiting.size;
  }

  private taken(id: number): { resolve(value: never): void; reject(error: unknown): void } | undefined {
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    return call;
  }
}
