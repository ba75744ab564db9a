/** Does things about one subject one after another, in the order in which they were asked for. */
export class InTurn {
  private readonly last = new Map<string, Promise<unknown>>();

  after<T>(subject: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(subject) ?? Promise.resolve();
    const now = before.then(work, work);
    this.last.set(subject, now);
    const forget = (): void => {
      if (this.last.get(subject) === now) this.last.delete(subject);
    };
    now.then(forget, forget);
    return now;
  }
}
