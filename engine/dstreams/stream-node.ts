import type { RDD } from './rdd.ts';
import type { Later } from './rows.ts';

/** What a node tells of the batches that it keeps, so that they survive a restart. */
export interface SavedNode {
  /** Its newest RDDs as rows, by time. */
  readonly batches: readonly (readonly [ms: number, rows: readonly unknown[]])[];
  /** Whatever else it needs, as an input does. */
  readonly more: unknown;
}

/** How one step of the graph makes the RDD of a batch. */
export interface NodeOptions<T> {
  /** `map`, `window`: what the user called. */
  readonly name: string;
  readonly parents: readonly StreamNode<unknown>[];
  /** How often there is an RDD. */
  readonly slideMs: number;
  /** Null when there is none at this time. */
  readonly compute: (ms: number) => Later<RDD<T> | null>;
  /** How long before a batch lie those of the parents that it looks at. */
  readonly looksBackMs?: number;
  /** Which of its RDDs the checkpoint holds. */
  readonly saves?: 'newest' | 'all';
  /** Refused without a checkpoint folder. */
  readonly needsCheckpoint?: boolean;
  /** Why it cannot go on after a restart, for an input that nobody can read again. */
  readonly refusesRestart?: string;
  readonly begin?: (zeroMs: number) => void;
  readonly forget?: (beforeMs: number) => void;
  readonly save?: () => unknown;
  readonly restore?: (saved: unknown) => void;
}

/** Where nodes are counted and refused. */
export interface NodeOwner {
  register(node: StreamNode<unknown>): number;
}

/**
 * One step of the graph: it makes one RDD a batch, once, and keeps it as long as others look back at it.
 *
 * @internal
 */
export class StreamNode<T> {
  readonly id: number;
  readonly name: string;
  readonly parents: readonly StreamNode<unknown>[];
  readonly slideMs: number;
  readonly options: NodeOptions<T>;
  persisted: boolean;
  /** How often a stateful step is written and looked through for what timed out; ten slides unless the user says otherwise. */
  checkpointMs: number;
  private zero: number | null = null;
  private keepMs: number;
  private readonly made = new Map<number, RDD<T>>();

  constructor(owner: NodeOwner, options: NodeOptions<T>) {
    this.options = options;
    this.name = options.name;
    this.parents = options.parents;
    this.slideMs = options.slideMs;
    this.keepMs = options.slideMs;
    this.checkpointMs = options.slideMs * 10;
    this.persisted = options.saves !== undefined;
    this.id = owner.register(this);
  }

  /** The time before the first batch, null before the start. */
  get zeroMs(): number | null {
    return this.zero;
  }

  /** The context starts: batches come after this time. */
  initialize(zeroMs: number): void {
    if (this.zero !== null) return;
    this.zero = zeroMs;
    this.options.begin?.(zeroMs);
    for (const parent of this.parents) parent.initialize(zeroMs);
  }

  /** Somebody looks back so far. */
  remember(ms: number): void {
    this.keepMs = Math.max(this.keepMs, ms);
    const parentMs = this.keepMs + (this.options.looksBackMs ?? 0);
    for (const parent of this.parents) parent.remember(parentMs);
  }

  /** The RDD of a time; null where there is none. */
  async rdd(ms: number): Promise<RDD<T> | null> {
    if (!this.hasBatchAt(ms)) return null;
    const known = this.made.get(ms);
    if (known !== undefined) return known;
    const made = await this.options.compute(ms);
    if (made === null) return null;
    if (this.persisted) made.cache();
    this.made.set(ms, made);
    return made;
  }

  hasBatchAt(ms: number): boolean {
    return this.zero !== null && ms > this.zero && (ms - this.zero) % this.slideMs === 0;
  }

  /** The RDDs of a stretch of time, both ends among them. */
  async slice(fromMs: number, toMs: number): Promise<RDD<T>[]> {
    const found: RDD<T>[] = [];
    const zero = this.zero ?? 0;
    const first = zero + Math.ceil((fromMs - zero) / this.slideMs) * this.slideMs;
    for (let ms = first; ms <= toMs; ms += this.slideMs) {
      const rdd = await this.rdd(ms);
      if (rdd !== null) found.push(rdd);
    }
    return found;
  }

  /** Lets go what nobody looks back at after this batch. */
  forget(ms: number): void {
    for (const time of this.made.keys()) if (time <= ms - this.keepMs) this.made.delete(time);
    this.options.forget?.(ms - this.keepMs);
  }

  async save(): Promise<SavedNode> {
    const times = this.options.saves === undefined ? [] : [...this.made.keys()].sort((a, b) => a - b);
    const wanted = this.options.saves === 'newest' ? times.slice(-1) : times;
    const batches: [number, readonly unknown[]][] = [];
    for (const ms of wanted) batches.push([ms, await this.made.get(ms)!.collect()]);
    return { batches, more: this.options.save?.() };
  }

  restore(saved: SavedNode, rddOf: (rows: readonly unknown[]) => RDD<unknown>): void {
    // rows of a checkpoint are those that this very step wrote
    for (const [ms, rows] of saved.batches) this.made.set(ms, rddOf(rows) as RDD<T>);
    if (saved.more !== undefined) this.options.restore?.(saved.more);
  }
}
