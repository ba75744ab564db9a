import type { AggregatePlan } from '../operators/aggregate/plan.ts';
import type { DeduplicatePlan } from '../operators/deduplicate/plan.ts';
import type { LimitPlan } from '../operators/limit/plan.ts';
import type { LocalPlan } from '../operators/local/plan.ts';
import type { OperatorNode } from '../operators/operator-node.ts';
import { operators } from '../operators/operators.ts';
import { flattenKeys } from '../operators/key-columns.ts';
import type { SortPlan } from '../operators/sort/plan.ts';
import type { StreamScanPlan } from '../operators/stream-scan/plan.ts';
import type { PhysicalNode } from '../operators/physical-node.ts';
import { planPhysical, type MadeNodes, type PhysicalPlanner } from '../operators/physical-planner.ts';
import { LARGEST_TOP } from '../operators/limit/top-k.ts';
import { childPlans, isNode, type PlanNode, type UnaryPlan } from '../plan/plan-node.ts';
import type { Relation } from '../plan/relation.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import type { DataType } from '../types/data-type.ts';
import { isIndexable } from '../state/state-table.ts';
import { ByGroups } from './by-groups.ts';
import { cutOf, expressionsOf, isRowWise, isSteady, isWork, type Cut } from './cuttable.ts';
import type { Fragment } from './fragment.ts';
import { isShareableKey } from './key-share.ts';
import { firstOf, leafParts, leafWork, type LeafPart } from './leaf-parts.ts';
import { replacedAt } from './plan-path.ts';
import type { RecordingCatalog } from './recording-catalog.ts';
import type { TaskPool } from './task-pool.ts';
import { TaskedStream } from './tasked-stream.ts';
import { TaskedGroups, TaskedRows, TaskedSort, TaskedTop } from './tasked-nodes.ts';
import { partSize, type TaskSizes } from './task-sizes.ts';
import type { FragmentWork, PlanPath, PlanSketch } from './task-messages.ts';

/** What tasks of a plan are planned with. */
export interface TaskPlanning {
  readonly pool: TaskPool;
  readonly sizes: TaskSizes;
  readonly relation: Relation;
  readonly timeZone: string;
  /** What the analysis of the relation asked for. */
  readonly catalog: RecordingCatalog;
}

/**
 * Finds the parts of an optimized batch plan that tasks are to do.
 *
 * @param first whether only its first rows are wanted: those are made on one thread
 */
export function placeTasks(plan: PlanNode, planning: TaskPlanning, first: boolean): MadeNodes {
  const planner = new TaskPlanner(planning);
  planner.place(plan, [], first);
  return planner.made;
}

/** Groups that tasks make in parts: the parts, and what they become when they are merged. */
interface Grouped {
  readonly fragment: Fragment;
  readonly does: FragmentWork;
  readonly merged: PhysicalNode;
}

/** Rows to a group that is merged, on the average, that make merging worth while: measured, by what the key is. */
const ROWS_A_GROUP = { number: 5, other: 12 } as const;

/** Whether groups are found by one whole number. */
function isByNumber({ keys }: AggregatePlan | DeduplicatePlan): boolean {
  return keys.length === 1 && keys[0]!.type.kind !== 'string' && isIndexable(flattenKeys(keys));
}

const fewestOf = (plan: AggregatePlan | DeduplicatePlan): number =>
  isByNumber(plan) ? ROWS_A_GROUP.number : ROWS_A_GROUP.other;

/** Whether a value is compared with a bound in less time than it takes to sort it: texts are not. */
const isQuickOrder = (type: DataType): boolean => isShareableKey(type) && type.kind !== 'string';

/** Whether groups hold lists, which are copied item by item on their way to another thread. */
const holdsLists = ({ aggregates }: AggregatePlan): boolean =>
  aggregates.some(({ expression }) => expression.code.buffer.some((slot) => ['array', 'map'].includes(slot.type.kind)));

const GROUPS: FragmentWork = { kind: 'groups' };

/** Finds the first steps of the streams of an optimized plan, which tasks are to do where a batch has many rows. */
export function placeStreamTasks(plan: PlanNode, planning: TaskPlanning): MadeNodes {
  const planner = new TaskPlanner(planning);
  planner.placeStreams(plan, []);
  return planner.made;
}

class TaskPlanner {
  readonly made = new Map<PlanNode, (planner: PhysicalPlanner) => PhysicalNode>();
  private readonly planning: TaskPlanning;
  private readonly sketch: PlanSketch;
  private readonly reads: readonly (BatchReader | StreamReader)[];

  constructor(planning: TaskPlanning) {
    this.planning = planning;
    const { relation, timeZone, catalog } = planning;
    this.reads = catalog.reads.map(({ resolved }) => resolved.reader);
    const reads = catalog.reads.map(({ read, resolved }) => ({
      read,
      schema: resolved.reader.schema,
      reader: resolved.kind === 'batch' ? resolved.reader.cut?.(Infinity).reader : resolved.reader.partsReader,
    }));
    this.sketch = { relation, timeZone, reads, views: [...catalog.views] };
  }

  place(plan: PlanNode, path: PlanPath, first: boolean): void {
    const node = this.tasked(plan, path, first);
    if (node !== null) {
      this.made.set(plan, () => node);
      return;
    }
    const whole = plan.node === 'aggregate' || plan.node === 'sort';
    childPlans(plan).forEach((child, i) => {
      const fewer = whole || (plan.node === 'join' && i === 1) ? false : first || plan.node === 'limit';
      this.place(child, [...path, i], fewer);
    });
  }

  /** @param folded whether an aggregation does the steps above in its own generated function, as it is to go on doing */
  placeStreams(plan: PlanNode, path: PlanPath, folded = false): void {
    const steps = folded && childPlans(plan).length > 0 ? null : stepsOf(plan);
    if (steps === null) {
      const folds = plan.node === 'aggregate' || (folded && (isRowWise(plan) || plan.node === 'watermark'));
      childPlans(plan).forEach((child, i) => this.placeStreams(child, [...path, i], folds));
      return;
    }
    const { pool, sizes } = this.planning;
    const { leaf, depth } = steps;
    const leaves = [{ path: depth, node: leaf }];
    const fragment = { pool, plan: this.sketch, path, leaves, built: [], parts: [], sample: [] };
    const read = this.reads.indexOf(leaf.reader);
    this.made.set(plan, (planner) => {
      const slot = planner.streamSlot(leaf.reader);
      return new TaskedStream(fragment, { read, slot, sizes }, planner.make(plan));
    });
  }

  private tasked(plan: PlanNode, path: PlanPath, first: boolean): PhysicalNode | null {
    if (isNode<AggregatePlan>(plan, 'aggregate')) return this.totals(plan, path) ?? this.groups(plan, path);
    if (isNode<DeduplicatePlan>(plan, 'deduplicate')) return first ? null : this.groups(plan, path);
    if (isNode<SortPlan>(plan, 'sort')) return this.sorted(plan, path);
    if (isNode<LimitPlan>(plan, 'limit')) return this.top(plan, path);
    return first ? null : this.rows(plan, path);
  }

  private groups(plan: AggregatePlan | DeduplicatePlan, path: PlanPath): PhysicalNode | null {
    const grouped = this.grouped(plan, path);
    if (grouped === null || plan.keys.length === 0) return grouped?.merged ?? null;
    const { fragment, does, merged } = grouped;
    const alone = this.alone(plan);
    return new ByGroups(fragment, does, { few: merged, many: alone, alone, fewest: fewestOf(plan) });
  }

  private alone(plan: PlanNode): PhysicalNode {
    return planPhysical(plan, operators, false, this.made).root;
  }

  private rows(plan: PlanNode, path: PlanPath): PhysicalNode | null {
    const fragment = isWork(plan) ? this.fragment(path, [], cutOf(plan)) : null;
    return fragment === null ? null : new TaskedRows(fragment, this.alone(plan));
  }

  /** Groups as tasks fold them, each of its own rows. */
  private grouped(plan: AggregatePlan | DeduplicatePlan, path: PlanPath): Grouped | null {
    if (plan.streaming) return null;
    const isAggregate = isNode<AggregatePlan>(plan, 'aggregate');
    if (isAggregate && !plan.aggregates.every(({ expression }) => isSteady(expression))) return null;
    if (isAggregate && holdsLists(plan)) return null;
    const fragment = this.fragment(path, [0], cutOf(plan.child));
    if (fragment === null) return null;
    const alone = this.alone(plan);
    if (isAggregate) {
      return { fragment, does: GROUPS, merged: new TaskedGroups(fragment, alone as OperatorNode) };
    }
    return { fragment, does: { kind: 'rows' }, merged: this.over(plan, plan.child, new TaskedRows(fragment, alone)) };
  }

  /**
   * Totals of groups: of many groups each task makes its share from beginning to end, so that only totals are merged.
   */
  private totals(plan: AggregatePlan, path: PlanPath): PhysicalNode | null {
    const anyOrder = plan.aggregates.every(({ expression: e }) => e.code.anyOrder === true && isSteady(e));
    if (plan.streaming || plan.keys.length > 0 || !anyOrder) return null;
    const depth: number[] = [0];
    let inner = plan.child;
    for (; isNode<UnaryPlan>(inner, 'project') || isNode<UnaryPlan>(inner, 'filter'); inner = inner.child)
      depth.push(0);
    if (!isNode<AggregatePlan>(inner, 'aggregate') && !isNode<DeduplicatePlan>(inner, 'deduplicate')) return null;
    if (inner.keys.length === 0 || !inner.keys.every((key) => isShareableKey(key.type))) return null;
    const grouped = this.grouped(inner, [...path, ...depth]);
    if (grouped === null) return null;
    const { fragment, does, merged } = grouped;
    const few = planPhysical(plan, operators, false, new Map([...this.made, [inner, () => merged]])).root;
    const under = <T extends { readonly path: PlanPath }>(each: T): T => ({ ...each, path: [...depth, ...each.path] });
    const whole = { ...fragment, path, leaves: fragment.leaves.map(under), built: fragment.built.map(under) };
    const alone = this.alone(plan) as OperatorNode;
    const shares = { by: 'keys', path: depth, of: this.planning.pool.size } as const;
    // Whole numbers are found so quickly that to pass over those of others costs as much.
    const many = isByNumber(inner) ? alone : new TaskedGroups(whole, alone, shares);
    return new ByGroups(fragment, does, { few, many, alone, fewest: fewestOf(inner) });
  }

  private sorted(plan: SortPlan, path: PlanPath): PhysicalNode | null {
    const [key] = plan.keys;
    if (!plan.keys.every(({ expression }) => isSteady(expression)) || !isQuickOrder(key!.expression.type)) return null;
    const fragment = this.fragment(path, [0], cutOf(plan.child));
    return fragment === null ? null : new TaskedSort(fragment, this.alone(plan), key!);
  }

  /** The first rows in an order: each task gives its own first ones. */
  private top(plan: LimitPlan, path: PlanPath): PhysicalNode | null {
    const rows = plan.offset + plan.count;
    if (plan.count === 0 || rows > LARGEST_TOP) return null;
    const depth: number[] = [0];
    let sort = plan.child;
    for (; isNode<UnaryPlan>(sort, 'project'); sort = sort.child) depth.push(0);
    if (!isNode<SortPlan>(sort, 'sort') || !isQuickOrder(sort.keys[0]!.expression.type)) return null;
    if (!sort.keys.every(({ expression }) => isSteady(expression))) return null;
    const fragment = this.fragment([...path, ...depth], [0], cutOf(sort.child));
    if (fragment === null) return null;
    return this.over(plan, sort.child, new TaskedTop(fragment, this.alone(sort), sort.keys[0]!, rows));
  }

  /** What a plan does to the rows of one of its nodes, when tasks have done a part of the same to them. */
  private over(plan: PlanNode, at: PlanNode, rows: PhysicalNode): PhysicalNode {
    const path = pathTo(plan, at)!;
    const given: LocalPlan = { node: 'local', batches: [], output: at.output, streaming: false };
    return planPhysical(
      replacedAt(plan, path, () => given),
      operators,
      false,
      new Map([[given, () => rows]]),
    ).root;
  }

  /** A fragment of what is cut below a node, null when it is too little work for several threads. */
  private fragment(path: PlanPath, below: PlanPath, cut: Cut | null): Fragment | null {
    if (cut === null) return null;
    const { pool, sizes } = this.planning;
    const total = cut.leaves.reduce((n, { node }) => n + leafWork(node), 0);
    if (total < sizes.fewest) return null;
    const of = (size: number): LeafPart[] =>
      cut.leaves.flatMap(({ node }, leaf) => leafParts(node, leaf, this.reads, size, sizes));
    const parts = of(partSize(total, pool.size, sizes));
    if (parts.length < 2) return null;
    const under = <T extends { readonly path: PlanPath }>(each: T): T => ({ ...each, path: [...below, ...each.path] });
    const built = cut.built.map(({ path: at, node }) => {
      this.place(node, [...path, ...below, ...at], false);
      return { path: [...below, ...at], node: this.alone(node) };
    });
    const sample = fromAllOver(of(Math.max(sizes.sample, total / MOST_PLACES))).map((part) =>
      firstOf(part, sizes.sample),
    );
    return { pool, plan: this.sketch, path, leaves: cut.leaves.map(under), built, parts, sample };
  }
}

/** The row-wise steps that lead to a stream that is cut, if they are all that there is below a plan. */
function stepsOf(plan: PlanNode): { readonly leaf: StreamScanPlan; readonly depth: readonly number[] } | null {
  const depth: number[] = [];
  let at = plan;
  for (; isRowWise(at) && expressionsOf(at).every(isSteady); at = at.child) depth.push(0);
  if (!isNode<StreamScanPlan>(at, 'stream_scan') || at.reader.partsReader === undefined) return null;
  return { leaf: at, depth };
}

/** How many places a sample is taken from. */
const PLACES = 8;
/** How many places there are to choose from, at most. */
const MOST_PLACES = 1 << 16;

/** Parts from all over the rows, not in even steps: what comes again and again in the rows would be met too often. */
const fromAllOver = (parts: readonly LeafPart[]): LeafPart[] =>
  parts.length <= PLACES
    ? [...parts]
    : Array.from({ length: PLACES }, (_, i) => parts[Math.floor(((i + ((i * GOLDEN) % 1)) * parts.length) / PLACES)]!);

const GOLDEN = (Math.sqrt(5) - 1) / 2;

function pathTo(plan: PlanNode, node: PlanNode): PlanPath | null {
  if (plan === node) return [];
  for (const [i, child] of childPlans(plan).entries()) {
    const rest = pathTo(child, node);
    if (rest !== null) return [i, ...rest];
  }
  return null;
}
