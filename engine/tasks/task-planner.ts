import type { Attribute } from '../expressions/typed.ts';
import type { LocalPlan } from '../operators/local/plan.ts';
import type { OperatorNode } from '../operators/operator-node.ts';
import { operators } from '../operators/operators.ts';
import { flattenKeys } from '../operators/key-columns.ts';
import type { Merging } from '../operators/task-rules.ts';
import type { PhysicalNode } from '../operators/physical-node.ts';
import { planPhysical, type MadeNodes, type PhysicalPlanner } from '../operators/physical-planner.ts';
import { childPlans, type PlanNode } from '../plan/plan-node.ts';
import type { Relation } from '../plan/relation.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import type { DataType } from '../types/data-type.ts';
import { isIndexable } from '../state/state-table.ts';
import { ByGroups } from './by-groups.ts';
import { cutOf, leafOf, isRowWise, isSteadyNode, isWatching, isWork, mergingOf, type Cut } from './cuttable.ts';
import { eachPart, eachShare, inRuns, type Fragment } from './fragment.ts';
import { isShareableKey } from './key-share.ts';
import { firstOf, leafParts, leafWork, type LeafPart } from './leaf-parts.ts';
import { nodeAt, replacedAt } from './plan-path.ts';
import type { RecordingCatalog } from './recording-catalog.ts';
import type { TaskPool } from './task-pool.ts';
import type { StreamPlace } from './stream-parts.ts';
import { TaskedEncoding } from './tasked-encoding.ts';
import { TaskedStream } from './tasked-stream.ts';
import { TaskedStreamGroups } from './tasked-stream-groups.ts';
import { TaskedGroups, TaskedRows, TaskedSort, TaskedTop, type Tasks } from './tasked-nodes.ts';
import { rowCost } from './row-cost.ts';
import { partSize, type TaskSizes } from './task-sizes.ts';
import type { Encoding, FragmentWork, PlanPath, PlanSketch } from './task-messages.ts';

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

/** How tasks are to encode the rows of an optimized batch plan for a sink, null where they do not make them. */
export function placeEncoding(plan: PlanNode, planning: TaskPlanning, encoding: Encoding): TaskedEncoding | null {
  return new TaskPlanner(planning).encoded(plan, encoding);
}

/** Groups that tasks make in parts: the parts, and what they become when they are merged. */
interface Grouped {
  readonly fragment: Fragment;
  readonly does: FragmentWork;
  /** The groups of tasks, merged. */
  readonly merged: (tasks: Tasks) => PhysicalNode;
}

/** Rows to a group that is merged, on the average, that make merging worth while: measured, by what the key is. */
const ROWS_A_GROUP = { number: 16, other: 8 } as const;

/** Whether groups are found by one whole number. */
const isByNumber = (keys: readonly Attribute[]): boolean =>
  keys.length === 1 && keys[0]!.type.kind !== 'string' && isIndexable(flattenKeys(keys));

/** As few tasks as there are threads: each group is merged as seldom as can be. */
const inFewRuns: Tasks = (fragment) => inRuns(fragment, fragment.pool.size);

const fewestOf = (keys: readonly Attribute[]): number => (isByNumber(keys) ? ROWS_A_GROUP.number : ROWS_A_GROUP.other);

/** Whether a value is compared with a bound in less time than it takes to sort it: texts are not. */
const isQuickOrder = (type: DataType): boolean => isShareableKey(type) && type.kind !== 'string';

type MergingAs<K extends Merging['as']> = Extract<Merging, { readonly as: K }>;
type MergingGroups = MergingAs<'states' | 'rows again'>;

const mergesGroups = (merging: Merging | null): merging is MergingGroups =>
  merging?.as === 'states' || merging?.as === 'rows again';

const GROUPS: FragmentWork = { kind: 'groups', lateMicros: -Infinity };

/** Finds the first steps of the streams of an optimized plan, which tasks are to do where a batch has many rows. */
export function placeStreamTasks(plan: PlanNode, planning: TaskPlanning): MadeNodes {
  const planner = new TaskPlanner(planning);
  planner.placeStreams(plan, []);
  return planner.made;
}

/** Fragments that are kept, of all engines of a process. */
let lastKept = 0;

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
    const { reads } = operators.of(plan).tasks ?? {};
    childPlans(plan).forEach((child, i) => {
      const read = reads?.[i];
      this.place(child, [...path, i], read === undefined ? first : read === 'few' ? true : false);
    });
  }

  /** @param folded whether an aggregation does the steps above in its own generated function, as it is to go on doing */
  placeStreams(plan: PlanNode, path: PlanPath, folded = false): void {
    this.placeStreamGroups(plan, path);
    const steps = folded && childPlans(plan).length > 0 ? null : stepsOf(plan);
    if (steps === null) {
      const { step, tasks } = operators.of(plan);
      const folds = tasks?.foldsSteps === true || (folded && step !== undefined);
      childPlans(plan).forEach((child, i) => this.placeStreams(child, [...path, i], folds));
      return;
    }
    const { reader, depth } = steps;
    const fragment = this.streamFragment(path, depth);
    this.made.set(plan, (planner) => {
      const place = this.streamPlace(reader, planner);
      return new TaskedStream(fragment, place, planner.make(plan));
    });
  }

  /** Groups of a stream that tasks may fold in parts. */
  private placeStreamGroups(plan: PlanNode, path: PlanPath): void {
    const merging = mergingOf(plan);
    if (!plan.streaming || merging?.as !== 'states' || !merging.moves || !isSteadyNode(plan)) return;
    const steps = stepsOf(childPlans(plan)[0]!, isWatching);
    if (steps === null) return;
    const fragment = this.streamFragment(path, [0, ...steps.depth]);
    const fewest = fewestOf(merging.keys);
    this.made.set(plan, (planner) => {
      const place = this.streamPlace(steps.reader, planner);
      const watermark = planner.watermarks.length;
      return new TaskedStreamGroups(fragment, place, planner.make(plan) as OperatorNode, { watermark, fewest });
    });
  }

  encoded(plan: PlanNode, encoding: Encoding): TaskedEncoding | null {
    const fragment = this.fragment(plan, [], [], cutOf(plan));
    return fragment === null ? null : new TaskedEncoding(fragment, encoding, this.alone(plan));
  }

  private streamFragment(path: PlanPath, leaf: PlanPath): Fragment {
    const { pool } = this.planning;
    return {
      pool,
      plan: this.sketch,
      path,
      leaves: [{ path: leaf }],
      built: [],
      parts: [],
      sample: [],
      largerSample: [],
      keep: ++lastKept,
    };
  }

  private streamPlace(reader: StreamReader, planner: PhysicalPlanner): StreamPlace {
    return { read: this.reads.indexOf(reader), slot: planner.streamSlot(reader), sizes: this.planning.sizes };
  }

  private tasked(plan: PlanNode, path: PlanPath, first: boolean): PhysicalNode | null {
    const merging = mergingOf(plan);
    switch (merging?.as) {
      case 'states':
        return this.totals(plan, merging, path) ?? this.groups(plan, merging, path);
      case 'rows again':
        return first ? null : this.groups(plan, merging, path);
      case 'ranges':
        return this.sorted(plan, merging, path);
      case 'first':
        return this.top(plan, merging, path);
      default:
        return first ? null : this.rows(plan, path);
    }
  }

  private groups(plan: PlanNode, merging: MergingGroups, path: PlanPath): PhysicalNode | null {
    const { keys } = merging;
    const grouped = this.grouped(plan, merging, path);
    if (grouped === null) return null;
    const { fragment, does, merged } = grouped;
    const few = merged(eachPart);
    if (keys.length === 0) return few;
    const alone = this.alone(plan);
    return new ByGroups(fragment, does, { few, more: merged(inFewRuns), many: alone, alone, fewest: fewestOf(keys) });
  }

  private alone(plan: PlanNode): PhysicalNode {
    return planPhysical(plan, operators, false, this.made).root;
  }

  private rows(plan: PlanNode, path: PlanPath): PhysicalNode | null {
    const fragment = isWork(plan) ? this.fragment(plan, path, [], cutOf(plan)) : null;
    return fragment === null ? null : new TaskedRows(fragment, this.alone(plan));
  }

  /** Groups as tasks fold them, each of its own rows. */
  private grouped(plan: PlanNode, merging: MergingGroups, path: PlanPath): Grouped | null {
    if (plan.streaming || !isSteadyNode(plan)) return null;
    if (merging.as === 'states' && !merging.moves) return null;
    const child = childPlans(plan)[0]!;
    const fragment = this.fragment(plan, path, [0], cutOf(child));
    if (fragment === null) return null;
    const alone = this.alone(plan);
    if (merging.as === 'states') {
      return { fragment, does: GROUPS, merged: (tasks) => new TaskedGroups(fragment, alone as OperatorNode, tasks) };
    }
    const merged = (tasks: Tasks): PhysicalNode => this.over(plan, child, new TaskedRows(fragment, alone, tasks));
    return { fragment, does: { kind: 'rows' }, merged };
  }

  /**
   * Totals of groups: of many groups each task makes its share from beginning to end, so that only totals are merged.
   */
  private totals(plan: PlanNode, { keys, anyOrder }: MergingAs<'states'>, path: PlanPath): PhysicalNode | null {
    if (plan.streaming || keys.length > 0 || !anyOrder || !isSteadyNode(plan)) return null;
    const depth: number[] = [0];
    let inner = childPlans(plan)[0]!;
    for (; isRowWise(inner); inner = inner.child) depth.push(0);
    const merging = mergingOf(inner);
    if (!mergesGroups(merging) || merging.keys.length === 0) return null;
    if (!merging.keys.every((key) => isShareableKey(key.type))) return null;
    const grouped = this.grouped(inner, merging, [...path, ...depth]);
    if (grouped === null) return null;
    const { fragment, does, merged } = grouped;
    const over = (groups: PhysicalNode): PhysicalNode =>
      planPhysical(plan, operators, false, new Map([...this.made, [inner, () => groups]])).root;
    const [few, more] = [over(merged(eachPart)), over(merged(inFewRuns))];
    const under = <T extends { readonly path: PlanPath }>(each: T): T => ({ ...each, path: [...depth, ...each.path] });
    const whole = { ...fragment, path, leaves: fragment.leaves.map(under), built: fragment.built.map(under) };
    const alone = this.alone(plan) as OperatorNode;
    const { size } = this.planning.pool;
    const shares = { by: 'keys', path: depth, of: size } as const;
    const perShare: Tasks = (all) => eachShare(all, size);
    // Whole numbers are found so quickly that to pass over those of others costs as much, unless something is computed.
    const many =
      isByNumber(merging.keys) && rowCost(inner) === 0 ? alone : new TaskedGroups(whole, alone, perShare, shares);
    return new ByGroups(fragment, does, { few, more, many, alone, fewest: fewestOf(merging.keys) });
  }

  private sorted(plan: PlanNode, { keys }: MergingAs<'ranges'>, path: PlanPath): PhysicalNode | null {
    const [key] = keys;
    if (!isSteadyNode(plan) || !isQuickOrder(key!.expression.type)) return null;
    const fragment = this.fragment(plan, path, [0], cutOf(childPlans(plan)[0]!));
    return fragment === null ? null : new TaskedSort(fragment, this.alone(plan), key!);
  }

  /** The first rows in an order: each task gives its own first ones. */
  private top(plan: PlanNode, merging: MergingAs<'first'>, path: PlanPath): PhysicalNode | null {
    const ordered = nodeAt(plan, merging.path);
    const order = mergingOf(ordered);
    if (order?.as !== 'ranges' || !isSteadyNode(ordered)) return null;
    const key = order.keys[0]!;
    if (!isQuickOrder(key.expression.type)) return null;
    const child = childPlans(ordered)[0]!;
    const fragment = this.fragment(ordered, [...path, ...merging.path], [0], cutOf(child));
    if (fragment === null) return null;
    return this.over(plan, child, new TaskedTop(fragment, this.alone(ordered), key, merging.rows));
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

  /** A fragment of what is cut below a node or at it, null when it is too little work for several threads. */
  private fragment(plan: PlanNode, path: PlanPath, below: PlanPath, cut: Cut | null): Fragment | null {
    if (cut === null) return null;
    const { pool, sizes } = this.planning;
    const total = cut.leaves.reduce((n, { rows }) => n + leafWork(rows), 0);
    if (total * (1 + rowCost(plan)) < sizes.fewest) return null;
    const of = (size: number): LeafPart[] =>
      cut.leaves.flatMap(({ rows }, leaf) => leafParts(rows, leaf, this.reads, size, sizes));
    const parts = of(partSize(total, pool.size, sizes));
    if (parts.length < 2) return null;
    const under = <T extends { readonly path: PlanPath }>(each: T): T => ({ ...each, path: [...below, ...each.path] });
    const built = cut.built.map(({ path: at, node }) => {
      this.place(node, [...path, ...below, ...at], false);
      return { path: [...below, ...at], node: this.alone(node) };
    });
    const small = of(Math.max(sizes.sample, total / MOST_PLACES));
    const sampleOf = (places: number): LeafPart[] =>
      fromAllOver(small, places).map((part) => firstOf(part, sizes.sample));
    const samples = { sample: sampleOf(PLACES), largerSample: sampleOf(MORE_PLACES) };
    return { pool, plan: this.sketch, path, leaves: cut.leaves.map(under), built, parts, ...samples, keep: null };
  }
}

/**
 * The row-wise steps that lead to a stream that is cut, if they are all that there is below a plan.
 *
 * @param passes whether a node that is none of these may be among them
 */
function stepsOf(
  plan: PlanNode,
  passes: (plan: PlanNode) => boolean = () => false,
): { readonly reader: StreamReader; readonly depth: readonly number[] } | null {
  const depth: number[] = [];
  let at = plan;
  for (; isRowWise(at) || passes(at); at = childPlans(at)[0]!) depth.push(0);
  const rows = leafOf(at);
  if (rows?.kind !== 'stream' || rows.reader.partsReader === undefined) return null;
  return { reader: rows.reader, depth };
}

/** How many places a sample is taken from. */
const [PLACES, MORE_PLACES] = [8, 16];
/** How many places there are to choose from, at most. */
const MOST_PLACES = 1 << 16;

/** Parts from all over the rows, not in even steps: what comes again and again in the rows would be met too often. */
const fromAllOver = (parts: readonly LeafPart[], places: number): LeafPart[] =>
  parts.length <= places
    ? [...parts]
    : Array.from({ length: places }, (_, i) => parts[Math.floor(((i + ((i * GOLDEN) % 1)) * parts.length) / places)]!);

const GOLDEN = (Math.sqrt(5) - 1) / 2;

function pathTo(plan: PlanNode, node: PlanNode): PlanPath | null {
  if (plan === node) return [];
  for (const [i, child] of childPlans(plan).entries()) {
    const rest = pathTo(child, node);
    if (rest !== null) return [i, ...rest];
  }
  return null;
}
