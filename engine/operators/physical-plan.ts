import { RowStage, type Stage, type Step } from '../codegen/stage.ts';
import { emptyBatch } from '../columnar/empty-batch.ts';
import { internBatch } from '../columnar/intern-batch.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import type { Attribute } from '../expressions/typed.ts';
import type { TimeWindowDurations } from '../expressions/time-window.ts';
import type { PlanNode } from '../plan/plan-node.ts';
import type { BatchReader, StreamReader } from '../spi/source.ts';
import type { StateStore } from '../state/state-store.ts';
import { AggregateOperator } from './aggregate.ts';
import type { BatchContext, OperatorMetrics } from './batch-context.ts';
import { collectBatches } from './collect-batches.ts';
import { DeduplicateOperator } from './deduplicate.ts';
import { HashJoin } from './join.ts';
import { takeOutJson } from './json-column.ts';
import { JsonDecodeNode } from './json-decode-node.ts';
import { LimitOperator } from './limit.ts';
import { SortOperator } from './sort.ts';

/** One run of a physical plan: a batch query, or one micro-batch of a stream. */
export interface BatchRun {
  readonly context: BatchContext;
  /** Rows of a bounded source, only the columns asked for. */
  scan(reader: BatchReader, columns: readonly string[]): AsyncIterable<RecordBatch>;
  /** This micro-batch's rows of a stream. */
  scanStream(slot: number, columns: readonly string[]): AsyncIterable<RecordBatch>;
  /** Takes the figures of a stateful operator. */
  report(metrics: OperatorMetrics): void;
}

/** A node that gives batches. */
export interface PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  /** One line of `explain()`. */
  readonly label: string;
  execute(run: BatchRun): AsyncIterable<RecordBatch>;
  /** Generated functions of this node, for `explain("codegen")`. */
  readonly stages: readonly Stage[];
}

/** An operator that remembers something from batch to batch. */
export interface StatefulNode {
  readonly name: string;
  readonly state: StateStore;
  /** Columns that the state is keyed by, for the check on restart. */
  readonly nextWindowEnd?: () => number | null;
}

export interface PhysicalPlan {
  readonly root: PhysicalNode;
  readonly streams: readonly StreamReader[];
  readonly stateful: readonly StatefulNode[];
  /** The delay of each watermark node in microseconds; the node's slot is the index. */
  readonly watermarks: readonly bigint[];
  /** End of the last window that holds a time, microseconds; the time itself where there are no windows. */
  readonly windowEnd: (micros: number) => number;
}

/** Makes a plan executable. */
export function planPhysical(plan: PlanNode, complete = false): PhysicalPlan {
  const planner = new PhysicalPlanner(complete);
  return { root: planner.node(plan), ...planner };
}

class PhysicalPlanner {
  readonly streams: StreamReader[] = [];
  readonly stateful: StatefulNode[] = [];
  readonly watermarks: bigint[] = [];
  windowEnd = (micros: number): number => micros;
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
        return new StreamScanNode(plan.output, plan.description, this.streamSlot(plan.reader));
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
        const operator = new AggregateOperator(child.output, steps, plan.keys, plan.aggregates);
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
        const operator = new DeduplicateOperator(child.output, plan.keys, plan.withinWatermark);
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
        return new SortNode(this.node(plan.child), new SortOperator(plan.child.output, plan.keys));
      case 'limit': {
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
      switch (at.node) {
        case 'project':
          steps.unshift({ step: 'project', columns: at.columns });
          break;
        case 'filter':
          steps.unshift({ step: 'filter', condition: at.condition });
          break;
        case 'window':
          steps.unshift({ step: 'window', time: at.time, durations: at.durations, output: at.window });
          this.windowEnd = lastWindowEnd(at.durations);
          break;
        case 'generate':
          steps.unshift({ step: 'generate', generator: at.generator, output: at.generated });
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

/** JSON in binary columns is decoded before the steps, many rows at once. */
function withJsonDecoded(child: PhysicalNode, steps: Step[]): { child: PhysicalNode; steps: Step[] } {
  const json = takeOutJson(child.output, steps);
  if (json === null) return { child, steps };
  return { child: new JsonDecodeNode(child, json.columns), steps: [...json.steps] };
}

class ScanNode implements PhysicalNode {
  readonly children = [];
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly reader: BatchReader;

  constructor(output: readonly Attribute[], description: string, reader: BatchReader) {
    this.output = output;
    this.label = `Scan ${description} [${names(output)}]`;
    this.reader = reader;
  }

  execute(run: BatchRun): AsyncIterable<RecordBatch> {
    return run.scan(
      this.reader,
      this.output.map((a) => a.name),
    );
  }
}

class StreamScanNode implements PhysicalNode {
  readonly children = [];
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly slot: number;

  constructor(output: readonly Attribute[], description: string, slot: number) {
    this.output = output;
    this.label = `MicroBatchScan ${description} [${names(output)}]`;
    this.slot = slot;
  }

  execute(run: BatchRun): AsyncIterable<RecordBatch> {
    return run.scanStream(
      this.slot,
      this.output.map((a) => a.name),
    );
  }
}

class LocalNode implements PhysicalNode {
  readonly children = [];
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly batches: readonly RecordBatch[];

  constructor(output: readonly Attribute[], batches: readonly RecordBatch[]) {
    this.output = output;
    this.batches = batches;
    this.label = `LocalTableScan [${names(output)}]`;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    for (const batch of this.batches) yield internBatch(batch, run.context.runtime.interner);
  }
}

const RANGE_BLOCK = 8192;

class RangeNode implements PhysicalNode {
  readonly children = [];
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly start: bigint;
  private readonly end: bigint;
  private readonly step: bigint;

  constructor(output: readonly Attribute[], start: bigint, end: bigint, step: bigint) {
    this.output = output;
    this.start = start;
    this.end = end;
    this.step = step;
    this.label = `Range (${start}, ${end}, step=${step})`;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const { name, type } = this.output[0]!;
    const schema = { kind: 'struct' as const, fields: [{ name, type, nullable: false }] };
    const { start, end, step } = this;
    const span = step > 0n ? end - start : start - end;
    const width = step > 0n ? step : -step;
    const total = span > 0n ? Number((span + width - 1n) / width) : 0;
    for (let done = 0; done < total; done += RANGE_BLOCK) {
      await run.context.checkpoint();
      const length = Math.min(RANGE_BLOCK, total - done);
      const data = new BigInt64Array(length);
      let value = start + BigInt(done) * step;
      for (let i = 0; i < length; i++, value += step) data[i] = value;
      yield { schema, columns: [{ layout: 'i64', valid: null, data }], length };
    }
  }
}

class StageNode implements PhysicalNode {
  readonly children: readonly PhysicalNode[];
  readonly output: readonly Attribute[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly stage: RowStage;

  constructor(child: PhysicalNode, steps: readonly Step[], output: readonly Attribute[]) {
    this.child = child;
    this.children = [child];
    this.output = output;
    this.stage = new RowStage(child.output, steps, output);
    this.label = `Stage (${steps.map((s) => s.step).join(', ') || 'select'}) [${names(output)}]`;
  }

  get stages(): readonly Stage[] {
    return [this.stage.stage];
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    for await (const batch of this.child.execute(run)) {
      await run.context.checkpoint();
      const out = this.stage.run(batch, run.context.runtime);
      if (out.length > 0) yield out;
    }
  }
}

class UnionNode implements PhysicalNode {
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Union';

  constructor(output: readonly Attribute[], children: readonly PhysicalNode[]) {
    this.output = output;
    this.children = children;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    for (const child of this.children) yield* child.execute(run);
  }
}

class AggregateNode implements PhysicalNode {
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly child: PhysicalNode;
  private readonly operator: AggregateOperator;
  private readonly streaming: boolean;

  constructor(output: readonly Attribute[], child: PhysicalNode, operator: AggregateOperator, streaming: boolean) {
    this.output = output;
    this.child = child;
    this.children = [child];
    this.operator = operator;
    this.streaming = streaming;
    const aggregates = operator.aggregates.map((a) => a.attribute.name).join(', ');
    this.label = `Aggregate (keys=[${names(operator.keys)}], results=[${aggregates}])`;
  }

  get stages(): readonly Stage[] {
    return [this.operator.stage];
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const context = localContext(run.context, this.streaming);
    if (!this.streaming) this.operator.state.tables.clear();
    this.operator.beginBatch(context);
    for await (const batch of this.child.execute(run)) {
      await context.checkpoint();
      this.operator.add(batch, context);
    }
    const { output, metrics } = this.operator.finishBatch(context);
    if (this.streaming) run.report(metrics);
    if (output.length > 0) yield output;
  }
}

class DeduplicateNode implements PhysicalNode {
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Deduplicate';
  private readonly child: PhysicalNode;
  private readonly operator: DeduplicateOperator;
  private readonly streaming: boolean;

  constructor(child: PhysicalNode, operator: DeduplicateOperator, streaming: boolean) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.operator = operator;
    this.streaming = streaming;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const context = localContext(run.context, this.streaming);
    if (!this.streaming) this.operator.state.tables.clear();
    this.operator.beginBatch();
    for await (const batch of this.child.execute(run)) {
      await context.checkpoint();
      const out = this.operator.add(batch, context);
      if (out.length > 0) yield out;
    }
    const metrics = this.operator.finishBatch(context);
    if (this.streaming) run.report(metrics);
  }
}

class JoinNode implements PhysicalNode {
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label: string;
  private readonly plan: PlanNode & { node: 'join' };
  private readonly join: HashJoin;
  private readonly buildRight: boolean;

  constructor(plan: PlanNode & { node: 'join' }, left: PhysicalNode, right: PhysicalNode) {
    this.plan = plan;
    this.output = plan.output;
    this.children = [left, right];
    this.buildRight = !plan.right.streaming;
    this.label = `HashJoin ${plan.type} (${plan.equal.map((e) => `${e.left.name} = ${e.right.name}`).join(', ')})`;
    this.join = new HashJoin(
      {
        type: plan.type,
        left: plan.left.output,
        right: plan.right.output,
        equal: plan.equal,
        condition: plan.condition,
        output: plan.output,
      },
      this.buildRight,
    );
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const [left, right] = this.children as [PhysicalNode, PhysicalNode];
    const { runtime } = run.context;
    const [built, passing] = this.buildRight ? [right, left] : [left, right];
    this.join.open(await collectBatches(built, run), runtime);
    for await (const batch of passing.execute(run)) {
      await run.context.checkpoint();
      const out = this.join.probe(batch, runtime);
      if (out.length > 0) yield out;
    }
    if (this.plan.streaming) return;
    const empty = emptyBatch(passing.output, runtime.interner);
    const rest = this.join.rest(empty.schema, empty);
    if (rest !== null && rest.length > 0) yield rest;
  }
}

class SortNode implements PhysicalNode {
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Sort';
  private readonly child: PhysicalNode;
  private readonly operator: SortOperator;

  constructor(child: PhysicalNode, operator: SortOperator) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.operator = operator;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    const batches: RecordBatch[] = [];
    for await (const batch of this.child.execute(run)) batches.push(batch);
    const sorted = this.operator.sort(batches, run.context.runtime);
    if (sorted !== null && sorted.length > 0) yield sorted;
  }
}

class LimitNode implements PhysicalNode {
  readonly stages = [];
  readonly output: readonly Attribute[];
  readonly children: readonly PhysicalNode[];
  readonly label = 'Limit';
  private readonly child: PhysicalNode;
  private readonly operator: LimitOperator;

  constructor(child: PhysicalNode, operator: LimitOperator) {
    this.child = child;
    this.children = [child];
    this.output = child.output;
    this.operator = operator;
  }

  async *execute(run: BatchRun): AsyncIterable<RecordBatch> {
    this.operator.beginBatch();
    if (this.operator.takesNothing) return;
    for await (const batch of this.child.execute(run)) {
      const out = this.operator.add(batch);
      if (out.length > 0) yield out;
      // A stream's operators below must see all rows of the batch; a batch query may stop reading.
      if (this.operator.satisfied && !run.context.streaming) break;
    }
    const metrics = this.operator.finishBatch(run.context);
    if (metrics !== null) run.report(metrics);
  }
}

/** End of the last window that holds a time. */
function lastWindowEnd({ size, slide, start }: TimeWindowDurations): (micros: number) => number {
  const [width, step, from] = [Number(size), Number(slide), Number(start)];
  return (micros) => Math.floor((micros - from) / step) * step + from + width;
}

/** What is not streaming inside a streaming query knows of no watermark. */
const localContext = (context: BatchContext, streaming: boolean): BatchContext =>
  streaming ? context : { ...context, streaming: false };

const names = (attributes: readonly Attribute[]): string => attributes.map((a) => a.name).join(', ');
