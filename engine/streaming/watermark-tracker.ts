import type { WatermarkStats } from '../codegen/watermark-stats.ts';

/**
 * The query's watermark: each watermark node remembers its newest event time less its delay, the query takes the
 * smallest (or largest) of them and never goes back.
 *
 * Structured Streaming Programming Guide, "Policy for handling multiple watermarks".
 */
export class WatermarkTracker {
  private readonly delaysMs: readonly number[];
  private readonly policy: 'min' | 'max';
  private readonly nodes: number[];
  /** Milliseconds; 0 until the first event. */
  current = 0;
  /** Newest event time seen, milliseconds. */
  maxEventMs: number | null = null;

  constructor(delaysMicros: readonly bigint[], policy: 'min' | 'max') {
    this.delaysMs = delaysMicros.map((d) => Number(d / 1000n));
    this.policy = policy;
    this.nodes = delaysMicros.map(() => 0);
  }

  get exists(): boolean {
    return this.delaysMs.length > 0;
  }

  /** What each node would have for a watermark of its own, milliseconds; 0 until its first event. */
  get ofNodes(): readonly number[] {
    return this.nodes;
  }

  get delayMs(): number | null {
    return this.delaysMs[0] ?? null;
  }

  /** Takes what the nodes saw in a batch. */
  observe(stats: readonly WatermarkStats[]): void {
    if (!this.exists) return;
    stats.forEach((seen, i) => {
      if (seen.count === 0) return;
      const newest = Math.floor(seen.max / 1000);
      this.maxEventMs = Math.max(this.maxEventMs ?? newest, newest);
      this.nodes[i] = Math.max(this.nodes[i]!, newest - this.delaysMs[i]!);
    });
    const chosen = this.policy === 'min' ? Math.min(...this.nodes) : Math.max(...this.nodes);
    this.current = Math.max(this.current, chosen);
  }
}
