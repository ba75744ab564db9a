import type { ProjectedColumn } from '../codegen/stage.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { AggregateExpression, Attribute, GeneratorExpression, TypedExpression } from '../expressions/typed.ts';
import type { TimeWindowDurations } from '../expressions/time-window.ts';
import type { JoinType } from '../operators/join.ts';
import type { SortKey } from '../operators/sort.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import type { Origin } from '../types/origin.ts';

/** An analysed plan: every name, type and nullability is known. */
export type PlanNode = PlanBody & {
  readonly output: readonly Attribute[];
  /** Whether some source below never ends. */
  readonly streaming: boolean;
  /** The user's line that asked for it. */
  readonly origin?: Origin;
};

export type PlanBody =
  | { readonly node: 'scan'; readonly description: string; readonly reader: BatchReader }
  | { readonly node: 'stream_scan'; readonly description: string; readonly reader: StreamReader }
  | { readonly node: 'local'; readonly batches: readonly RecordBatch[] }
  | { readonly node: 'range'; readonly start: bigint; readonly end: bigint; readonly step: bigint }
  | { readonly node: 'project'; readonly child: PlanNode; readonly columns: readonly ProjectedColumn[] }
  | { readonly node: 'filter'; readonly child: PlanNode; readonly condition: TypedExpression }
  | {
      readonly node: 'window';
      readonly child: PlanNode;
      readonly time: TypedExpression;
      readonly durations: TimeWindowDurations;
      readonly window: Attribute;
    }
  | {
      readonly node: 'generate';
      readonly child: PlanNode;
      readonly generator: GeneratorExpression;
      readonly generated: readonly Attribute[];
    }
  | { readonly node: 'watermark'; readonly child: PlanNode; readonly column: Attribute; readonly delayMicros: bigint }
  | {
      readonly node: 'aggregate';
      readonly child: PlanNode;
      readonly keys: readonly Attribute[];
      readonly aggregates: readonly { readonly attribute: Attribute; readonly expression: AggregateExpression }[];
    }
  | {
      readonly node: 'deduplicate';
      readonly child: PlanNode;
      readonly keys: readonly Attribute[];
      readonly withinWatermark: boolean;
    }
  | {
      readonly node: 'join';
      readonly left: PlanNode;
      readonly right: PlanNode;
      readonly type: JoinType;
      readonly equal: readonly { readonly left: Attribute; readonly right: Attribute }[];
      readonly condition: TypedExpression | null;
    }
  | { readonly node: 'union'; readonly children: readonly PlanNode[] }
  | { readonly node: 'sort'; readonly child: PlanNode; readonly keys: readonly SortKey[] }
  | { readonly node: 'limit'; readonly child: PlanNode; readonly count: number; readonly offset: number };

/** The plans a plan reads. */
export function childPlans(plan: PlanNode): readonly PlanNode[] {
  switch (plan.node) {
    case 'scan':
    case 'stream_scan':
    case 'local':
    case 'range':
      return [];
    case 'join':
      return [plan.left, plan.right];
    case 'union':
      return plan.children;
    default:
      return [plan.child];
  }
}

/** Every node of a plan, inputs first. */
export function* planNodes(plan: PlanNode): Generator<PlanNode> {
  for (const child of childPlans(plan)) yield* planNodes(child);
  yield plan;
}

/** The same plan with each input replaced; the very same object where no input changes. */
export function mapPlan(plan: PlanNode, f: (child: PlanNode) => PlanNode): PlanNode {
  switch (plan.node) {
    case 'scan':
    case 'stream_scan':
    case 'local':
    case 'range':
      return plan;
    case 'join': {
      const [left, right] = [f(plan.left), f(plan.right)];
      return left === plan.left && right === plan.right ? plan : { ...plan, left, right };
    }
    case 'union': {
      const children = plan.children.map(f);
      return children.every((child, i) => child === plan.children[i]) ? plan : { ...plan, children };
    }
    default: {
      const child = f(plan.child);
      return child === plan.child ? plan : { ...plan, child };
    }
  }
}
