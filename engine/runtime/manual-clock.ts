import type { Clock } from '../spi/runtime.ts';

/** A clock that moves only when it is told to: what tests of time run on. */
export class ManualClock implements Clock {
  private millis: number;
  private waiting: { until: number; wake: () => void }[] = [];

  constructor(millis = 0) {
    this.millis = millis;
  }

  now(): number {
    return this.millis;
  }

  elapsed(): number {
    return this.millis;
  }

  sleepUntil(millis: number, signal?: AbortSignal): Promise<void> {
    if (millis <= this.millis || signal?.aborted === true) return Promise.resolve();
    return new Promise((done) => {
      const giveUp = (): void => {
        this.waiting = this.waiting.filter((w) => w !== entry);
        done();
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', giveUp);
        done();
      };
      const entry = { until: millis, wake };
      this.waiting.push(entry);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Moves on; whoever waited for a time that is now past goes on. */
  advance(millis: number): void {
    this.set(this.millis + millis);
  }

  set(millis: number): void {
    this.millis = millis;
    const due = this.waiting.filter((w) => w.until <= millis);
    this.waiting = this.waiting.filter((w) => w.until > millis);
    for (const { wake } of due) wake();
  }

  /** Whether somebody waits for a later time. */
  get hasSleepers(): boolean {
    return this.waiting.length > 0;
  }
}
