/**
 * Collects items and hands them on together: at once when the last time was long ago, else a little later, and always
 * before somebody asks.
 */
export class Bundle<T> {
  private items: T[] = [];
  private last = -Infinity;
  private timer: NodeJS.Timeout | null = null;
  private readonly everyMs: number;
  private readonly hand: (items: readonly T[]) => void;

  constructor(everyMs: number, hand: (items: readonly T[]) => void) {
    this.everyMs = everyMs;
    this.hand = hand;
  }

  add(item: T): void {
    this.items.push(item);
    if (performance.now() - this.last >= this.everyMs) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.everyMs).unref();
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.items.length === 0) return;
    this.last = performance.now();
    this.hand(this.items);
    this.items = [];
  }
}
