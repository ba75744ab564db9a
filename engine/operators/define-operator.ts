import type { Step } from '../codegen/step.ts';
import type { Attribute, TypedExpression } from '../expressions/typed.ts';
import type { Analysis } from '../plan/analyzer.ts';
import type { PlanNode, UnaryPlan } from '../plan/plan-node.ts';
import type { Relation, RelationOf } from '../plan/relation.ts';
import type { OutputMode } from './batch-context.ts';
import type { PhysicalNode, RowWise } from './physical-node.ts';
import type { PhysicalPlanner } from './physical-planner.ts';
import type { TaskRules } from './task-rules.ts';

/** How relations that users write become plans, by kind of relation. */
export type RelationAnalyses = {
  readonly [K in Relation['kind']]?: (relation: RelationOf<K>, analysis: Analysis) => PlanNode | Promise<PlanNode>;
};

/** What a streaming query is checked by. */
export interface StreamingChecks {
  readonly mode: OutputMode;
  /** The whole query. */
  readonly plan: PlanNode;
  /** Whether something below a plan gives a group again when it changed. */
  restatesBelow(plan: PlanNode): boolean;
}

/** Prunes an input to the columns wanted of it, by their ids. */
export type Prune = (plan: PlanNode, wanted: ReadonlySet<number>) => PlanNode;

interface Described<P extends PlanNode> {
  /** Name of its plan nodes. */
  readonly node: P['node'];
  readonly relations?: RelationAnalyses;
  /** One line of `explain("extended")`; left out: the name and the columns. */
  label?(plan: P): string;
  /** The node with each expression of its own replaced. */
  mapExpressions?(plan: P, f: <E extends TypedExpression>(e: E) => E): P;
  /** The node without the columns that nobody wants, over inputs without those that it does not need. */
  prune(plan: P, wanted: ReadonlySet<number>, prune: Prune): PlanNode;
  /** About how many rows it gives, of how many its inputs give; NaN where nobody knows. Left out: as many as its first input. */
  rows?(plan: P, inputs: readonly number[]): number;
  /** Whether over a stream it gives a group again when it changed, outside of append mode. */
  readonly restates?: true;
  /** Whether over streams it keeps a state that drops late rows. */
  keepsState?(plan: P): boolean;
  /** Whether over a stream it gives rows behind the watermark: operators above that keep a state would drop them. */
  givesLateRows?(plan: P): boolean;
  /** Whether the query's watermark begins here. */
  readonly startsWatermark?: true;
  /** @throws AnalysisError when a streaming query with it cannot have the output mode; asked before `checkStreaming` */
  checkOutputMode?(plan: P, mode: OutputMode): void;
  /** @throws AnalysisError when a streaming query cannot do this */
  checkStreaming?(plan: P, checks: StreamingChecks): void;
  /**
   * Spark's setting `spark.sql.streaming.statefulOperator.checkCorrectness.enabled`.
   *
   * @throws AnalysisError when a streaming query may give wrong rows
   */
  checkCorrectness?(plan: P, checks: StreamingChecks): void;
  /** @throws AnalysisError when a batch query cannot do this */
  checkBatch?(plan: P, whole: PlanNode): void;
  /** What threads may do of its work; left out: nothing. */
  readonly tasks?: TaskRules<P>;
}

/** Looks at one row at a time: becomes a part of the generated function of its stage. */
interface EachRow<P extends PlanNode> {
  step(plan: P, planner: PhysicalPlanner): Step;
  readonly plan?: never;
  readonly rowWise?: never;
}

/** Executes as a node of its own. */
interface Planned<P extends PlanNode> {
  plan(plan: P, planner: PhysicalPlanner): PhysicalNode;
  /** Its work as a step of the generated function above, over one of its inputs; null where it cannot be one. */
  rowWise?(plan: P, planner: PhysicalPlanner): RowWise | null;
  readonly step?: never;
}

/** An operator: everything that the engine knows of it, beside its Connect message (`connect.ts`). */
export type OperatorDefinition<P extends PlanNode = PlanNode> = Described<P> & (EachRow<P> | Planned<P>);

/** Relations that become nodes of other operators. */
export interface RelationDefinition {
  readonly relations: RelationAnalyses;
  readonly node?: never;
}

/** Declares an operator, to be listed in `operators.ts`. */
export const defineOperator = <P extends PlanNode>(definition: OperatorDefinition<P>): OperatorDefinition =>
  definition as OperatorDefinition;

/** A node that passes its child's columns on: only those that are wanted or used. */
export function prunedThrough<P extends UnaryPlan>(
  plan: P,
  used: ReadonlySet<number>,
  prune: Prune,
  added: readonly Attribute[] = [],
): P {
  const child = prune(plan.child, used);
  const own = new Map(plan.output.map((a) => [a.id, a]));
  const output = [...child.output.map((a) => own.get(a.id) ?? a), ...added.filter((a) => own.has(a.id))];
  return { ...plan, child, output };
}

/** All ids of several sets. */
export function idsOf(...sets: readonly Iterable<number>[]): Set<number> {
  const all = new Set<number>();
  for (const set of sets) for (const id of set) all.add(id);
  return all;
}
