import type { Step } from '../codegen/step.ts';
import { childPlans, type PlanNode } from '../plan/plan-node.ts';
import type { StreamReader } from '../spi/source.ts';
import type { OperatorList } from './operator-list.ts';
import type { PhysicalNode, PhysicalPlan, RowWise, WatermarkFlow, WatermarkSource } from './physical-node.ts';
import { takeOutJson } from './stage/json-column.ts';
import { decodingJson } from './stage/json-decode-node.ts';
import { StageNode } from './stage/stage-node.ts';
import type { StatefulOperator } from './stateful-operator.ts';

/**
 * Makes a plan executable.
 *
 * @param complete whether it is a stream's in complete mode
 * @param made what some of its nodes become in place of what their operators would make
 */
export function planPhysical(
  plan: PlanNode,
  operators: OperatorList,
  complete = false,
  made: MadeNodes = new Map(),
): PhysicalPlan {
  const planner = new PhysicalPlanner(plan, operators, complete, made);
  const root = planner.node(plan);
  const { streams, stateful, watermarks } = planner;
  return { root, streams, stateful, watermarks, watermarkFlow: planner.watermarkFlow(plan) };
}

/** What some nodes of a plan become in place of what their operators would make. */
export type MadeNodes = ReadonlyMap<PlanNode, (planner: PhysicalPlanner) => PhysicalNode>;

/** What operators ask when they become physical, and where they leave what the query must know of them. */
export class PhysicalPlanner {
  readonly streams: StreamReader[] = [];
  readonly stateful: StatefulOperator[] = [];
  readonly watermarks: WatermarkSource[] = [];
  /** Whether the plan is a stream's in complete mode: limits count each batch anew. */
  readonly complete: boolean;
  /** The whole plan. */
  readonly plan: PlanNode;
  private readonly operators: OperatorList;
  private readonly made: MadeNodes;
  private readonly byPlan = new Map<PlanNode, StatefulOperator>();

  constructor(plan: PlanNode, operators: OperatorList, complete: boolean, made: MadeNodes) {
    this.made = made;
    this.plan = plan;
    this.operators = operators;
    this.complete = complete;
  }

  node(plan: PlanNode): PhysicalNode {
    return this.made.get(plan)?.(this) ?? this.make(plan);
  }

  /** What the operator of a node makes of it. */
  make(plan: PlanNode): PhysicalNode {
    const definition = this.operators.of(plan);
    if (definition.plan !== undefined) return definition.plan(plan, this);
    const { child, steps } = this.stepsFrom(plan, plan);
    return new StageNode(child, steps, plan.output);
  }

  /** The chain of row-wise nodes at the top of a plan as steps, and the node below them. */
  rowWise(plan: PlanNode): RowWise {
    return this.stepsFrom(plan, null);
  }

  /** @param own a node that is one of the steps whatever was made of it */
  private stepsFrom(plan: PlanNode, own: PlanNode | null): RowWise {
    const steps: Step[] = [];
    let at = plan;
    for (;;) {
      const definition = this.operators.of(at);
      if (at !== own && this.made.has(at)) break;
      if (definition.step === undefined) {
        // JSON is read out of texts before the steps: here out of joined rows.
        const below = takeOutJson(at.output, steps) === null ? definition.rowWise?.(at, this) : null;
        if (below === undefined || below === null) break;
        return { child: below.child, steps: [...below.steps, ...steps] };
      }
      steps.unshift(definition.step(at, this));
      at = childPlans(at)[0]!;
    }
    return decodingJson(this.node(at), steps);
  }

  /** Takes note of an operator with state. @returns the same operator */
  keep<O extends StatefulOperator>(plan: PlanNode, operator: O): O {
    this.stateful.push(operator);
    this.byPlan.set(plan, operator);
    return operator;
  }

  /** A stream that is read twice is one source with one place in the offset log. */
  streamSlot(reader: StreamReader): number {
    const known = this.streams.indexOf(reader);
    return known >= 0 ? known : this.streams.push(reader) - 1;
  }

  /** The slot of a new watermark. */
  watermarkSlot(source: WatermarkSource): number {
    return this.watermarks.push(source) - 1;
  }

  /** The way of the watermark through a plan whose operators are known. */
  watermarkFlow(plan: PlanNode): WatermarkFlow {
    const inputs = childPlans(plan).map((child) => this.watermarkFlow(child));
    if (this.operators.of(plan).startsWatermark === true) return { kind: 'source', inputs };
    const operator = this.byPlan.get(plan);
    return operator === undefined ? { kind: 'passing', inputs } : { kind: 'operator', operator, inputs };
  }
}
