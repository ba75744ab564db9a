import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { BatchRun, PhysicalNode } from '../operators/physical-node.ts';
import { RunningFragment, sampleTask, type Fragment } from './fragment.ts';
import type { FragmentWork, TaskAnswer } from './task-messages.ts';

/** What a group takes in a table, about. */
const BYTES_A_GROUP = 64;

/** A table of its own, as each window has one, is as much work as so many groups. */
const GROUPS_A_TABLE = 64;

/** The ways to some groups. */
export interface Ways {
  /** Parts that are merged. */
  readonly few: PhysicalNode;
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
  constructor(fragment: Fragment, does: FragmentWork, { few, many, alone, fewest }: Ways) {
    this.fewest = fewest;
    this.fragment = fragment;
    this.does = does;
    this.output = few.output;
    this.children = [few, many, alone];
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    yield* (await this.way(run)).execute(run);
  }

  private async way(run: BatchRun): Promise<PhysicalNode> {
    const [few, many, alone] = this.children as [PhysicalNode, PhysicalNode, PhysicalNode];
    const { fragment, does } = this;
    const running = await RunningFragment.begin(fragment, run);
    if (running === null) return alone;
    let met = 0;
    const request = { does, shares: null, tasks: sampleTask(fragment), ahead: 1 };
    for await (const answer of running.answers(request)) met += groupsOf(answer);
    const sampled = fragment.sample.reduce((n, part) => n + part.work, 0);
    const rows = fragment.parts.reduce((n, part) => n + part.work, 0);
    const { length } = fragment.parts;
    const groups = allGroups(met, sampled, rows);
    if (run.memory !== null && groups * BYTES_A_GROUP > run.memory.limit) return alone;
    const merged = length * groupsAmong(rows / length, groups);
    return merged * this.fewest > rows ? many : few;
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
