import { addStats } from '../codegen/watermark-stats.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import { isFolding, type FoldingOperator } from '../operators/folding-operator.ts';
import type { OperatorNode } from '../operators/operator-node.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import { RunningFragment, type Fragment, type LeafTask } from './fragment.ts';
import { streamTasks, type StreamPlace } from './stream-parts.ts';
import { absorbAnswer } from './tasked-nodes.ts';
import type { GroupsAnswer } from './task-messages.ts';

/** Batches until it is tried again whether merging pays. */
const TRIED_AGAIN = 32;

/**
 * Groups of a stream: where a micro-batch has many rows, tasks read and fold parts of them, and what they folded is merged
 * into the state in the order of the rows.
 */
export class TaskedStreamGroups implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly fragment: Fragment;
  private readonly place: StreamPlace;
  private readonly alone: OperatorNode;
  private readonly watermark: number;
  private readonly fewest: number;
  /** Batches to come in which rows are folded on this thread, whoever reads them: merging was as much work as folding. */
  private unmerged = 0;

  /**
   * @param alone folds all rows on this thread; it has the state
   * @param watermark slot of the first watermark among the fragment's steps
   * @param fewest rows that there must be to each group that is merged, on the average
   */
  constructor(
    fragment: Fragment,
    place: StreamPlace,
    alone: OperatorNode,
    { watermark, fewest }: { readonly watermark: number; readonly fewest: number },
  ) {
    this.fragment = fragment;
    this.place = place;
    this.alone = alone;
    this.watermark = watermark;
    this.fewest = fewest;
    this.output = alone.output;
    // Which way a batch goes is seen when it is there: the plan shows what is done.
    this.children = alone.children;
    this.label = alone.label;
  }

  generatedCode(): readonly string[] {
    return this.alone.generatedCode();
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { operator } = this.alone;
    const folds = this.unmerged === 0 && isFolding(operator);
    const tasks = folds ? await streamTasks(this.fragment, this.place, run) : null;
    if (this.unmerged > 0) this.unmerged--;
    if (tasks === null) yield* this.alone.execute(run);
    else yield* this.merged(operator as FoldingOperator, tasks, run);
  }

  private async *merged(
    operator: FoldingOperator,
    tasks: AsyncIterable<LeafTask>,
    run: BatchRun,
  ): AsyncIterable<RecordBatch> {
    const { fragment } = this;
    const context = this.alone.contextOf(run);
    const does = { kind: 'groups', lateMicros: context.lateMicros } as const;
    const running = await RunningFragment.begin(fragment, run);
    let [rows, groups] = [0, 0];
    operator.beginBatch(context);
    const request = { does, shares: null, tasks, ahead: 2 * fragment.pool.size };
    for await (const answer of running!.answers(request)) {
      if (answer.gives !== 'groups') continue;
      await context.checkpoint();
      run.tookStream(this.place.slot, [], answer.read);
      absorbAnswer(operator, { ...answer, exampleKeys: this.watched(answer, run) }, context.runtime.interner);
      rows += answer.read.rows;
      groups += answer.tables.reduce((n, { table }) => n + table.count, 0);
    }
    if (groups * this.fewest > rows) this.unmerged = TRIED_AGAIN;
    const output = operator.finishBatch(context);
    if (output.length > 0) yield output;
  }

  /** Puts together what watermark nodes saw. @returns the keys of the examples by their places among all */
  private watched({ seen, exampleKeys }: GroupsAnswer, run: BatchRun): (string | undefined)[] {
    const { watermarks, lateMicros } = run.context.runtime;
    const keys: (string | undefined)[] = [];
    seen.forEach((stats, i) => {
      const places = addStats(watermarks[this.watermark + i]!, stats, lateMicros);
      // The operator knows the keys of the examples of the last watermark below it.
      if (i < seen.length - 1) return;
      places.forEach((place, at) => {
        if (place >= 0) keys[place] = exampleKeys[at];
      });
    });
    return keys;
  }
}
