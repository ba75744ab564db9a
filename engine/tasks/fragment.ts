import { concatBatches } from '../columnar/concat.ts';
import { shareBatches } from '../columnar/shared-batches.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import { HeldRows } from '../operators/spill/held-rows.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import { workOf, type LeafPart } from './leaf-parts.ts';
import type { TaskPool } from './task-pool.ts';
import type {
  FragmentSketch,
  FragmentWork,
  PlanPath,
  PlanSketch,
  RowShares,
  Task,
  TaskAnswer,
} from './task-messages.ts';

/** A part of a plan that tasks do, on the thread that asks for them. */
export interface Fragment {
  readonly pool: TaskPool;
  readonly plan: PlanSketch;
  readonly path: PlanPath;
  /** Where its rows begin. */
  readonly leaves: readonly { readonly path: PlanPath }[];
  /** Sides of joins, and what makes their rows on this thread. */
  readonly built: readonly { readonly path: PlanPath; readonly node: PhysicalNode }[];
  /** The parts of all leaves, in the order of the rows; none where they are cut when they are read. */
  readonly parts: readonly LeafPart[];
  /** A few of the rows, from all over them. */
  readonly sample: readonly LeafPart[];
  /** More of them, for where a few leave a doubt. */
  readonly largerSample: readonly LeafPart[];
  /** Told to threads that do it again and again, batch after batch. */
  readonly keep: number | null;
}

/** A task, and how much work each of its parts is. */
export interface LeafTask extends Task {
  readonly parts: readonly LeafPart[];
}

/** What tasks are asked for. */
export interface FragmentRequest {
  readonly does: FragmentWork;
  readonly shares: RowShares | null;
  readonly tasks: Iterable<LeafTask> | AsyncIterable<LeafTask>;
  /** How many tasks may be done before their answers are taken. */
  readonly ahead: number;
}

/** A part of the rows each. */
export const eachPart = ({ parts }: Fragment): LeafTask[] => parts.map((part) => ({ parts: [part], share: 0 }));

/** Parts that follow each other, in so few tasks. */
export function inRuns({ parts }: Fragment, tasks: number): LeafTask[] {
  const total = workOfAll(parts);
  const runs: LeafPart[][] = Array.from({ length: tasks }, () => []);
  let before = 0;
  for (const part of parts) {
    // A part falls where its middle lies.
    runs[Math.min(tasks - 1, Math.floor(((before + part.work / 2) / total) * tasks))]!.push(part);
    before += part.work;
  }
  return runs.filter((run) => run.length > 0).map((run) => ({ parts: run, share: 0 }));
}

/** How much work some parts are. */
export const workOfAll = (parts: readonly LeafPart[]): number => parts.reduce((n, part) => n + part.work, 0);

/** A share of all rows each. */
export const eachShare = ({ parts }: Fragment, shares: number): LeafTask[] =>
  Array.from({ length: shares }, (_, share) => ({ parts, share }));

/** The rows of a sample. */
export const sampleTask = (sample: readonly LeafPart[]): LeafTask[] => [{ parts: sample, share: 0 }];

/** A fragment that is being done: what its tasks need as a whole was made once. */
export class RunningFragment {
  private readonly fragment: Fragment;
  private readonly run: BatchRun;
  private readonly built: FragmentSketch['built'];

  private constructor(fragment: Fragment, run: BatchRun, built: FragmentSketch['built']) {
    this.fragment = fragment;
    this.run = run;
    this.built = built;
  }

  /** Begins it; null when what its tasks need as a whole is more than they may hold. */
  static async begin(fragment: Fragment, run: BatchRun): Promise<RunningFragment | null> {
    const built = [];
    for (const { path, node } of fragment.built) {
      const rows = await fittingRows(node, run);
      if (rows === null) return null;
      const [first] = rows;
      built.push({ path, rows: first === undefined ? null : shareBatches(rows, first.schema) });
    }
    return new RunningFragment(fragment, run, built);
  }

  /** Has tasks done; their answers come in their order. */
  async *answers({ does, shares, tasks, ahead }: FragmentRequest): AsyncGenerator<TaskAnswer> {
    const { pool, plan, path, leaves, keep } = this.fragment;
    const { run, built } = this;
    const fragment = { path, does, shares, leaves: leaves.map((leaf) => leaf.path), built };
    const { nowMicros, lateMicros, farMicros } = run.context.runtime;
    const runtime = { nowMicros, lateMicros, farMicros, mode: run.context.mode };
    const opened = pool.open({ plan, fragment, keep, runtime }, run.signal);
    try {
      for await (const { task, answer } of opened.answers(tasks, ahead)) {
        for (const part of task.parts) run.done(...workOf(part));
        yield answer;
      }
    } finally {
      opened.close();
    }
  }
}

/** Rows lie in memory twice while they are copied to where threads share them. */
const COPIES = 2;

async function fittingRows(node: PhysicalNode, run: BatchRun): Promise<readonly RecordBatch[] | null> {
  const held = new HeldRows();
  for await (const batch of node.execute(run)) {
    held.add(batch);
    if (run.memory !== null && held.bytes * COPIES > run.memory.limit) return null;
  }
  return held.rows === 0 ? [] : [concatBatches(held.batches, held.batches[0]!.schema)];
}
