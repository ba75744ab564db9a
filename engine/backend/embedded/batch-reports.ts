import { planNodes, type PlanNode } from '../../plan/plan-node.ts';
import type { Clock } from '../../spi/runtime.ts';
import { leafOf } from '../../tasks/cuttable.ts';
import { leafWork } from '../../tasks/leaf-parts.ts';
import type { BatchProgress } from '../backend.ts';

/** What is done sooner is told of nobody. */
const FIRST_MS = 1000;
const EVERY_MS = 200;

/** Tells how far a batch plan is, a few times a second once it lasts. */
export class BatchReports {
  private readonly clock: Clock;
  private readonly plan: PlanNode;
  private readonly tell: (progress: BatchProgress) => void;
  private next: number;
  private rows = 0;
  private bytes = 0;
  private totals: Pick<BatchProgress, 'totalRows' | 'totalBytes'> | null = null;

  constructor(clock: Clock, plan: PlanNode, tell: (progress: BatchProgress) => void) {
    this.clock = clock;
    this.plan = plan;
    this.tell = tell;
    this.next = clock.elapsed() + FIRST_MS;
  }

  /** More rows and bytes of sources are done. */
  done(rows: number, bytes: number): void {
    this.rows += rows;
    this.bytes += bytes;
    const now = this.clock.elapsed();
    if (now < this.next) return;
    this.next = now + EVERY_MS;
    this.totals ??= totalsOf(this.plan);
    this.tell({ rows: this.rows, bytes: this.bytes, ...this.totals });
  }
}

/** How much there is to do, as far as the sources know. */
function totalsOf(plan: PlanNode): Pick<BatchProgress, 'totalRows' | 'totalBytes'> {
  const leaves = [...planNodes(plan)].map(leafOf);
  const scans = leaves.flatMap((rows) => (rows?.kind === 'source' ? [rows.reader] : []));
  const sizes = scans.map((reader) => reader.cut?.(Infinity).parts.reduce((sum, { bytes }) => sum + bytes, 0) ?? null);
  const ranges = leaves.flatMap((rows) => (rows?.kind === 'range' ? [rows] : []));
  return {
    totalRows: scans.length > 0 || ranges.length === 0 ? null : ranges.reduce((sum, range) => sum + leafWork(range), 0),
    totalBytes: scans.length === 0 || sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + size!, 0),
  };
}
