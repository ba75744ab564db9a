import type { ProjectedColumn, Step } from '../codegen/stage.ts';
import { reference } from '../expressions/typed.ts';
import type { TimeWindowDurations } from '../expressions/time-window.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import type { StreamReader } from '../spi/source.ts';
import { AggregateOperator } from './aggregate.ts';
import { DeduplicateOperator } from './deduplicate.ts';
import { takeOutJson } from './json-column.ts';
import { LimitOperator } from './limit.ts';
import { AggregateNode } from './nodes/aggregate-node.ts';
import { DeduplicateNode } from './nodes/deduplicate-node.ts';
import { JoinNode } from './nodes/join-node.ts';
import { LimitNode } from './nodes/limit-node.ts';
import { LocalNode } from './nodes/local-node.ts';
import { RangeNode } from './nodes/range-node.ts';
import { ScanNode } from './nodes/scan-node.ts';
import { SortNode } from './nodes/sort-node.ts';
import { StageNode } from './nodes/stage-node.ts';
import { StreamScanNode } from './nodes/stream-scan-node.ts';
import { UnionNode } from './nodes/union-node.ts';
import { JsonDecodeNode } from './nodes/json-decode-node.ts';
import type { PhysicalNode, PhysicalPlan, StatefulNode } from './physical-node.ts';
import { TopNode } from './nodes/top-k-node.ts';
import { SortOperator } from './sort.ts';
import { LARGEST_TOP, TopOperator } from './top-k.ts';

/** Makes a plan executable. */
export function planPhysical(plan: PlanNode, complete = false): PhysicalPlan {
  const planner = new PhysicalPlanner(complete);
  return { root: planner.node(plan), ...planner };
}

class PhysicalPlanner {
  readonly streams: StreamReader[] = [];
  readonly stateful: StatefulNode[] = [];
  readonly watermarks: bigint[] = [];
  windows: PhysicalPlan['windows'] = () => [];
  /** A streaming plan in complete mode: limits count each batch anew. */
  readonly #complete: boolean;

  constructor(complete: boolean) {
    this.#complete = complete;
  }

  node(plan: PlanNode): PhysicalNode {
    switch (plan.node) {
      case 'scan':
        return new ScanNode(plan.output, plan.description, plan.reader);
      case 'stream_scan':
        return new StreamScanNode(plan.output, plan.description, plan.reader, this.streamSlot(plan.reader));
      case 'local':
        return new LocalNode(plan.output, plan.batches);
      case 'range':
        return new RangeNode(plan.output, plan.start, plan.end, plan.step);
      case 'union':
        return new UnionNode(
          plan.output,
          plan.children.map((child) => this.node(child)),
        );
      case 'aggregate': {
        const { child, steps } = this.rowWise(plan.child);
        const operator = new AggregateOperator(
          child.output,
          steps,
          plan.keys,
          plan.aggregates,
          plan.streaming,
          plan.origin,
        );
        if (plan.streaming) {
          this.stateful.push({
            name: 'stateStoreSave',
            state: operator.state,
            nextWindowEnd: () => operator.nextWindowEnd,
          });
        }
        return new AggregateNode(plan.output, child, operator, plan.streaming);
      }
      case 'deduplicate': {
        const child = this.node(plan.child);
        const operator = new DeduplicateOperator(child.output, plan.keys, plan.withinWatermark, plan.streaming);
        if (plan.streaming) {
          const name = plan.withinWatermark ? 'dedupeWithinWatermark' : 'dedupe';
          this.stateful.push({ name, state: operator.state });
        }
        return new DeduplicateNode(child, operator, plan.streaming);
      }
      case 'join': {
        const left = this.node(plan.left);
        const right = this.node(plan.right);
        return new JoinNode(plan, left, right);
      }
      case 'sort':
        return new SortNode(this.node(plan.child), new SortOperator(plan.child.output, plan.keys, plan.origin));
      case 'limit': {
        const top = this.top(plan);
        if (top !== null) return top;
        const keepsState = plan.streaming && !this.#complete && plan.count > 0;
        const operator = new LimitOperator(plan.count, plan.offset, keepsState);
        const child = this.node(plan.child);
        if (operator.state !== null) this.stateful.push({ name: 'globalLimit', state: operator.state });
        return new LimitNode(child, operator);
      }
      default: {
        const { child, steps } = this.rowWise(plan);
        return new StageNode(child, steps, plan.output);
      }
    }
  }

  /** A limit on a sort, if it is one of few rows; what is computed in between is computed of those only. */
  private top(plan: PlanNode & { node: 'limit' }): PhysicalNode | null {
    const { child, count, offset } = plan;
    if (count === 0 || offset + count > LARGEST_TOP) return null;
    switch (child.node) {
      case 'sort': {
        const operator = new TopOperator(child.child.output, child.keys, offset + count, child.origin);
        return new TopNode(this.node(child.child), operator, count, offset);
      }
      case 'limit':
        return child.count === Number.MAX_SAFE_INTEGER
          ? this.top({ ...child, count, offset: child.offset + offset })
          : null;
      case 'project': {
        const below = this.top({ ...plan, child: child.child, output: child.child.output });
        if (below === null) return null;
        const step: Step = { step: 'project', columns: child.columns, origin: child.origin };
        return new StageNode(below, [step], child.output);
      }
      default:
        return null;
    }
  }

  /** A stream that is read twice is one source with one place in the offset log. */
  private streamSlot(reader: StreamReader): number {
    const known = this.streams.indexOf(reader);
    return known >= 0 ? known : this.streams.push(reader) - 1;
  }

  /** The chain of row-wise nodes at the top of a plan as steps, and the node below them. */
  private rowWise(plan: PlanNode): { child: PhysicalNode; steps: Step[] } {
    const steps: Step[] = [];
    let at = plan;
    for (;;) {
      const { origin } = at;
      switch (at.node) {
        case 'project':
          steps.unshift({ step: 'project', columns: at.columns, origin });
          break;
        case 'filter':
          steps.unshift({ step: 'filter', condition: at.condition, origin });
          break;
        case 'window':
          steps.unshift({ step: 'window', time: at.time, durations: at.durations, output: at.window, origin });
          this.windows = windowsOf(at.durations);
          break;
        case 'generate':
          steps.unshift({ step: 'generate', generator: at.generator, output: at.generated, origin });
          break;
        case 'watermark':
          steps.unshift({ step: 'watermark', column: at.column, slot: this.watermarks.push(at.delayMicros) - 1 });
          break;
        default:
          return withJsonDecoded(this.node(at), steps);
      }
      at = at.child;
    }
  }
}

/** JSON in texts is decoded before the steps, many rows at once. */
function withJsonDecoded(child: PhysicalNode, steps: Step[]): { child: PhysicalNode; steps: Step[] } {
  const json = takeOutJson(child.output, steps);
  if (json === null) return { child, steps };
  return { child: new JsonDecodeNode(withComputed(child, json.computed), json.columns), steps: [...json.steps] };
}

function withComputed(child: PhysicalNode, computed: readonly ProjectedColumn[]): PhysicalNode {
  if (computed.length === 0) return child;
  const own = child.output.map((attribute) => ({ attribute, expression: reference(attribute) }));
  const columns = [...own, ...computed];
  const output = columns.map((c) => c.attribute);
  return new StageNode(child, [{ step: 'project', columns }], output);
}

/** The windows that hold a time. */
function windowsOf({ size, slide, start }: TimeWindowDurations): PhysicalPlan['windows'] {
  const [width, step, from] = [Number(size), Number(slide), Number(start)];
  return (micros) => {
    const last = Math.floor((micros - from) / step) * step + from;
    const windows: [number, number][] = [];
    for (let at = last; at + width > micros; at -= step) windows.unshift([at, at + width]);
    return windows;
  };
}
