import { randomUUID } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import { Interner } from '../../columnar/interner.ts';
import { packBatch } from '../../columnar/transfer.ts';
import { sliceBatch } from '../../columnar/take.ts';
import type { RecordBatch, Scalar } from '../../columnar/vector.ts';
import type { BatchRun, PhysicalPlan } from '../../operators/physical-node.ts';
import { planPhysical } from '../../operators/physical-planner.ts';
import type { BatchContext, OutputMode } from '../../operators/batch-context.ts';
import { Analyzer, type Catalog, type ResolvedRead } from '../../plan/analyzer.ts';
import { explainPlan } from '../../plan/explain.ts';
import { batchInStreaming, checkStreaming, streamingInBatch } from '../../plan/operation-checker.ts';
import { optimize } from '../../plan/optimizer.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import { planNodes } from '../../plan/plan-node.ts';
import type { ReadRelation, Relation } from '../../plan/relation.ts';
import { parseNamedExpression } from '../../sql/parse-expression.ts';
import { freshSeed, seededRandom } from '../../runtime/random.ts';
import type { Clock, FileSystem } from '../../spi/runtime.ts';
import type { SinkDefinition, StreamSink } from '../../spi/sink.ts';
import type { Page, PageRequest, QueryView, BatchTrace, ViewPort, ViewRequests } from '../../spi/view-port.ts';
import type { ConnectorContext, SourceDefinition } from '../../spi/source.ts';
import { MicroBatchExecution } from '../../streaming/micro-batch-execution.ts';
import type { StreamingQueryStatus } from '../../streaming/query-options.ts';
import { checkedInterval } from '../../streaming/trigger.ts';
import { asNullable, struct, type StructType } from '../../types/data-type.ts';
import { parseSchema } from '../../types/ddl.ts';
import { schemaFromJson } from '../../types/schema-json.ts';
import { AnalysisError, ArgumentError, errorDetail, type MillraceError } from '../../types/errors.ts';
import type { Backend, BackendEvents, ExplainMode, QuerySpec, StartedQuery } from '../backend.ts';
import { breather } from './breather.ts';
import { checkedOptions, ConnectorCatalog } from './connector-catalog.ts';
import { QueryRecord } from './query-record.ts';
import { ResultRing } from './result-ring.ts';

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
}

export interface MemoryStreams {
  create(streamId: string, name: string, schema: StructType): void;
  add(streamId: string, rows: readonly (readonly Scalar[])[]): number;
}

const DEFAULT_CONF: Readonly<Record<string, string>> = {
  'spark.sql.session.timeZone': Intl.DateTimeFormat().resolvedOptions().timeZone,
};

/** The embedded engine: analyses plans, runs batch queries, keeps streaming queries. */
export class Engine implements Backend {
  private readonly services: EngineServices;
  private readonly events: BackendEvents;
  private readonly connectors: ConnectorCatalog;
  private readonly views = new Map<string, Relation>();
  private readonly locals = new Map<number, readonly RecordBatch[]>();
  private readonly conf = new Map<string, string>(Object.entries(DEFAULT_CONF));
  /** Runs by run id. */
  private readonly queries = new Map<string, QueryRecord>();
  private readonly random: () => number;
  private readonly breathe = breather();
  /** One reader for one `read` of the user's: a stream that is used twice is one source. */
  private readonly readers = new WeakMap<ReadRelation, ResolvedRead>();

  constructor(services: EngineServices, events: BackendEvents) {
    this.services = services;
    this.events = events;
    this.connectors = new ConnectorCatalog(services.sources, services.sinks);
    this.random = seededRandom(services.seed ?? freshSeed());
    services.viewPort?.serve(this.viewRequests());
  }

  // ---- plans ----------------------------------------------------------------------------------------------------

  private get timeZone(): string {
    return this.conf.get('spark.sql.session.timeZone') ?? 'UTC';
  }

  private analyze(relation: Relation): Promise<PlanNode> {
    const catalog: Catalog = {
      read: (read) => this.resolveRead(read),
      table: (name) => this.views.get(name.toLowerCase()) ?? null,
      tableNames: () => [...this.views.keys()],
      local: (id) => this.locals.get(id) ?? [],
    };
    return new Analyzer(catalog, { timeZone: this.timeZone, parse: parseNamedExpression }).analyze(relation);
  }

  private async resolveRead(read: ReadRelation): Promise<ResolvedRead> {
    const known = this.readers.get(read);
    if (known !== undefined) return known;
    const definition = this.connectors.source(read.format);
    const options = checkedOptions(read.format, definition.options, read.options);
    const userSchema = read.schema === '' ? null : schemaOf(read.schema);
    if (userSchema !== null && definition.userSchema === 'refused') throw schemaRefused(read.format);
    const context: ConnectorContext = {
      options,
      paths: read.paths,
      userSchema,
      fileSystem: this.services.fileSystem,
      clock: this.services.clock,
      timeZone: this.timeZone,
      notice: (message) => this.events.print(null, message),
    };
    const make = read.streaming ? definition.stream : definition.batch;
    if (make === undefined) throw notSupported(read);
    const description = `${definition.name}${read.paths.length > 0 ? ` ${read.paths.join(', ')}` : ''}`;
    const resolved: ResolvedRead = read.streaming
      ? { kind: 'stream', description, reader: await definition.stream!(context) }
      : { kind: 'batch', description, reader: await definition.batch!(context) };
    if (read.streaming) this.readers.set(read, resolved);
    return resolved;
  }

  async schemaOf(relation: Relation): Promise<StructType> {
    return schemaOfPlan(await this.analyze(relation));
  }

  async isStreaming(relation: Relation): Promise<boolean> {
    return (await this.analyze(relation)).streaming;
  }

  async explain(relation: Relation, mode: ExplainMode): Promise<string> {
    const plan = await this.analyze(relation);
    const optimized = optimize(plan);
    const physical = planPhysical(optimized);
    if (mode === 'codegen' && !plan.streaming) await this.warmUp(physical);
    return explainPlan(relation, plan, optimized, physical, mode);
  }

  /** Runs a batch plan so that its functions are generated for the data it really has. */
  private async warmUp(physical: PhysicalPlan): Promise<void> {
    for await (const _ of this.run(physical)) break;
  }

  async *execute(relation: Relation, limit: number | null): AsyncIterable<RecordBatch> {
    const plan = await this.analyze(relation);
    if (plan.streaming) throw streamingInBatch();
    const physical = planPhysical(optimize(plan));
    let left = limit ?? Infinity;
    for await (const batch of this.run(physical)) {
      const part = batch.length > left ? sliceBatch(batch, 0, left) : batch;
      left -= part.length;
      yield part;
      if (left <= 0) return;
    }
  }

  private run(physical: PhysicalPlan): AsyncIterable<RecordBatch> {
    const interner = new Interner();
    const context: BatchContext = {
      runtime: {
        interner,
        nowMicros: BigInt(this.services.clock.now()) * 1000n,
        random: this.random,
        lateMicros: -Infinity,
        watermarks: [],
        sampledTimes: [],
      },
      streaming: false,
      mode: 'append',
      lateMicros: -Infinity,
      evictMicros: -Infinity,
      checkpoint: () => this.breathe(),
    };
    const metrics = { malformed: 0 };
    const run: BatchRun = {
      context,
      scan: (reader, columns) =>
        reader.read({ interner, columns, metrics, signal: new AbortController().signal, blockRows: 8192 }),
      scanStream: () => {
        throw streamingInBatch();
      },
      report: () => {},
    };
    return physical.root.execute(run);
  }

  async createView(name: string, relation: Relation, replace: boolean): Promise<void> {
    if (!replace && this.views.has(name.toLowerCase())) throw viewExists(name);
    this.views.set(name.toLowerCase(), relation);
  }

  async dropView(name: string): Promise<boolean> {
    return this.views.delete(name.toLowerCase());
  }

  async registerLocal(localId: number, _: StructType, batches: readonly RecordBatch[]): Promise<void> {
    this.locals.set(localId, batches);
  }

  async createMemoryStream(streamId: string, name: string, schema: StructType): Promise<void> {
    this.services.memoryStreams.create(streamId, name, schema);
  }

  async feed(additions: Parameters<Backend['feed']>[0]): Promise<readonly number[]> {
    const offsets = additions.map(({ streamId, rows }) => this.services.memoryStreams.add(streamId, rows));
    for (const query of this.queries.values()) query.execution.wakeUp();
    return offsets;
  }

  async setConf(name: string, value: string | null): Promise<void> {
    if (value === null) this.conf.delete(name);
    else this.conf.set(name, checkedConf(name, value));
  }

  async threadId(): Promise<number> {
    return threadId;
  }

  async close(): Promise<void> {
    await Promise.all([...this.queries.values()].map((q) => q.execution.stop()));
  }

  // ---- streaming queries ----------------------------------------------------------------------------------------

  async startQuery(spec: QuerySpec): Promise<StartedQuery> {
    const mode = outputModeOf(spec.outputMode);
    const plan = await this.analyze(spec.relation);
    if (!plan.streaming) throw batchInStreaming();
    if (this.conf.get('spark.sql.streaming.unsupportedOperationCheck') !== 'false') {
      checkStreaming(
        plan,
        mode,
        this.conf.get('spark.sql.streaming.statefulOperator.checkCorrectness.enabled') !== 'false',
      );
    }
    this.checkName(spec.name);
    const physical = planPhysical(optimize(plan), mode === 'complete');
    const schema = schemaOfPlan(plan);
    const runId = randomUUID();
    const definition = spec.foreachBatch ? null : this.connectors.sink(spec.format);
    const sink = await this.openSink(definition, spec, schema, mode, runId);
    const checkpoint = this.checkpointFor(spec, definition);
    this.checkRecoverable(definition, mode, checkpoint.directory);
    const ring = spec.display || spec.format === 'memory' ? new ResultRing(schema, mode, keyPositions(plan)) : null;
    const execution = new MicroBatchExecution({
      id: randomUUID(),
      runId,
      name: spec.name,
      plan: physical,
      sink,
      mode,
      trigger:
        spec.trigger.kind === 'processingTime'
          ? { ...spec.trigger, intervalMs: checkedInterval(spec.trigger.intervalMs) }
          : spec.trigger,
      checkpoint,
      conf: Object.fromEntries(this.conf),
      clock: this.services.clock,
      fileSystem: this.services.fileSystem,
      random: this.random,
      breathe: this.breathe,
      observer: {
        rows: (batchId, batches) => ring?.add(batchId, batches),
        batch: (progress, trace) => this.onBatch(record, progress, trace),
        status: statusFilter(this.services.clock, (status) => this.events.status(runId, status)),
        ended: (error) => this.onEnded(record, error),
      },
    });
    const record = new QueryRecord({
      execution,
      spec,
      schema,
      mode,
      ring,
      nextWindowEnd: () =>
        physical.stateful.map((s) => s.nextWindowEnd?.() ?? null).find((end) => end !== null) ?? null,
      checkpoint: checkpoint.temporary ? null : checkpoint.directory,
      startedMs: this.services.clock.now(),
    });
    this.queries.set(runId, record);
    void execution.start();
    this.publish('state', record);
    return { id: execution.id, runId, name: spec.name };
  }

  private onBatch(record: QueryRecord, progress: Parameters<BackendEvents['progress']>[1], trace: BatchTrace): void {
    record.addTrace(trace);
    this.events.progress(record.execution.options.runId, progress);
    this.services.viewPort?.publish({ kind: 'batch', query: record.view(this.services.clock.now()), trace });
  }

  private onEnded(record: QueryRecord, error: MillraceError | null): void {
    record.end(error, this.services.clock.now());
    this.events.ended(record.execution.options.runId, error === null ? null : errorDetail(error));
    this.publish('state', record);
  }

  private publish(kind: 'state', record: QueryRecord): void {
    this.services.viewPort?.publish({ kind, query: record.view(this.services.clock.now()) });
  }

  private async openSink(
    definition: SinkDefinition | null,
    spec: QuerySpec,
    schema: StructType,
    mode: OutputMode,
    runId: string,
  ): Promise<StreamSink> {
    if (definition === null) return this.userSink(spec.ownerId, schema);
    if (!definition.modes.includes(mode)) throw modeRefused(definition, mode);
    const context = {
      options: checkedOptions(spec.format, [...definition.options, CHECKPOINT_OPTION], spec.options),
      path: spec.path,
      queryId: runId,
      queryName: spec.name,
      schema,
      mode,
      partitionBy: spec.partitionBy,
      fileSystem: this.services.fileSystem,
      clock: this.services.clock,
      timeZone: this.timeZone,
    };
    const sink = await definition.open({
      ...context,
      print: (text) => this.events.print(spec.ownerId, text),
      publishTable: (batches) => this.publishTable(spec.name!, schema, batches),
    });
    return sink;
  }

  /** The memory sink's table under the query's name. */
  private publishTable(name: string, schema: StructType, batches: readonly RecordBatch[]): void {
    const localId = -1 - [...this.queries.keys()].length - this.locals.size;
    const view = this.views.get(name.toLowerCase());
    const id = view?.kind === 'local' && view.localId < 0 ? view.localId : localId;
    this.locals.set(id, batches);
    this.views.set(name.toLowerCase(), { kind: 'local', schema, localId: id });
  }

  private userSink(ownerId: number, schema: StructType): StreamSink {
    return {
      description: 'ForeachBatchSink',
      guarantee: 'at-least-once',
      addBatch: async (batchId, batches) => {
        await this.events.foreachBatch(
          ownerId,
          batchId,
          schema,
          batches.map((b) => packBatch(b, [])),
        );
        return -1;
      },
      close: async () => {},
    };
  }

  private checkpointFor(spec: QuerySpec, definition: SinkDefinition | null): { directory: string; temporary: boolean } {
    const { fileSystem } = this.services;
    const given = optionOf(spec.options, 'checkpointLocation');
    if (given !== undefined) return { directory: fileSystem.resolve(given), temporary: false };
    const root = this.conf.get('spark.sql.streaming.checkpointLocation');
    if (root !== undefined) {
      return { directory: fileSystem.join(fileSystem.resolve(root), spec.name ?? randomUUID()), temporary: false };
    }
    if (definition?.checkpointRequired === true) throw checkpointMissing();
    return { directory: fileSystem.temporaryDirectory('millrace-'), temporary: true };
  }

  private checkRecoverable(sink: SinkDefinition | null, mode: OutputMode, directory: string): void {
    if (sink?.recoverable === undefined || sink.recoverable.includes(mode)) return;
    const offsets = this.services.fileSystem.join(directory, 'offsets');
    if (this.services.fileSystem.exists(offsets)) throw notRecoverable(offsets);
  }

  private checkName(name: string | null): void {
    if (name === null) return;
    for (const query of this.queries.values()) {
      if (query.spec.name === name && (query.state === 'starting' || query.state === 'running')) throw nameTaken(name);
    }
  }

  private query(runId: string): QueryRecord {
    const query = this.queries.get(runId);
    if (query !== undefined) return query;
    throw new ArgumentError({
      condition: 'QUERY_NOT_FOUND',
      message: `There is no query ${runId}.`,
      hint: 'session.streams.active lists the running ones.',
    });
  }

  async stopQuery(runId: string): Promise<void> {
    await this.query(runId).execution.stop();
  }

  processAllAvailable(runId: string): Promise<void> {
    return this.query(runId).execution.processAllAvailable();
  }

  stepQuery(runId: string): Promise<void> {
    return this.query(runId).execution.step();
  }

  async explainQuery(runId: string, mode: ExplainMode): Promise<string> {
    const { spec, execution } = this.query(runId);
    const plan = await this.analyze(spec.relation);
    return explainPlan(spec.relation, plan, optimize(plan), execution.options.plan, mode);
  }

  // ---- views ----------------------------------------------------------------------------------------------------

  private viewRequests(): ViewRequests {
    const find = (id: string): QueryRecord | undefined =>
      this.queries.get(id) ?? [...this.queries.values()].findLast((q) => q.execution.id === id);
    return {
      query: async (id): Promise<{ query: QueryView; traces: readonly BatchTrace[] } | null> => {
        const query = find(id);
        return query === undefined ? null : { query: query.view(this.services.clock.now()), traces: query.traces };
      },
      page: async (id: string, page: PageRequest): Promise<Page | null> => find(id)?.ring?.page(page) ?? null,
      stop: async (id) => find(id)?.execution.stop(),
      restart: async (id) => {
        const query = find(id);
        return query === undefined ? undefined : (await this.startQuery(query.spec)).runId;
      },
      list: async () => [...this.queries.values()].map((q) => q.view(this.services.clock.now())),
    };
  }
}

/** A status that lasts less than this is not told: it would be over before anybody could read it. */
const STATUS_MS = 50;

/** Passes on what a query does, but not every step of a batch that lasts a millisecond. */
function statusFilter(
  clock: Clock,
  tell: (status: StreamingQueryStatus) => void,
): (status: StreamingQueryStatus) => void {
  let told = -Infinity;
  return (status) => {
    const now = clock.elapsed();
    if (status.isTriggerActive && now - told < STATUS_MS) return;
    told = now;
    tell(status);
  };
}

const CHECKPOINT_OPTION = { name: 'checkpointLocation', description: 'folder that the query continues from' };

const schemaOfPlan = (plan: PlanNode): StructType =>
  struct(plan.output.map(({ name, type, nullable }) => ({ name, type, nullable })));

const schemaOf = (text: string): StructType =>
  asNullable(text.trimStart().startsWith('{') ? schemaFromJson(text) : parseSchema(text)) as StructType;

const optionOf = (options: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(options).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

/** The columns by which an update replaces a row: the grouping keys that come out. */
function keyPositions(plan: PlanNode): number[] {
  const aggregate = [...planNodes(plan)].findLast((node) => node.node === 'aggregate');
  if (aggregate?.node !== 'aggregate') return [];
  const keys = new Set(aggregate.keys.map((k) => k.id));
  return plan.output.flatMap((a, i) => (keys.has(a.id) ? [i] : []));
}

function outputModeOf(text: string): OutputMode {
  const mode = text.toLowerCase();
  if (mode === 'append' || mode === 'update' || mode === 'complete') return mode;
  throw new AnalysisError({
    condition: 'STREAMING_OUTPUT_MODE.INVALID',
    sqlState: '42KDE',
    message: `Invalid streaming output mode: ${text}. Accepted output modes are 'Append', 'Complete', 'Update'.`,
  });
}

function checkedConf(name: string, value: string): string {
  if (name !== 'spark.sql.streaming.multipleWatermarkPolicy' || ['min', 'max'].includes(value.toLowerCase())) {
    return name === 'spark.sql.streaming.multipleWatermarkPolicy' ? value.toLowerCase() : value;
  }
  throw new ArgumentError({
    condition: 'INVALID_CONF_VALUE.REQUIREMENT',
    sqlState: '22022',
    message: `The value '${value}' in the config "${name}" is invalid. Invalid value for '${name}'. Valid values are 'min' and 'max'.`,
  });
}

const schemaRefused = (format: string): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1242',
    message: `${format} source does not support user-specified schema.`,
    hint: 'Leave out schema(...).',
  });

const notSupported = (read: ReadRelation): AnalysisError =>
  read.streaming
    ? new AnalysisError({
        condition: '_LEGACY_ERROR_TEMP_2069',
        message: `Data source ${read.format} does not support streamed reading.`,
        hint: 'Use session.read.',
      })
    : new AnalysisError({
        condition: 'UNSUPPORTED_BATCH_READ',
        message: `Data source ${read.format} does not support batch reading.`,
        hint: 'Use session.readStream.',
      });

const viewExists = (name: string): AnalysisError =>
  new AnalysisError({
    condition: 'TEMP_TABLE_OR_VIEW_ALREADY_EXISTS',
    sqlState: '42P07',
    message: `Cannot create the temporary view \`${name}\` because it already exists.`,
    hint: 'Use createOrReplaceTempView.',
  });

const modeRefused = (sink: SinkDefinition, mode: OutputMode): AnalysisError =>
  new AnalysisError({
    condition: 'STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION',
    sqlState: '42KDE',
    message: `Data source ${sink.name} does not support ${mode} output mode.`,
    hint: `It takes ${sink.modes.join(', ')}.`,
  });

const checkpointMissing = (): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1302',
    message:
      'checkpointLocation must be specified either through option("checkpointLocation", ...) or SparkSession.conf.set("spark.sql.streaming.checkpointLocation", ...)',
    hint: 'For example .option("checkpointLocation", "checkpoints/orders").',
  });

const notRecoverable = (offsets: string): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1303',
    message: `This query does not support recovering from checkpoint location. Delete ${offsets} to start over.`,
    hint: 'Use outputMode("complete"), or another sink.',
  });

const nameTaken = (name: string): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: `Cannot start query with name ${name} as a query with that name is already active in this session.`,
    hint: 'Stop the other query, or give this one another queryName.',
  });
