import type { Clock } from '../../spi/runtime.ts';
import { starred } from '../../types/secrets.ts';
import type { StreamingQueryStatus } from '../../streaming/query-options.ts';

/** A status that lasts less than this is not told: it would be over before anybody could read it. */
const STATUS_MS = 50;

/**
 * What a query does now, passed on to who watches it: not every step of a batch that lasts a millisecond, but at once
 * when it waits for a system outside.
 */
export class QueryStatus {
  /** What it waits for, null when it does not. */
  waitsFor: string | null = null;
  private readonly clock: Clock;
  private readonly tell: (status: StreamingQueryStatus) => void;
  private own: StreamingQueryStatus | null = null;
  private told = -Infinity;

  constructor(clock: Clock, tell: (status: StreamingQueryStatus) => void) {
    this.clock = clock;
    this.tell = tell;
  }

  /** The query goes on to something else. */
  is(status: StreamingQueryStatus): void {
    this.own = status;
    if (!status.isTriggerActive) this.waitsFor = null;
    const now = this.clock.elapsed();
    if (status.isTriggerActive && (this.waitsFor !== null || now - this.told < STATUS_MS)) return;
    this.told = now;
    this.say(status);
  }

  /** A source or a sink waits, or no longer does. */
  waits(text: string | null): void {
    if (text === this.waitsFor) return;
    this.waitsFor = text === null ? null : starred(text);
    const own = this.own ?? { message: '', isDataAvailable: false, isTriggerActive: true };
    this.say(text === null ? own : { ...own, message: text });
  }

  private say(status: StreamingQueryStatus): void {
    this.tell({ ...status, message: starred(status.message) });
  }
}
