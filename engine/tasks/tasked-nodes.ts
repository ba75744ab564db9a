import type { Interner } from '../columnar/interner.ts';
import { unpackBatch } from '../columnar/transfer.ts';
import { layoutOf, scalarAt, type RecordBatch, type Scalar } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import { NO_WATERMARK } from '../operators/batch-context.ts';
import { isFolding, type FoldingOperator } from '../operators/folding-operator.ts';
import type { OperatorNode } from '../operators/operator-node.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import type { SortKey } from '../operators/sort/plan.ts';
import { unpackTable } from '../state/transfer-table.ts';
import type { DataType } from '../types/data-type.ts';
import { RuntimeError } from '../types/errors.ts';
import {
  eachPart,
  eachShare,
  RunningFragment,
  sampleTask,
  workOfAll,
  type Fragment,
  type FragmentRequest,
  type LeafTask,
} from './fragment.ts';
import { bordersOf, boundOf } from './order-share.ts';
import type { GroupsAnswer, RowShares, TaskAnswer } from './task-messages.ts';

/** What each of these needs: the fragment, and what makes the same rows on this thread. */
abstract class TaskedNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  protected readonly fragment: Fragment;

  constructor(fragment: Fragment, alone: PhysicalNode) {
    this.fragment = fragment;
    this.output = alone.output;
    this.children = [alone];
    this.label = `Tasks (${fragment.parts.length})`;
  }

  abstract execute(run: BatchRun): AsyncIterable<RecordBatch>;

  /**
   * The answers of tasks that each read all rows. Of two that fail, neither need have met the first row that does: one
   * thread finds that.
   */
  protected async *shared(
    running: RunningFragment,
    request: Omit<FragmentRequest, 'ahead'>,
    run: BatchRun,
  ): AsyncGenerator<TaskAnswer> {
    try {
      yield* running.answers({ ...request, ahead: Infinity });
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      for await (const _ of this.children[0]!.execute(run));
      throw error;
    }
  }
}

/** What rows each task has: a part, a run of parts or a share. */
export type Tasks = (fragment: Fragment) => LeafTask[];

/** Rows that tasks make, one task's after another's. */
export class TaskedRows extends TaskedNode {
  private readonly tasks: Tasks;

  constructor(fragment: Fragment, alone: PhysicalNode, tasks: Tasks = eachPart) {
    super(fragment, alone);
    this.tasks = tasks;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { fragment } = this;
    const does = { kind: 'rows' } as const;
    // More are not begun before these are taken: rows that wait take room.
    const ahead = 2 * fragment.pool.size;
    const running = await RunningFragment.begin(fragment, run);
    if (running === null) return yield* this.children[0]!.execute(run);
    const answers = running.answers({ does, shares: null, tasks: this.tasks(fragment), ahead });
    for await (const answer of answers) yield* rowsOf(answer);
  }
}

/** Groups that tasks fold, merged in the order of their rows. */
export class TaskedGroups extends TaskedNode {
  private readonly alone: OperatorNode;
  private readonly tasks: Tasks;
  private readonly shares: RowShares | null;

  /** @param shares how rows fall to tasks that read all of them; null where each task has rows of its own */
  constructor(fragment: Fragment, alone: OperatorNode, tasks: Tasks = eachPart, shares: RowShares | null = null) {
    super(fragment, alone);
    this.alone = alone;
    this.tasks = tasks;
    this.shares = shares;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { fragment, shares } = this;
    const { operator, spilling: spill } = this.alone;
    if (!isFolding(operator)) throw new Error(`${this.alone.label} folds no groups that could be merged`);
    const context = { ...run.context, callUser: run.callUser, ...NO_WATERMARK };
    const does = { kind: 'groups', lateMicros: -Infinity } as const;
    const request: FragmentRequest = { does, shares, tasks: this.tasks(fragment), ahead: Infinity };
    const running = await RunningFragment.begin(fragment, run);
    if (running === null) return yield* this.children[0]!.execute(run);
    operator.beginBatch(context);
    const spilling = run.memory === null || spill === null ? null : spill(run.memory, context);
    try {
      for await (const answer of shares === null ? running.answers(request) : this.shared(running, request, run)) {
        if (answer.gives !== 'groups') continue;
        absorbAnswer(operator, answer, (spilling?.context ?? context).runtime.interner);
        await spilling?.after(null, null);
        await context.checkpoint();
      }
      if (spilling?.spilled === true) return yield* spilling.rest();
      const output = operator.finishBatch(spilling?.context ?? context);
      if (output.length > 0) yield output;
    } finally {
      spilling?.close();
    }
  }
}

/** The first rows in order that each task has, to be put in order together. */
export class TaskedTop extends TaskedNode {
  private readonly key: SortKey;
  private readonly rows: number;

  /** @param key the first one */
  constructor(fragment: Fragment, alone: PhysicalNode, key: SortKey, rows: number) {
    super(fragment, alone);
    this.key = key;
    this.rows = rows;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { fragment, key, rows } = this;
    const running = await RunningFragment.begin(fragment, run);
    if (running === null) return yield* this.children[0]!.execute(run);
    // Rows that come in the order of the key would each be the first so far: a sample says how far behind they all are.
    const bound = boundOf(await sampledKeys(running, fragment), key, rows);
    const tasks = eachPart(fragment);
    const request: FragmentRequest = { does: { kind: 'top', rows, bound }, shares: null, tasks, ahead: Infinity };
    for await (const answer of running.answers(request)) yield* rowsOf(answer);
  }
}

/** Rows in order: each task sorts a range of them by the first key. */
export class TaskedSort extends TaskedNode {
  private readonly key: SortKey;

  /** @param key the first one */
  constructor(fragment: Fragment, alone: PhysicalNode, key: SortKey) {
    super(fragment, alone);
    this.key = key;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { fragment, key } = this;
    const rows = workOfAll(fragment.parts);
    const tooMany = run.memory !== null && rows * this.rowBytes * COPIES > run.memory.limit;
    const running = tooMany ? null : await RunningFragment.begin(fragment, run);
    if (running === null) return yield* this.children[0]!.execute(run);
    const borders = bordersOf(await sampledKeys(running, fragment), key, fragment.pool.size);
    if (borders.length === 0) return yield* this.children[0]!.execute(run);
    const tasks = eachShare(fragment, borders.length + 1);
    const request = { does: { kind: 'rows' }, shares: { by: 'order', borders }, tasks } as const;
    for await (const answer of this.shared(running, request, run)) yield* rowsOf(answer);
  }

  /** What a row takes, about. */
  private get rowBytes(): number {
    return this.output.reduce((sum, { type }) => sum + bytesOf(type), 0);
  }
}

/** The first key of a fragment that sorts, in a sample of its rows. */
async function sampledKeys(running: RunningFragment, fragment: Fragment): Promise<Scalar[]> {
  const values: Scalar[] = [];
  const sample: FragmentRequest = { does: { kind: 'key' }, shares: null, tasks: sampleTask(fragment.sample), ahead: 1 };
  for await (const answer of running.answers(sample)) {
    for (const { columns, length } of rowsOf(answer)) {
      for (let row = 0; row < length; row++) values.push(scalarAt(columns[0]!, row));
    }
  }
  return values;
}

/** The rows of a sort are held as they come, as one batch, in order, and packed for the way. */
const COPIES = 4;
/** What the text of a row takes, about. */
const TEXT_BYTES = 24;

const bytesOf = (type: DataType): number => (type.kind === 'string' ? TEXT_BYTES : layoutOf(type) === 'i128' ? 16 : 8);

/** Puts the groups that a task folded to those of the tasks before. */
export function absorbAnswer(
  operator: FoldingOperator,
  { tables: packed, lateRows, exampleKeys }: Omit<GroupsAnswer, 'gives' | 'read' | 'seen'>,
  interner: Interner,
): void {
  const { schema } = operator.state;
  const tables = packed.map(({ table, ...of }) => ({ ...of, table: unpackTable(table, schema, interner) }));
  operator.absorb({ tables, lateRows, exampleKeys }, interner);
}

/** The rows of an answer. */
export function* rowsOf(answer: TaskAnswer): Generator<RecordBatch> {
  if (answer.gives !== 'rows') return;
  for (const batch of answer.batches) yield unpackBatch(batch, answer.schema!);
}
