import { emptyStats, type WatermarkStats } from '../codegen/watermark-stats.ts';
import { chosenColumns } from '../columnar/chosen-columns.ts';
import { sharedBatches } from '../columnar/shared-batches.ts';
import { BLOCK_ROWS } from '../columnar/take.ts';
import { Interner } from '../columnar/interner.ts';
import { packBatch } from '../columnar/transfer.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import { NO_WATERMARK, type RunContext } from '../operators/batch-context.ts';
import { freshColumnId, type Attribute } from '../expressions/typed.ts';
import type { ExpressionContext } from '../expressions/bind.ts';
import { isFolding } from '../operators/folding-operator.ts';
import type { LimitPlan } from '../operators/limit/plan.ts';
import type { OperatorNode } from '../operators/operator-node.ts';
import { operators } from '../operators/operators.ts';
import type { ProjectPlan } from '../operators/project/plan.ts';
import type { ScanPlan } from '../operators/scan/plan.ts';
import type { BatchRun, PhysicalNode, PhysicalPlan, StreamRead } from '../operators/physical-node.ts';
import { planPhysical } from '../operators/physical-planner.ts';
import { Analyzer } from '../plan/analyzer.ts';
import { optimize } from '../plan/optimizer.ts';
import { childPlans, mapPlan, type PlanNode } from '../plan/plan-node.ts';
import type { RowEncoder } from '../spi/sink.ts';
import type { BatchReader, PartReader, ReadContext } from '../spi/source.ts';
import { parseNamedExpression } from '../sql/parse-expression.ts';
import { RuntimeError } from '../types/errors.ts';
import { WHOLE } from '../state/state-store.ts';
import { packTable } from '../state/transfer-table.ts';
import { mergingOf } from './cuttable.ts';
import { GivenUp } from './given-up.ts';
import { keyShare } from './key-share.ts';
import { orderShare, withinBound } from './order-share.ts';
import { sharedRows } from './leaf-parts.ts';
import { nodeAt, replacedAt } from './plan-path.ts';
import { rangeBlocks } from '../operators/range/range-blocks.ts';
import { SketchedCatalog } from './sketched-catalog.ts';
import type {
  Encoding,
  FragmentSketch,
  PlanSketch,
  ReadSketch,
  Task,
  TaskAnswer,
  TaskPart,
  TaskRuntime,
} from './task-messages.ts';

/** What a worker is told of a run, and what it reads sources with. */
export interface RunRequest {
  readonly plan: PlanSketch;
  readonly fragment: FragmentSketch;
  readonly runtime: TaskRuntime;
  readonly cancelled: Int32Array;
  /** The reader of a source's parts. */
  readonly open: (read: ReadSketch) => PartReader;
  /** What rows are encoded with. */
  readonly encoder: (encoding: Encoding) => RowEncoder;
  /** Gives the thread back to its other work now and then. */
  readonly breathe: () => Promise<void> | undefined;
}

/** More texts than this are not kept from one run to the next. */
const KEPT_TEXTS = 1 << 16;

/** One run's fragment on a worker: made once, and then run for each task. */
export class TaskRun {
  private request: RunRequest;
  private interner = new Interner();
  private readonly readers = new Map<number, PartReader>();
  private readonly metrics = { malformed: 0, bytes: 0 };
  private plan: Promise<PlanNode> | null = null;
  /** By the share of the rows that they are of. */
  private readonly roots = new Map<number, PhysicalPlan>();
  private rowsRead = 0;
  private groupsBefore = 0;
  /** Of the running task. */
  private parts: readonly TaskPart[] = [];
  /** What its watermark nodes see. */
  private watermarks: WatermarkStats[] = [];

  constructor(request: RunRequest) {
    this.request = request;
  }

  /** The same fragment in another run, once the one before is over. */
  again(request: RunRequest): void {
    this.request = request;
    this.groupsBefore = 0;
    if (this.interner.size > KEPT_TEXTS) this.interner = new Interner();
  }

  /** @param transfer takes the buffers that belong to the answer */
  async answer({ parts, share }: Task, transfer: ArrayBuffer[]): Promise<TaskAnswer> {
    this.metrics.malformed = 0;
    this.rowsRead = 0;
    this.parts = parts;
    const plan = await (this.plan ??= this.prepare());
    let physical = this.roots.get(share);
    if (physical === undefined) this.roots.set(share, (physical = planPhysical(this.shared(plan, share), operators)));
    const { root, watermarks } = physical;
    this.watermarks = watermarks.map(emptyStats);
    const { does } = this.request.fragment;
    switch (does.kind) {
      case 'groups':
        return this.groups(root, does.lateMicros, transfer);
      case 'encoded':
        return this.encoded(root, does, transfer);
      default:
        return this.rows(root, transfer);
    }
  }

  private async encoded(root: PhysicalNode, encoding: Encoding, transfer: ArrayBuffer[]): Promise<TaskAnswer> {
    const encoder = this.request.encoder(encoding);
    const folders = new Map<string, Uint8Array[]>();
    for await (const batch of root.execute(this.run)) {
      for (const { folder, bytes } of encoder.encode(batch)) {
        this.checkGivenUp();
        const pieces = folders.get(folder);
        if (pieces === undefined) folders.set(folder, [bytes]);
        else pieces.push(bytes);
      }
    }
    // Each write of a piece would wait for a turn of a thread that may be busy with a task itself.
    const encoded = [...folders].map(([folder, pieces]) => ({ folder, bytes: joined(pieces) }));
    for (const { bytes } of encoded) transfer.push(bytes.buffer);
    return { gives: 'encoded', rows: encoded };
  }

  private async rows(root: PhysicalNode, transfer: ArrayBuffer[]): Promise<TaskAnswer> {
    const batches = [];
    let schema = null;
    for await (const batch of root.execute(this.run)) {
      this.checkGivenUp();
      schema = batch.schema;
      batches.push(packBatch(batch, transfer));
    }
    return { gives: 'rows', batches, schema, read: this.took };
  }

  private get took(): StreamRead {
    return { rows: this.rowsRead, malformed: this.metrics.malformed };
  }

  private async groups(root: PhysicalNode, lateMicros: number, transfer: ArrayBuffer[]): Promise<TaskAnswer> {
    const { operator, children, label } = root as OperatorNode;
    if (!isFolding(operator)) throw new Error(`${label} was asked for groups, which it does not fold`);
    const { callUser } = this.run;
    const context = { ...this.run.context, callUser, ...NO_WATERMARK, lateMicros };
    // A stream's operator keeps what it folded from batch to batch: here each part is for itself.
    operator.state.tables.clear();
    operator.beginBatch(context);
    // One part has about as many groups as another.
    if (this.groupsBefore > 0) operator.state.table(WHOLE).reserve(this.groupsBefore);
    for await (const batch of children[0]!.execute(this.run)) {
      this.checkGivenUp();
      operator.add(batch, context, 0);
    }
    const { tables, lateRows, exampleKeys = [] } = operator.folded();
    this.groupsBefore = tables.find(({ bucket }) => bucket === WHOLE)?.table.count ?? 0;
    const packed = tables.map(({ table, ...of }) => ({ ...of, table: packTable(table, this.interner, transfer) }));
    return { gives: 'groups', tables: packed, lateRows, read: this.took, seen: this.watermarks, exampleKeys };
  }

  /** The same fragment as on the thread that asks: made of the same relation by the same rules. */
  private async prepare(): Promise<PlanNode> {
    const { plan: sketch, fragment } = this.request;
    const catalog = new SketchedCatalog(sketch);
    const analyzer = new Analyzer(catalog, this.context, operators);
    let plan = nodeAt(optimize(await analyzer.analyze(sketch.relation), operators), fragment.path);
    fragment.leaves.forEach((path, leaf) => {
      plan = replacedAt(plan, path, (node) => scanOf(node, { read: (context) => this.read(leaf, context) }));
    });
    for (const { path, rows } of fragment.built) {
      const built = rows === null ? [] : sharedBatches(rows);
      plan = replacedAt(plan, path, (node) => scanOf(node, { read: () => each(built) }));
      plan = replacedAt(
        plan,
        path.slice(0, -1),
        (node) => operators.of(node).tasks?.holding?.(node, path.at(-1)!) ?? node,
      );
    }
    return plan;
  }

  private get context(): ExpressionContext {
    return { timeZone: this.request.plan.timeZone, parse: parseNamedExpression };
  }

  /** The plan over one share of the rows, and what is asked for of it. */
  private shared(plan: PlanNode, share: number): PlanNode {
    const { shares, does } = this.request.fragment;
    if (shares?.by === 'keys') {
      return replacedAt(plan, shares.path, (node) =>
        mapPlan(node, (child) => keyShare(child, keysOf(node), share, shares.of)),
      );
    }
    const merging = mergingOf(plan);
    if (merging?.as !== 'ranges') return plan;
    const { keys } = merging;
    const { origin } = plan;
    const child = childPlans(plan)[0]!;
    const ordered = { child, keys, origin };
    const streaming = false;
    if (shares?.by === 'order') {
      return mapPlan(plan, () => orderShare(ordered, shares.borders, share, this.context));
    }
    if (does.kind === 'top') {
      const within = does.bound === null ? plan : mapPlan(plan, () => withinBound(ordered, does.bound, this.context));
      const top: LimitPlan = {
        node: 'limit',
        child: within,
        count: does.rows,
        offset: 0,
        output: plan.output,
        streaming,
      };
      return top;
    }
    if (does.kind !== 'key') return plan;
    const { expression } = keys[0]!;
    const attribute = { id: freshColumnId(), name: 'key', type: expression.type, nullable: expression.nullable };
    const columns = [{ attribute, expression }];
    const key: ProjectPlan = { node: 'project', child, columns, output: [attribute], streaming };
    return origin === undefined ? key : { ...key, origin };
  }

  private async *read(leaf: number, context: ReadContext): AsyncGenerator<RecordBatch> {
    for (const { leaf: own, rows } of this.parts) {
      if (own !== leaf) continue;
      switch (rows.kind) {
        case 'source':
          for await (const batch of this.readerOf(rows.read).read(rows.place, context)) {
            await this.pause();
            this.rowsRead += batch.length;
            yield batch;
          }
          break;
        case 'shared':
          for (const batch of sharedRows(rows.groups)) {
            await this.pause();
            yield chosenColumns(batch, rows.columns);
          }
          break;
        case 'range':
          for (const batch of rangeBlocks(rows)) {
            await this.pause();
            yield batch;
          }
      }
    }
  }

  private readerOf(read: number): PartReader {
    let reader = this.readers.get(read);
    if (reader === undefined) this.readers.set(read, (reader = this.request.open(this.request.plan.reads[read]!)));
    return reader;
  }

  /** Between blocks of rows. */
  private pause(): Promise<void> | undefined {
    this.checkGivenUp();
    return this.request.breathe();
  }

  private checkGivenUp(): void {
    if (Atomics.load(this.request.cancelled, 0) !== 0) throw new GivenUp();
  }

  private get run(): BatchRun {
    const { interner, metrics, request } = this;
    const { nowMicros, lateMicros, farMicros, mode } = request.runtime;
    const { signal } = new AbortController();
    const context: RunContext = {
      runtime: {
        interner,
        nowMicros,
        random: unsteady,
        lateMicros,
        watermarks: this.watermarks,
        farMicros,
      },
      streaming: false,
      mode,
      isFirstBatch: true,
      checkpoint: () => this.pause(),
    };
    return {
      context,
      signal,
      memory: null,
      done: () => {},
      scan: (reader, columns, limit) =>
        reader.read({ interner, metrics, signal, blockRows: BLOCK_ROWS, columns, limit }),
      scanStream: () => each([]),
      callUser: () => {
        throw new Error('a task calls no function of the user');
      },
      cutStream: async () => null,
      tookStream: () => {},
      observed: () => {},
      watermarkOf: () => NO_WATERMARK,
    };
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** By what a node groups rows. */
function keysOf(node: PlanNode): readonly Attribute[] {
  const merging = mergingOf(node);
  if (merging?.as !== 'states' && merging?.as !== 'rows again') {
    throw new Error(`rows of ${node.node} were to be shared out by keys, which it has not`);
  }
  return merging.keys;
}

/** A leaf that reads what it is given. */
function scanOf({ output, streaming }: PlanNode, { read }: Pick<BatchReader, 'read'>): ScanPlan {
  const fields = output.map(({ name, type, nullable }) => ({ name, type, nullable }));
  const reader: BatchReader = { schema: { kind: 'struct', fields }, read };
  return { node: 'scan', description: '', reader, output, streaming };
}

function unsteady(): never {
  throw new RuntimeError({ condition: 'INTERNAL_ERROR', message: 'A task was given an expression of random numbers.' });
}

async function* each(batches: readonly RecordBatch[]): AsyncGenerator<RecordBatch> {
  yield* batches;
}
