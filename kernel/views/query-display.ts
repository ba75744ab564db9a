import type { MimeBundle, ViewOptions } from '../../engine/spi/host.ts';
import { sizedBundle, viewBundle } from './bundle.ts';
import type { ViewClock } from './clock.ts';
import type { Payload } from './protocol.ts';
import type { QueryRecord } from './query-record.ts';
import { emptySnapshot, snapshotLimit, snapshotOf } from './snapshot.ts';

const SNAPSHOT_MS = 30_000;
const FALLBACK_MS = 1000;
/** How long a page may take to open its comm before it is taken for one without our renderer. */
const PATIENCE_MS = 4000;

/** Where a view's snapshots go. */
export interface DisplayTarget {
  readonly displayId: string;
  publish(bundle: MimeBundle, update: boolean): void;
  /** Whether any view of the query was ever opened over a comm. */
  watched(): boolean;
  /** The last snapshot of a query that ended. */
  ended(bundle: MimeBundle): void;
}

/** The output of one `openView` in the notebook's document: shown at once, then replaced seldom. */
export class QueryDisplay {
  readonly view: ViewOptions;
  private readonly record: QueryRecord;
  private readonly clock: ViewClock;
  private readonly target: DisplayTarget;
  private readonly openedMs: number;
  private shown = '';
  private lastMs = -Infinity;
  private cancel: (() => void) | null = null;
  private working: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(view: ViewOptions, record: QueryRecord, clock: ViewClock, target: DisplayTarget) {
    this.view = view;
    this.record = record;
    this.clock = clock;
    this.target = target;
    this.openedMs = clock.now();
  }

  /** The first output, from what is known now: it must be there before the cell's other outputs. */
  open(): void {
    const payload = this.payload();
    this.remember(payload);
    this.target.publish(sizedBundle(payload, noteOf(payload)), false);
    this.schedule();
  }

  /** A batch ended. */
  batch(): void {
    this.schedule();
  }

  /** The query began, stopped or failed: the document must say so. */
  stateChanged(): Promise<void> {
    this.cancel?.();
    this.cancel = null;
    return this.refresh(true);
  }

  close(): void {
    this.closed = true;
    this.cancel?.();
  }

  /** The last words of a kernel that ends: nothing is asked of the engine any more. */
  finish(): void {
    if (this.closed) return;
    const payload = this.payload();
    this.target.publish(sizedBundle(payload, noteOf(payload)), true);
    this.close();
  }

  private schedule(): void {
    if (this.closed || this.cancel) return;
    const wait = Math.max(this.lastMs + this.pace() - this.clock.now(), 0);
    this.cancel = this.clock.after(wait, () => {
      this.cancel = null;
      void this.refresh(false);
    });
  }

  /** A page with our renderer needs a snapshot now and then; one without it lives on them, less often as time goes by. */
  private pace(): number {
    const age = this.clock.now() - this.openedMs;
    if (this.target.watched()) return SNAPSHOT_MS;
    if (age < PATIENCE_MS) return PATIENCE_MS;
    return Math.min(SNAPSHOT_MS, Math.max(FALLBACK_MS, age / 60));
  }

  private refresh(force: boolean): Promise<void> {
    this.working = this.working.then(() => this.publish(force)).catch(() => undefined);
    return this.working;
  }

  private async publish(force: boolean): Promise<void> {
    if (this.closed) return;
    await this.record.page({ offset: 0, limit: snapshotLimit(this.view) });
    const payload = this.payload();
    const state = this.record.latest?.state;
    const over = state === 'stopped' || state === 'failed';
    if (!force && this.stamp(payload) === this.shown) return;
    const bundle =
      this.view.chart || this.view.spec
        ? await viewBundle(payload, noteOf(payload))
        : sizedBundle(payload, noteOf(payload));
    if (this.closed) return;
    this.remember(payload);
    this.target.publish(bundle, true);
    if (over) this.target.ended(bundle);
  }

  private payload(): Payload {
    const now = this.clock.now();
    const { displayId } = this.target;
    if (!this.record.latest) return emptySnapshot(displayId, this.view, now);
    return snapshotOf(displayId, this.view, this.record, this.record.lastPage, this.record.wall, now);
  }

  private remember(payload: Payload): void {
    this.lastMs = this.clock.now();
    this.shown = this.stamp(payload);
  }

  private stamp(payload: Payload): string {
    return `${payload.runId} ${payload.state} ${payload.head?.batchId}`;
  }
}

/** The line under a static table. */
function noteOf(payload: Payload): string {
  const { table, head } = payload;
  if (head === null || head.batchId === null || table.columns.length === 0) return '';
  const kept = table.rows.length;
  return table.total > kept
    ? `showing ${kept} of ${table.total.toLocaleString('en-US')} rows of batch ${head.batchId}`
    : '';
}
