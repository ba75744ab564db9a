import type { ViewClock } from './clock.ts';
import { CREDIT } from './protocol.ts';

/** Least time between two frames, milliseconds. */
export const FRAME_MS = 250;
/** Between two messages to a view that nobody sees. */
export const HIDDEN_MS = 2000;
/** A view that needs longer than this to draw and answer gets half the frames. */
const SLOW_ACK_MS = 100;
/** A view that leaves its frames unanswered for so long is gone: pages close without closing their comms. */
const SILENCE_MS = 60_000;

/** What a limiter drives. */
export interface FrameSource {
  /** Sends one message with this number; the newest state, whatever was offered since the last. */
  emit(seq: number, hidden: boolean): void | Promise<void>;
  /** The view does not answer any more. */
  lost(): void;
}

/**
 * Decides when a view gets its next message: after a change, not too soon after the last one, never more than `CREDIT`
 * unanswered. What changes in between is skipped: the latest state wins.
 */
export class FrameLimiter {
  private readonly clock: ViewClock;
  private readonly source: FrameSource;
  private seq = 0;
  private acked = 0;
  private changed = false;
  private hidden = false;
  private emitting = false;
  private closed = false;
  private lastSent = -Infinity;
  private spacing = FRAME_MS;
  private sentAt = new Map<number, number>();
  private cancelWait: (() => void) | null = null;
  private cancelSilence: (() => void) | null = null;

  constructor(clock: ViewClock, source: FrameSource) {
    this.clock = clock;
    this.source = source;
  }

  /** There is something new to show. */
  offer(): void {
    this.changed = true;
    this.pump();
  }

  /** Sends now, beside the pace of frames: an answer to something the reader did. */
  async now(emit: (seq: number) => void | Promise<void>): Promise<void> {
    if (this.closed) return;
    await emit(this.take());
  }

  /** The view has drawn everything up to `seq`. */
  ack(seq: number): void {
    const sent = this.sentAt.get(seq);
    if (sent !== undefined) this.spacing = this.clock.now() - sent > SLOW_ACK_MS ? FRAME_MS * 2 : FRAME_MS;
    for (const number of this.sentAt.keys()) if (number <= seq) this.sentAt.delete(number);
    this.acked = Math.max(this.acked, Math.min(seq, this.seq));
    this.watchSilence();
    this.pump();
  }

  setHidden(hidden: boolean): void {
    if (hidden === this.hidden) return;
    this.hidden = hidden;
    this.cancelWait?.();
    this.cancelWait = null;
    if (!hidden) {
      // what was sent to a hidden view may never be drawn
      this.acked = this.seq;
      this.sentAt.clear();
      this.changed = true;
      this.lastSent = -Infinity;
    }
    this.pump();
  }

  close(): void {
    this.closed = true;
    this.cancelWait?.();
    this.cancelSilence?.();
  }

  private take(): number {
    const seq = ++this.seq;
    this.lastSent = this.clock.now();
    this.sentAt.set(seq, this.lastSent);
    this.watchSilence();
    return seq;
  }

  private pump(): void {
    if (this.closed || !this.changed || this.emitting || this.cancelWait) return;
    if (this.seq - this.acked >= CREDIT) return;
    const spacing = this.hidden ? HIDDEN_MS : this.spacing;
    const wait = this.lastSent + spacing - this.clock.now();
    if (wait > 0) {
      this.cancelWait = this.clock.after(wait, () => {
        this.cancelWait = null;
        this.pump();
      });
      return;
    }
    void this.emit();
  }

  private async emit(): Promise<void> {
    this.changed = false;
    this.emitting = true;
    try {
      await this.source.emit(this.take(), this.hidden);
    } finally {
      this.emitting = false;
    }
    this.pump();
  }

  private watchSilence(): void {
    this.cancelSilence?.();
    this.cancelSilence = null;
    if (this.closed || this.acked >= this.seq) return;
    this.cancelSilence = this.clock.after(SILENCE_MS, () => {
      this.close();
      this.source.lost();
    });
  }
}
