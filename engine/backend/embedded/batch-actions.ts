import { sliceBatch } from '../../columnar/take.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import { operators } from '../../operators/operators.ts';
import { planPhysical } from '../../operators/physical-planner.ts';
import { checkBatch, streamingInBatch } from '../../plan/operation-checker.ts';
import { optimize } from '../../plan/optimizer.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { Relation } from '../../plan/relation.ts';
import type { EncodeContext, EncodedRows } from '../../spi/sink.ts';
import { RecordingCatalog } from '../../tasks/recording-catalog.ts';
import type { Encoding } from '../../tasks/task-messages.ts';
import type { TaskedEncoding } from '../../tasks/tasked-encoding.ts';
import { rememberPasswords, starredValues } from '../../types/secrets.ts';
import { refuseTooComplex, tooComplex } from '../../types/too-complex.ts';
import type { TellProgress, WriteSpec } from '../backend.ts';
import { executeBatch, inBatch } from './batch-execution.ts';
import { batchServices, reported } from './batch-services.ts';
import { checkOverwrite, noBatchWrite, saveModeOf, writeBatches, writeOfStream } from './batch-write.ts';
import { checkedOptions } from './connector-catalog.ts';
import type { EngineSession } from './engine-session.ts';
import { Executions } from './executions.ts';
import { checkPartitions } from './output-mode.ts';
import { tellingObservations } from './observations.ts';
import { analyzed, schemaOfPlan } from './plan-analysis.ts';
import { revealed } from './secret-references.ts';

/** Runs batch plans: to the one who asks for their rows, or into a sink. */
export class BatchActions {
  private readonly session: EngineSession;
  private readonly executions = new Executions();

  constructor(session: EngineSession) {
    this.session = session;
  }

  /** How many run now. */
  get size(): number {
    return this.executions.size;
  }

  /** As `Backend.cancelAll`. */
  cancelAll(): string[] {
    return this.executions.cancelAll();
  }

  /** As `Backend.execute`. */
  execute(
    relation: Relation,
    limit: number | null,
    signal?: AbortSignal,
    tell?: TellProgress,
  ): AsyncIterable<RecordBatch> {
    const rows = this.executions.run((ended) => this.rowsOf(relation, limit, ended, tell), signal);
    return tellingObservations(this.session, relation, rows);
  }

  private async *rowsOf(
    relation: Relation,
    limit: number | null,
    signal: AbortSignal,
    tell?: TellProgress,
  ): AsyncIterable<RecordBatch> {
    const catalog = new RecordingCatalog(this.session.catalog);
    const plan = await analyzed(this.session, relation, catalog);
    if (plan.streaming) throw streamingInBatch();
    checkBatch(plan, operators);
    const physical = refuseTooComplex(() => {
      const optimized = optimize(plan, operators);
      const made = this.session.tasks.made(optimized, relation, catalog, limit !== null);
      return planPhysical(optimized, operators, false, made);
    });
    const run = batchServices(this.session, signal, reported(this.session, plan, tell));
    let left = limit ?? Infinity;
    try {
      for await (const batch of executeBatch(physical, run)) {
        const part = batch.length > left ? sliceBatch(batch, 0, left) : batch;
        left -= part.length;
        yield part;
        if (left <= 0) return;
      }
    } catch (error) {
      throw tooComplex(error);
    }
  }

  /** As `Backend.write`. */
  async write(spec: WriteSpec, signal?: AbortSignal, tell?: TellProgress): Promise<void> {
    const mode = saveModeOf(spec.mode);
    if (spec.path !== null) rememberPasswords(spec.path);
    const catalog = new RecordingCatalog(this.session.catalog);
    const plan = await analyzed(this.session, spec.relation, catalog);
    if (plan.streaming) throw writeOfStream();
    const { connectors, conf, events, services } = this.session;
    const definition = connectors.sink(spec.format);
    const { fileSystem, clock } = services;
    if (definition.write === undefined) throw noBatchWrite(definition);
    checkPartitions(definition, spec.partitionBy);
    if (spec.path !== null) checkOverwrite(plan, fileSystem.resolve(spec.path), mode);
    const specs = [...definition.options];
    const context: EncodeContext = {
      options: await revealed(checkedOptions(spec.format, specs, spec.options), specs, fileSystem),
      schema: schemaOfPlan(plan),
      partitionBy: spec.partitionBy,
      timeZone: conf.timeZone,
    };
    const print = (text: string): void => events.print(null, starredValues(text));
    const writer = await definition.write({ ...context, path: spec.path, mode, fileSystem, clock, print });
    if (writer === null) return;
    const encoding = { sink: definition.name, context };
    const encoded = definition.encoder === undefined ? null : this.encoded(plan, spec.relation, catalog, encoding);
    const rows: AsyncIterable<RecordBatch | EncodedRows> =
      encoded === null
        ? this.execute(spec.relation, null, signal, tell)
        : tellingObservations(
            this.session,
            spec.relation,
            this.executions.run((ended) => {
              const run = batchServices(this.session, ended, reported(this.session, plan, tell));
              return inBatch(run, (batch) => encoded.execute(batch));
            }, signal),
          );
    await writeBatches(rows, writer);
  }

  /** How threads encode the rows of a plan for a sink, null where they do not make them. */
  private encoded(
    plan: PlanNode,
    relation: Relation,
    catalog: RecordingCatalog,
    encoding: Encoding,
  ): TaskedEncoding | null {
    checkBatch(plan, operators);
    return refuseTooComplex(() => this.session.tasks.encoded(optimize(plan, operators), relation, catalog, encoding));
  }
}
