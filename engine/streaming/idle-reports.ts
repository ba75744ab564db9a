import type { Clock } from '../spi/runtime.ts';

/** Decides when a query that finds no data says so: at once, and then every so often since its last word. */
export class IdleReports {
  private readonly clock: Clock;
  private readonly intervalMs: number;
  private lastMs = -Infinity;

  /** @param intervalMs Spark's setting `spark.sql.streaming.noDataProgressEventInterval` */
  constructor(clock: Clock, intervalMs: number) {
    this.clock = clock;
    this.intervalMs = intervalMs;
  }

  /** A batch was reported. */
  reported(): void {
    this.lastMs = this.clock.now();
  }

  /** Whether a trigger without data is worth a word now. */
  get isDue(): boolean {
    const now = this.clock.now();
    if (now - this.lastMs < this.intervalMs) return false;
    this.lastMs = now;
    return true;
  }
}
