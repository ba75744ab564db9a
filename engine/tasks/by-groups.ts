import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import { RunningFragment, sampleTask, workOfAll, type Fragment } from './fragment.ts';
import type { LeafPart } from './leaf-parts.ts';
import type { FragmentWork, TaskAnswer } from './task-messages.ts';

/** What a group takes in a table, about. */
const BYTES_A_GROUP = 64;

/** How many times the rows of a sample there may be groups for a larger one to be of use. */
const FAR = 10;

/** A table of its own, as each window has one, is as much work as so many groups. */
const GROUPS_A_TABLE = 64;

/** The ways to some groups. */
export interface Ways {
  /** Parts that are merged. */
  readonly few: PhysicalNode;
  /** As many as there are threads, which take longer to end together. */
  readonly more: PhysicalNode;
  /** Where merging would be as much work as folding. */
  readonly many: PhysicalNode;
  /** Where they do not fit in memory: this one spills. */
  readonly alone: PhysicalNode;
  /** Rows that there must be to each group that is merged, on the average. */
  readonly fewest: number;
}

/** Takes one of several ways to the same groups, by how many there are in a sample of the rows. */
export class ByGroups implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'ByGroups';
  private readonly fragment: Fragment;
  private readonly does: FragmentWork;
  private readonly fewest: number;

  /**
   * @param fragment whose last node makes the groups, asked for what it `does`
   */
  constructor(fragment: Fragment, does: FragmentWork, { few, more, many, alone, fewest }: Ways) {
    this.fewest = fewest;
    this.fragment = fragment;
    this.does = does;
    this.output = few.output;
    this.children = [few, more, many, alone];
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    yield* (await this.way(run)).execute(run);
  }

  private async way(run: BatchRun): Promise<PhysicalNode> {
    const [few, more, many, alone] = this.children as [PhysicalNode, PhysicalNode, PhysicalNode, PhysicalNode];
    const { fragment } = this;
    const running = await RunningFragment.begin(fragment, run);
    if (running === null) return alone;
    const rows = workOfAll(fragment.parts);
    const isMany = (groups: number, tasks: number): boolean =>
      tasks * groupsAmong(rows / tasks, groups) * this.fewest > rows;
    const parts = fragment.parts.length;
    let groups = await this.groupsBy(fragment.sample, running);
    // Rows next to each other have fewer groups in common than others where keys count up: more rows say more, but where
    // nearly all had groups of their own.
    if (isMany(groups, parts) && groups < FAR * workOfAll(fragment.sample))
      groups = Math.min(groups, await this.groupsBy(fragment.largerSample, running));
    if (run.memory !== null && groups * BYTES_A_GROUP > run.memory.limit) return alone;
    if (!isMany(groups, parts)) return few;
    return isMany(groups, fragment.pool.size) ? many : more;
  }

  /** How many groups all rows have, by those of a sample. */
  private async groupsBy(sample: readonly LeafPart[], running: RunningFragment): Promise<number> {
    let met = 0;
    const request = { does: this.does, shares: null, tasks: sampleTask(sample), ahead: 1 };
    for await (const answer of running.answers(request)) met += groupsOf(answer);
    return allGroups(met, workOfAll(sample), workOfAll(this.fragment.parts));
  }
}

const groupsOf = (answer: TaskAnswer): number =>
  answer.gives === 'groups'
    ? answer.tables.reduce((n, { table }) => n + table.count + GROUPS_A_TABLE, 0)
    : answer.gives === 'rows'
      ? answer.batches.reduce((n, { length }) => n + length, 0)
      : 0;

/** How many of some groups are met by so many rows, when each is as likely as the others. */
const groupsAmong = (rows: number, groups: number): number => groups * -Math.expm1(-rows / groups);

/** How many groups there are when a sample meets so many of them. */
function allGroups(met: number, sampled: number, most: number): number {
  let [low, high] = [met, most];
  for (let step = 0; step < 40 && high - low > 1; step++) {
    const middle = (low + high) / 2;
    if (groupsAmong(sampled, middle) < met) low = middle;
    else high = middle;
  }
  return high;
}
