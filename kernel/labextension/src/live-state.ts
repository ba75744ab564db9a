import type {
  BatchBar,
  ChartModel,
  ChartRow,
  ErrorModel,
  Head,
  KernelMessage,
  Payload,
  ViewFrame,
} from '../../views/protocol.ts';

/** How a view stands to its query: not yet answered, live, or no longer known to the kernel. */
export type Attachment = 'waiting' | 'live' | 'gone';

const MOST_BARS = 120;

/** What a view knows of its query: the snapshot of the file, then what the kernel says. Nothing here touches the page. */
export class LiveState {
  attachment: Attachment = 'waiting';
  payload: Payload | null = null;
  /** The frame that is shown; its header belongs to its rows. */
  frame: ViewFrame | null = null;
  /** The newest header, also while the view is paused or hidden. */
  headNow: Head | null = null;
  bars: BatchBar[] = [];
  failure: ErrorModel | null = null;
  triggerMs: number | null = null;
  notice: string | null = null;
  paused = false;
  chart: ChartModel | null = null;
  points: { readonly rows: readonly ChartRow[]; readonly batchId: number | null } | null = null;
  /** The last message's number, to be acknowledged. */
  seq = 0;
  /** Whether the shown frame followed another one by itself, so that changes may be pointed out. */
  followed = false;
  private runId: string | null = null;

  get live(): boolean {
    return this.attachment === 'live';
  }

  /** The header above the rows that are shown. */
  get head(): Head | null {
    // a hidden view hears figures only; its header stays with the rows under it
    const shown = this.paused ? this.headNow : (this.frame?.head ?? this.headNow);
    return this.live ? shown : (shown ?? this.payload?.head ?? null);
  }

  /** The batch of the rows that are shown. */
  get batchId(): number | null {
    return this.frame?.batchId ?? (this.live ? null : (this.payload?.head?.batchId ?? null));
  }

  /** The output's data; ignored while the comm is live, whose frames are newer. */
  restore(payload: Payload): void {
    this.payload = payload;
    if (this.live && payload.queryId !== null) return;
    this.chart = payload.chart;
    if (payload.chart) this.points = { rows: payload.chart.rows, batchId: payload.head?.batchId ?? null };
    this.bars = [...payload.history];
    this.failure = payload.error;
    this.triggerMs = payload.triggerMs;
  }

  receive(message: KernelMessage): void {
    if ('seq' in message) this.seq = message.seq;
    switch (message.type) {
      case 'state':
        return this.takeState(message);
      case 'frame':
        if (!this.paused || message.hold) this.take(message.frame, !this.paused);
        return;
      case 'metrics':
        this.headNow = message.head;
        this.addBars(message.bars);
        return;
      case 'notice':
        this.notice = message.text;
        return;
      case 'gone':
        return this.forget();
      case 'snapshot':
        return;
    }
  }

  lost(): void {
    if (this.attachment === 'live') this.attachment = 'waiting';
  }

  private takeState(message: Extract<KernelMessage, { type: 'state' }>): void {
    this.attachment = 'live';
    this.notice = null;
    if (message.runId !== this.runId) {
      this.frame = null;
      this.bars = [];
    }
    this.runId = message.runId;
    this.failure = message.error;
    this.triggerMs = message.triggerMs;
    this.chart = message.chart;
    // a query that ended shows its last rows, also where the view stood still
    if (!isActive(message.frame.head)) this.paused = false;
    if (this.paused && this.frame) this.headNow = message.frame.head;
    else this.take(message.frame, true);
  }

  /** The kernel knows nothing of the query: the newest of what the page saw and what the notebook holds is all there is. */
  private forget(): void {
    this.attachment = 'gone';
    this.paused = false;
    this.notice = null;
    const saved = this.payload?.head?.batchId ?? -1;
    if ((this.frame?.batchId ?? -1) > saved) return;
    this.frame = null;
    this.headNow = null;
    if (this.payload) this.restore(this.payload);
  }

  private take(frame: ViewFrame, followed: boolean): void {
    const shown = this.frame?.batchId ?? -1;
    if (frame.batchId !== null && frame.batchId < shown) return;
    this.frame = frame;
    this.headNow = frame.head;
    this.followed = followed;
    this.addBars(frame.bars);
    if (frame.chartRows) this.points = { rows: frame.chartRows, batchId: frame.batchId };
  }

  private addBars(bars: readonly BatchBar[]): void {
    const last = this.bars.at(-1)?.batchId ?? -1;
    this.bars.push(...bars.filter((bar) => bar.batchId > last));
    if (this.bars.length > MOST_BARS) this.bars.splice(0, this.bars.length - MOST_BARS);
  }
}

/** Whether the query runs, so that it can be stopped and its view paused. */
export function isActive(head: Head): boolean {
  return head.state === 'running' || head.state === 'starting';
}
