import { randomUUID } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import { sliceBatch } from '../../columnar/take.ts';
import type { RecordBatch, Scalar } from '../../columnar/vector.ts';
import type { AggregatePlan } from '../../operators/aggregate/plan.ts';
import type { OutputMode } from '../../operators/batch-context.ts';
import { operators } from '../../operators/operators.ts';
import type { CallUser, PhysicalPlan } from '../../operators/physical-node.ts';
import { planPhysical } from '../../operators/physical-planner.ts';
import { Analyzer, type Catalog } from '../../plan/analyzer.ts';
import { checkDepth } from '../../plan/depth.ts';
import { explainPlan } from '../../plan/explain.ts';
import { batchInStreaming, checkBatch, checkStreaming, streamingInBatch } from '../../plan/operation-checker.ts';
import { optimize } from '../../plan/optimizer.ts';
import { isNode, planNodes, type PlanNode } from '../../plan/plan-node.ts';
import type { Relation } from '../../plan/relation.ts';
import { freshSeed, seededRandom } from '../../runtime/random.ts';
import type { Clock, FileSystem } from '../../spi/runtime.ts';
import type { EncodeContext, EncodedRows, SinkContext, SinkDefinition, StreamSink } from '../../spi/sink.ts';
import type { SourceDefinition } from '../../spi/source.ts';
import type { BatchTrace, ViewPort } from '../../spi/view-port.ts';
import { parseNamedExpression } from '../../sql/parse-expression.ts';
import type { Owner } from '../../streaming/checkpoint/checkpoint-lease.ts';
import { Checkpoint } from '../../streaming/checkpoint/checkpoint.ts';
import { MicroBatchExecution } from '../../streaming/micro-batch-execution.ts';
import { checkedTrigger } from '../../streaming/trigger.ts';
import type { Encoding } from '../../tasks/task-messages.ts';
import type { TaskedEncoding } from '../../tasks/tasked-encoding.ts';
import { RecordingCatalog } from '../../tasks/recording-catalog.ts';
import { struct, type StructType } from '../../types/data-type.ts';
import { AnalysisError, errorDetail, type MillraceError } from '../../types/errors.ts';
import { declareSecrets, rememberPasswords, starred, starredValues } from '../../types/secrets.ts';
import { refuseTooComplex, tooComplex } from '../../types/too-complex.ts';
import type {
  Backend,
  BackendEvents,
  EmbeddedTools,
  ExplainMode,
  HeldResources,
  QuerySpec,
  StartedQuery,
  TellProgress,
  WriteSpec,
} from '../backend.ts';
import { executeBatch, inBatch, type BatchServices } from './batch-execution.ts';
import { BatchReports } from './batch-reports.ts';
import { checkOverwrite, noBatchWrite, saveModeOf, writeBatches, writeOfStream } from './batch-write.ts';
import { breather } from './breather.ts';
import { callsOfUser } from './calls-of-user.ts';
import { acceptedBatch, checkpointLocation, checkRecoverable, QUERY_OPTIONS } from './checkpoint-location.ts';
import { checkedOptions, ConnectorCatalog } from './connector-catalog.ts';
import { EngineConf } from './engine-conf.ts';
import { Executions } from './executions.ts';
import { foreachBatchSink } from './foreach-batch-sink.ts';
import { InTurn } from './in-turn.ts';
import { checkPartitions, checkSinkMode, outputModeOf } from './output-mode.ts';
import { QueryRecord } from './query-record.ts';
import { QueryStatus } from './query-status.ts';
import { ResultRing } from './result-ring.ts';
import { RunningQueries } from './running-queries.ts';
import { revealed } from './secret-references.ts';
import { SessionCatalog } from './session-catalog.ts';
import { TaskThreads, type TaskServices } from './task-threads.ts';

/** What an engine runs on. */
export interface EngineServices {
  readonly sources: readonly SourceDefinition[];
  readonly sinks: readonly SinkDefinition[];
  readonly clock: Clock;
  readonly fileSystem: FileSystem;
  /** Makes and feeds the streams of `session.memoryStream`. */
  readonly memoryStreams: MemoryStreams;
  readonly viewPort?: ViewPort;
  readonly seed?: number;
  /** Threads beside the engine's own; without them all is done on that. */
  readonly tasks?: TaskServices;
  /** How other processes are told of this one: `process 4711 on anas-laptop`. */
  readonly processName: string;
}

/** A query whose plan is made and checked. */
interface PreparedQuery {
  readonly spec: QuerySpec;
  readonly plan: PlanNode;
  readonly physical: PhysicalPlan;
  readonly mode: OutputMode;
  readonly schema: StructType;
  readonly runId: string;
}

export interface MemoryStreams {
  create(streamId: string, name: string, schema: StructType): void;
  add(streamId: string, rows: readonly (readonly Scalar[])[]): number;
}

/** The embedded engine: analyses plans, runs batch queries, keeps streaming queries. */
export class Engine implements Backend, EmbeddedTools {
  private readonly services: EngineServices;
  private readonly events: BackendEvents;
  private readonly connectors: ConnectorCatalog;
  private readonly conf = new EngineConf();
  private readonly catalog: SessionCatalog;
  private readonly queries = new RunningQueries();
  private readonly starts = new InTurn();
  private readonly executions = new Executions();
  readonly embedded: EmbeddedTools = this;
  private readonly tasks: TaskThreads;
  private readonly random: () => number;
  private readonly breathe = breather();
  private readonly callUser: CallUser;

  constructor(services: EngineServices, events: BackendEvents) {
    this.services = services;
    this.events = events;
    this.connectors = new ConnectorCatalog(services.sources, services.sinks);
    declareSecrets(this.connectors.secrets);
    this.catalog = new SessionCatalog(this.connectors, services, this.conf, (message) => this.print(null, message));
    this.tasks = new TaskThreads(services, this.conf, this.catalog, this.breathe);
    this.callUser = callsOfUser(events);
    this.random = seededRandom(services.seed ?? freshSeed());
    const restart = async ({ spec }: QueryRecord): Promise<string> => (await this.startQuery(spec)).runId;
    services.viewPort?.serve(this.queries.viewRequests(services.clock, restart));
  }

  // ---- plans ----------------------------------------------------------------------------------------------------

  private async analyze(relation: Relation, catalog: Catalog = this.catalog): Promise<PlanNode> {
    const { timeZone } = this.conf;
    checkDepth(relation);
    try {
      return await new Analyzer(catalog, { timeZone, parse: parseNamedExpression }, operators).analyze(relation);
    } catch (error) {
      throw tooComplex(error);
    }
  }

  async schemaOf(relation: Relation): Promise<StructType> {
    return schemaOfPlan(await this.analyze(relation));
  }

  async isStreaming(relation: Relation): Promise<boolean> {
    return (await this.analyze(relation)).streaming;
  }

  async explain(relation: Relation, mode: ExplainMode): Promise<string> {
    const plan = await this.analyze(relation);
    if (!plan.streaming) checkBatch(plan, operators);
    const optimized = refuseTooComplex(() => optimize(plan, operators));
    const physical = refuseTooComplex(() => planPhysical(optimized, operators));
    if (mode === 'codegen' && !plan.streaming) {
      // functions are generated for the data that is there
      for await (const _ of executeBatch(physical, this.run(new AbortController().signal))) break;
    }
    return starred(explainPlan(relation, plan, optimized, physical, mode, operators));
  }

  private print(ownerId: number | null, text: string): void {
    this.events.print(ownerId, starred(text));
  }

  async secretOptions(): Promise<readonly string[]> {
    return this.connectors.secrets;
  }

  private run(signal: AbortSignal, done: BatchServices['done'] = () => {}): BatchServices {
    const { random, breathe, callUser } = this;
    const { clock, fileSystem } = this.services;
    return { clock, fileSystem, memoryBytes: this.conf.memoryBytes, random, breathe, signal, callUser, done };
  }

  execute(
    relation: Relation,
    limit: number | null,
    signal?: AbortSignal,
    tell?: TellProgress,
  ): AsyncIterable<RecordBatch> {
    return this.executions.run((ended) => this.rowsOf(relation, limit, ended, tell), signal);
  }

  private async *rowsOf(
    relation: Relation,
    limit: number | null,
    signal: AbortSignal,
    tell?: TellProgress,
  ): AsyncIterable<RecordBatch> {
    const catalog = new RecordingCatalog(this.catalog);
    const plan = await this.analyze(relation, catalog);
    if (plan.streaming) throw streamingInBatch();
    checkBatch(plan, operators);
    const physical = refuseTooComplex(() => {
      const optimized = optimize(plan, operators);
      const made = this.tasks.made(optimized, relation, catalog, limit !== null);
      return planPhysical(optimized, operators, false, made);
    });
    const run = this.run(signal, this.reported(plan, tell));
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

  async write(spec: WriteSpec, signal?: AbortSignal, tell?: TellProgress): Promise<void> {
    const mode = saveModeOf(spec.mode);
    if (spec.path !== null) rememberPasswords(spec.path);
    const catalog = new RecordingCatalog(this.catalog);
    const plan = await this.analyze(spec.relation, catalog);
    if (plan.streaming) throw writeOfStream();
    const definition = this.connectors.sink(spec.format);
    const { fileSystem, clock } = this.services;
    if (definition.write === undefined) throw noBatchWrite(definition);
    checkPartitions(definition, spec.partitionBy);
    if (spec.path !== null) checkOverwrite(plan, fileSystem.resolve(spec.path), mode);
    const specs = [...definition.options];
    const context: EncodeContext = {
      options: await revealed(checkedOptions(spec.format, specs, spec.options), specs, fileSystem),
      schema: schemaOfPlan(plan),
      partitionBy: spec.partitionBy,
      timeZone: this.conf.timeZone,
    };
    const print = (text: string): void => this.events.print(null, starredValues(text));
    const writer = await definition.write({ ...context, path: spec.path, mode, fileSystem, clock, print });
    if (writer === null) return;
    const encoding = { sink: definition.name, context };
    const encoded = definition.encoder === undefined ? null : this.encoded(plan, spec.relation, catalog, encoding);
    const rows: AsyncIterable<RecordBatch | EncodedRows> =
      encoded === null
        ? this.execute(spec.relation, null, signal, tell)
        : this.executions.run((ended) => {
            const run = this.run(ended, this.reported(plan, tell));
            return inBatch(run, (batch) => encoded.execute(batch));
          }, signal);
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
    return refuseTooComplex(() => this.tasks.encoded(optimize(plan, operators), relation, catalog, encoding));
  }

  private reported(plan: PlanNode, tell: TellProgress | undefined): BatchServices['done'] | undefined {
    if (tell === undefined) return undefined;
    const reports = new BatchReports(this.services.clock, plan, tell);
    return (rows, bytes) => reports.done(rows, bytes);
  }

  async createView(name: string, relation: Relation, replace: boolean): Promise<void> {
    this.catalog.createView(name, relation, replace);
    this.catalog.release([], this.queries.relations);
  }

  async dropView(name: string): Promise<boolean> {
    const dropped = this.catalog.dropView(name);
    this.catalog.release([], this.queries.relations);
    return dropped;
  }

  async registerLocal(localId: number, _: StructType, batches: readonly RecordBatch[]): Promise<void> {
    this.catalog.registerLocal(localId, batches);
  }

  async releaseLocal(localIds: readonly number[]): Promise<void> {
    this.catalog.release(localIds, this.queries.relations);
  }

  async cancelAll(): Promise<string[]> {
    return this.executions.cancelAll();
  }

  async held(): Promise<HeldResources> {
    return { locals: this.catalog.localCount, executions: this.executions.size, queries: this.queries.size };
  }

  async createMemoryStream(streamId: string, name: string, schema: StructType): Promise<void> {
    this.services.memoryStreams.create(streamId, name, schema);
  }

  async feed(additions: Parameters<EmbeddedTools['feed']>[0]): Promise<readonly number[]> {
    const offsets = additions.map(({ streamId, rows }) => this.services.memoryStreams.add(streamId, rows));
    this.queries.wakeUp();
    return offsets;
  }

  async setConf(name: string, value: string | null): Promise<void> {
    this.conf.set(name, value);
  }

  async threadId(): Promise<number> {
    return threadId;
  }

  async close(): Promise<void> {
    await this.queries.stop();
    await this.tasks.close();
  }

  // ---- streaming queries ----------------------------------------------------------------------------------------

  async startQuery(spec: QuerySpec): Promise<StartedQuery> {
    const { fileSystem } = this.services;
    const mode = outputModeOf(spec.outputMode);
    if (spec.path !== null) rememberPasswords(spec.path);
    const catalog = new RecordingCatalog(this.catalog);
    const plan = await this.analyze(spec.relation, catalog);
    if (!plan.streaming) throw batchInStreaming();
    if (this.conf.isOn('spark.sql.streaming.unsupportedOperationCheck')) {
      const checksCorrectness = this.conf.isOn('spark.sql.streaming.statefulOperator.checkCorrectness.enabled');
      checkStreaming(plan, mode, operators, checksCorrectness);
    }
    this.queries.checkName(spec.name);
    const physical = refuseTooComplex(() => {
      const optimized = optimize(plan, operators);
      const made = this.tasks.made(optimized, spec.relation, catalog, false);
      return planPhysical(optimized, operators, mode === 'complete', made);
    });
    const schema = schemaOfPlan(plan);
    const runId = randomUUID();
    const definition = spec.foreachBatch ? null : this.connectors.sink(spec.format);
    const place = checkpointLocation(spec, definition, fileSystem, this.conf);
    checkRecoverable(definition, mode, place.directory, fileSystem);
    return this.starts.after(place.directory, async () => {
      await this.makeWay(spec, place.directory);
      const checkpoint = Checkpoint.open(fileSystem, place, randomUUID(), this.ownerOf(spec, runId));
      try {
        return await this.startOn(checkpoint, definition, { spec, plan, physical, mode, schema, runId });
      } catch (error) {
        checkpoint.close();
        throw error;
      }
    });
  }

  /** How others are told of a query that has the checkpoint they want. */
  private ownerOf({ name }: QuerySpec, runId: string): Owner {
    const { clock, processName } = this.services;
    const query = name === null ? `the query with run id ${runId}` : `the query ${name} (run id ${runId})`;
    return { process: processName, query, since: new Date(clock.now()).toISOString() };
  }

  /**
   * A checkpoint has one query: the one that runs on it in this session is stopped first.
   *
   * Spark's setting `spark.sql.streaming.stopActiveRunOnRestart`.
   */
  private async makeWay(spec: QuerySpec, directory: string): Promise<void> {
    for (const { execution, spec: running } of this.queries.activeOn(directory)) {
      if (!this.conf.isOn('spark.sql.streaming.stopActiveRunOnRestart')) throw alreadyActive(execution.id);
      if (spec.insideBatchOf === running.ownerId) throw startsInsideItself(directory);
      await execution.stop();
    }
  }

  private async startOn(
    checkpoint: Checkpoint,
    definition: SinkDefinition | null,
    { spec, plan, physical, mode, schema, runId }: PreparedQuery,
  ): Promise<StartedQuery> {
    const { clock, fileSystem } = this.services;
    const status = new QueryStatus(clock, (now) => this.events.status(runId, now));
    const waiting = (text: string | null): void => {
      status.waits(text);
      this.publishState(record);
    };
    const sink = await this.openSink(definition, spec, schema, mode, checkpoint, waiting);
    const ring = spec.display || spec.format === 'memory' ? new ResultRing(schema, mode, keyPositions(plan)) : null;
    const execution = new MicroBatchExecution({
      runId,
      name: spec.name,
      plan: physical,
      sink,
      mode,
      trigger: checkedTrigger(spec.trigger),
      checkpoint,
      acceptChangedInput: acceptedBatch(spec),
      memoryBytes: this.conf.memoryBytes,
      conf: this.conf.all(),
      clock,
      fileSystem,
      random: this.random,
      breathe: this.breathe,
      callUser: this.callUser,
      observer: {
        rows: (batchId, batches) => ring?.add(batchId, batches),
        batch: (progress, trace) => this.onBatch(record, progress, trace),
        status: (now) => status.is(now),
        waiting,
        warning: (text, notice) => {
          record.warning = text;
          this.print(spec.ownerId, notice);
        },
        notice: (text) => this.print(spec.ownerId, text),
        ended: (error) => this.onEnded(record, error),
      },
    });
    const record = new QueryRecord({
      execution,
      spec,
      schema,
      mode,
      ring,
      status,
      nextWindowEnd: () => physical.stateful.map((o) => o.trace().nextWindowEnd).find((end) => end !== null) ?? null,
      checkpoint: checkpoint.temporary ? null : starred(checkpoint.directory),
      startedMs: clock.now(),
      timeZone: this.conf.timeZone,
    });
    for (const owner of this.queries.add(record)) this.events.forgotten(owner);
    this.catalog.release([], this.queries.relations);
    void execution.start();
    this.publishState(record);
    return { id: execution.id, runId, name: spec.name, guarantee: sink.guarantee };
  }

  private onBatch(record: QueryRecord, progress: Parameters<BackendEvents['progress']>[1], trace: BatchTrace): void {
    record.addTrace(trace);
    this.events.progress(record.execution.options.runId, progress);
    this.services.viewPort?.publish({ kind: 'batch', query: record.view(this.services.clock.now()), trace });
  }

  private onEnded(record: QueryRecord, error: MillraceError | null): void {
    record.end(error, this.services.clock.now());
    this.events.ended(record.execution.options.runId, error === null ? null : errorDetail(error));
    this.publishState(record);
  }

  private publishState(record: QueryRecord): void {
    this.services.viewPort?.publish({ kind: 'state', query: record.view(this.services.clock.now()) });
  }

  private async openSink(
    definition: SinkDefinition | null,
    spec: QuerySpec,
    schema: StructType,
    mode: OutputMode,
    checkpoint: Checkpoint,
    waiting: SinkContext['waiting'],
  ): Promise<StreamSink> {
    checkPartitions(definition, spec.partitionBy);
    if (definition === null) return foreachBatchSink(spec.ownerId, schema, this.events);
    checkSinkMode(definition, mode);
    const specs = [...definition.options, ...QUERY_OPTIONS];
    const { fileSystem } = this.services;
    return definition.open({
      options: await revealed(checkedOptions(spec.format, specs, spec.options), specs, fileSystem),
      path: spec.path,
      queryId: checkpoint.queryId,
      lastBatchId: checkpoint.lastBatchId,
      queryName: spec.name,
      schema,
      mode,
      partitionBy: spec.partitionBy,
      fileSystem,
      clock: this.services.clock,
      timeZone: this.conf.timeZone,
      // rows among it
      print: (text) => this.events.print(spec.ownerId, starredValues(text)),
      waiting,
      publishTable: (batches) => this.catalog.publishTable(spec.name!, schema, batches),
    });
  }

  async stopQuery(runId: string): Promise<void> {
    await this.queries.get(runId).execution.stop();
  }

  processAllAvailable(runId: string): Promise<void> {
    return this.queries.get(runId).execution.processAllAvailable();
  }

  stepQuery(runId: string): Promise<void> {
    return this.queries.get(runId).execution.step();
  }

  async explainQuery(runId: string, mode: ExplainMode): Promise<string> {
    const { spec, execution } = this.queries.get(runId);
    const plan = await this.analyze(spec.relation);
    return starred(
      explainPlan(spec.relation, plan, optimize(plan, operators), execution.options.plan, mode, operators),
    );
  }
}

const schemaOfPlan = (plan: PlanNode): StructType =>
  struct(plan.output.map(({ name, type, nullable }) => ({ name, type, nullable })));

/** The columns by which an update replaces a row: the grouping keys that come out. */
function keyPositions(plan: PlanNode): number[] {
  const aggregate = [...planNodes(plan)].findLast((node) => isNode<AggregatePlan>(node, 'aggregate'));
  if (aggregate === undefined) return [];
  const keys = new Set(aggregate.keys.map((k) => k.id));
  return plan.output.flatMap((a, i) => (keys.has(a.id) ? [i] : []));
}

const alreadyActive = (id: string): AnalysisError =>
  new AnalysisError({
    condition: 'CONCURRENT_QUERY',
    sqlState: '0A000',
    message: `Cannot start query with id ${id} as another query with same id is already active. Perhaps you are attempting to restart a query from checkpoint that is already active.`,
    hint: 'You may stop the old query by setting the SQL configuration: session.conf.set("spark.sql.streaming.stopActiveRunOnRestart", true) and retry.',
  });

const startsInsideItself = (directory: string): AnalysisError =>
  new AnalysisError({
    condition: 'WAITS_FOR_ITSELF',
    message: `The function of foreachBatch starts a query on ${directory}, the checkpoint of its own query, which would have to end first and waits for the function.`,
    hint: 'Start the other query after this one has ended, or give it a checkpointLocation of its own.',
  });
