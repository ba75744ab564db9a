import type { Clock } from '../spi/runtime.ts';

/** Durations of the phases of one batch, in milliseconds. */
export class BatchTimer {
  readonly startedMs: number;
  readonly durations: Record<string, number> = {};
  private readonly clock: Clock;
  private readonly startedElapsed: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.startedMs = clock.now();
    this.startedElapsed = clock.elapsed();
  }

  async time<T>(phase: string, work: () => Promise<T>): Promise<T> {
    const from = this.clock.elapsed();
    try {
      return await work();
    } finally {
      this.durations[phase] = (this.durations[phase] ?? 0) + this.clock.elapsed() - from;
    }
  }

  timeSync<T>(phase: string, work: () => T): T {
    const from = this.clock.elapsed();
    try {
      return work();
    } finally {
      this.durations[phase] = (this.durations[phase] ?? 0) + this.clock.elapsed() - from;
    }
  }

  get total(): number {
    return this.clock.elapsed() - this.startedElapsed;
  }

  get endedMs(): number {
    return this.clock.now();
  }
}
