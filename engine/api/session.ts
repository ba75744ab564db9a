import { INSPECT } from '../types/inspected.ts';
import { declareSecrets } from '../types/secrets.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Backend } from '../backend/backend.ts';
import { packBatch, unpackBatch } from '../columnar/transfer.ts';
import type { RecordBatch } from '../columnar/vector.ts';
import { currentHost } from '../spi/host.ts';
import type { RelationBody } from '../plan/relation.ts';
import type { Trigger } from '../streaming/trigger.ts';
import type { StructType } from '../types/data-type.ts';
import { parseSchema } from '../types/ddl.ts';
import { errorFromDetail } from '../types/errors.ts';
import { argumentsOf } from './arguments/call-arguments.ts';
import { arqueroRows, isArqueroTable } from './arquero.ts';
import { BatchWaits } from './batch-waits.ts';
import { Column } from './column.ts';
import { DataFrame } from './data-frame.ts';
import type { UserSink } from './data-stream-writer.ts';
import { localBatch } from './local-rows.ts';
import { MemoryStream } from './memory-stream.ts';
import { namedColumn } from './named-column.ts';
import { batchFunctionFailed } from './batch-function-failed.ts';
import { callSite, rememberSite } from './origin.ts';
import type { Origin } from '../types/origin.ts';
import { tellObservation } from './observation.ts';
import { placedBackend } from './placed-backend.ts';
import { embeddedTools } from './embedded-tools.ts';
import { DataFrameReader, type DataStreamReader } from './readers.ts';
import { RuntimeConfig } from './runtime-config.ts';
import { SentRows } from './sent-rows.ts';
import { SessionBuilder, type BackendFactory } from './session-builder.ts';
import { StreamingQuery } from './streaming-query.ts';
import { StreamingQueryManager } from './streaming-query-manager.ts';
import { callUserFunction } from './udf.ts';
import { inferSchema } from './type-of-user-value.ts';
import { readingValues } from './user-values.ts';

/** What `writeStream` collected. */
export interface QueryStart {
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
  readonly path: string | null;
  readonly outputMode: string;
  readonly trigger: Trigger;
  readonly name: string | null;
  readonly partitionBy: readonly string[];
  readonly display: boolean;
  readonly userSink: UserSink | null;
}

/** One query's ties to the code that started it. */
interface Owner {
  readonly userSink: UserSink | null;
  /** Where the user's code started the query. */
  readonly site: () => Origin | undefined;
  /** What its batch function threw. */
  thrown?: unknown;
  /** Runs something as if in the cell that started the query. */
  readonly inCell: <T>(work: () => T) => T;
}

/**
 * The way in: reads, makes and runs DataFrames. Get one from `MillraceSession.builder`; a notebook has it as `session`
 * and `spark`.
 */
export class MillraceSession {
  readonly backend: Backend;
  readonly conf: RuntimeConfig;
  readonly streams = new StreamingQueryManager();
  readonly version: string;
  private readonly waits = new BatchWaits();
  private readonly owners = new Map<number, Owner>();
  private readonly rows: SentRows;
  private lastOwner = 0;
  private lastStream = 0;

  private constructor(backend: Backend, conf: Record<string, string>, version: string) {
    this.rows = new SentRows(backend);
    this.backend = placedBackend(this.rows.around());
    this.version = version;
    this.conf = new RuntimeConfig(conf, (name, value) => backend.setConf(name, value));
  }

  /**
   * Starts a session on a backend.
   *
   * @internal
   */
  static async open(factory: BackendFactory, conf: Record<string, string>, version: string): Promise<MillraceSession> {
    const early: ((session: MillraceSession) => void)[] = [];
    let ready: MillraceSession | null = null;
    const later = (event: (session: MillraceSession) => void): void => {
      if (ready === null) early.push(event);
      else event(ready);
    };
    const backend = await factory(
      {
        progress: (runId, progress) => later((s) => s.streams.receive(runId, { progress })),
        idle: (runId, timestamp) => later((s) => s.streams.receive(runId, { idle: { timestamp } })),
        status: (runId, status) => later((s) => s.streams.receive(runId, { status })),
        ended: (runId, detail) =>
          later((s) =>
            s.streams.receive(runId, { ended: { error: detail === null ? null : errorFromDetail(detail) } }),
          ),
        observed: (id, metrics) =>
          later(() => tellObservation(id, 'row' in metrics ? metrics : errorFromDetail(metrics))),
        forgotten: (owner) => later((s) => s.owners.delete(owner)),
        callUser: async (user, schema, batches) => {
          const rows = batches.map((b) => unpackBatch(b, schema));
          if (user.kind === 'udf') {
            const { timeZone } = ready!;
            const answers = rows.map((args) => callUserFunction(user.functionId, schema, args, timeZone));
            return (await Promise.all(answers)).map((answer) => packBatch(answer, []));
          }
          await ready!.runUserSink(user.ownerId, user.batchId, schema, rows);
          return [];
        },
        print: (owner, text) => later((s) => s.print(owner, text)),
      },
      conf,
    );
    ready = new MillraceSession(backend, conf, version);
    declareSecrets(await backend.secretOptions());
    for (const [name, value] of Object.entries(conf)) await backend.setConf(name, value);
    for (const event of early) event(ready);
    return ready;
  }

  /**
   * The time zone in which texts are dates and times: `spark.sql.session.timeZone`.
   *
   * @example
   * session.timeZone
   * // "UTC"
   */
  get timeZone(): string {
    return this.conf.get('spark.sql.session.timeZone');
  }

  /**
   * Reads what is there now.
   *
   * @example
   * await writeFile("words.json", '{"word":"stream"}');
   * session.read.json("words.json").isStreaming()
   * // false
   */
  get read(): DataFrameReader {
    return new DataFrameReader(this, false);
  }

  /**
   * Reads what is there and what comes.
   *
   * @example
   * session.readStream.format("rate").load().isStreaming()
   * // true
   */
  get readStream(): DataStreamReader {
    return new DataFrameReader(this, true);
  }

  /**
   * Whole numbers as column `id` of BIGINT.
   *
   * @param start the first number; the end when it stands alone, and then 0 is the first
   * @param end where they end; not among them
   * @param step how far one is from the next
   * @example
   * session.range(1, 7, 2)
   * // [{ id: 1 }, { id: 3 }, { id: 5 }]
   */
  range(start: number | bigint, end?: number | bigint, step: number | bigint = 1, partitions?: number): DataFrame {
    const given = argumentsOf('range', 'session.range(10), session.range(0, 10, 2)');
    const first = given.bigint('start', start);
    const [from, to] = end === undefined ? [0n, first] : [first, given.bigint('end', end)];
    const by = given.bigint('step', step);
    if (by === 0n) given.refuse('VALUE_NOT_ALLOWED', 'step', 'does not allow 0');
    const count = partitions === undefined ? {} : { partitions: given.wholeNumber('partitions', partitions, 1) };
    return this.fromRelation({ kind: 'range', start: from, end: to, step: by, ...count });
  }

  /**
   * A temporary view, or the table of a memory sink.
   *
   * @throws AnalysisError TABLE_OR_VIEW_NOT_FOUND at the action
   * @example
   * await words.createOrReplaceTempView("words");
   * session.table("words")
   * // [{ word: "stream" }, { word: "batch" }]
   */
  table(name: string): DataFrame {
    const table = argumentsOf('table', 'session.table("sales")').text('name', name);
    return this.fromRelation({ kind: 'named_table', name: table, streaming: false });
  }

  /**
   * The result of a `SELECT`; the embedded engine does not run it yet.
   *
   * @throws AnalysisError UNSUPPORTED_FEATURE.SQL_STATEMENT at the action
   * @example
   * session.sql("SELECT 1")
   * // throws UNSUPPORTED_FEATURE.SQL_STATEMENT
   */
  sql(query: string): DataFrame {
    return this.fromRelation({
      kind: 'sql',
      query: argumentsOf('sql', 'session.sql("SELECT 1")').text('query', query),
    });
  }

  /**
   * A DataFrame of rows at hand.
   *
   * @param rows objects, arrays in the order of the columns, single values, or an Arquero table
   * @param schema DDL text or a schema; from the rows when it is left out (whole numbers are BIGINT, others DOUBLE)
   * @throws ArgumentError CANNOT_MERGE_TYPE, MILLRACE_VALUE_DOES_NOT_FIT_TYPE
   * @example
   * session.createDataFrame([{ id: 1, name: "a" }, { id: 2 }])
   * // [{ id: 1, name: "a" }, { id: 2, name: null }]
   * @example
   * session.createDataFrame([[1, "12.50"]], "id INT, price DECIMAL(10,2)")
   * // [{ id: 1, price: "12.50" }]
   */
  createDataFrame(rows: Iterable<unknown> | object, schema?: string | StructType): DataFrame {
    const given = argumentsOf('createDataFrame', 'session.createDataFrame([{ id: 1 }], "id INT")');
    const list = isArqueroTable(rows)
      ? arqueroRows(rows)
      : given.items('rows', rows, 'an array or another iterable of rows');
    const wanted = schema === undefined || schema === null ? undefined : given.schema('schema', schema);
    return readingValues('rows of createDataFrame', rows, () => {
      const known = typeof wanted === 'string' ? parseSchema(wanted) : wanted;
      const type =
        known ??
        inferSchema(
          list.map(
            (row) => (typeof row === 'object' && row !== null ? row : { value: row }) as Record<string, unknown>,
          ),
        );
      const plain = known === undefined && list.some((row) => typeof row !== 'object' || row === null);
      const batch = localBatch(plain ? list.map((row) => [row]) : list, type, this.timeZone);
      return this.localDataFrame(type, [batch]);
    });
  }

  /**
   * A DataFrame that begins here: what is wrong with it is told with the place of this call.
   *
   * @internal
   */
  fromRelation(body: RelationBody): DataFrame {
    const origin = callSite();
    return new DataFrame(this, origin === undefined ? body : { ...body, origin });
  }

  /**
   * A DataFrame over batches of columns; the engine gets them when a plan over them runs.
   *
   * @internal
   */
  localDataFrame(schema: StructType, batches: readonly RecordBatch[]): DataFrame {
    return new DataFrame(this, this.rows.relation(schema, batches), { schema, batches });
  }

  /**
   * A stream that the program feeds by hand, for tests and lessons.
   *
   * @param schema DDL text or a schema
   * @example
   * const stream = session.memoryStream("numbers", "n INT");
   * stream.toDF().columns()
   * // ["n"]
   */
  memoryStream(name: string, schema: string | StructType): MemoryStream {
    const given = argumentsOf('memoryStream', 'session.memoryStream("numbers", "n INT")');
    const label = given.text('name', name);
    const wanted = given.schema('schema', schema);
    const type = typeof wanted === 'string' ? parseSchema(wanted) : wanted;
    const streamId = `${++this.lastStream}`;
    void embeddedTools(this.backend, 'A memory stream').createMemoryStream(streamId, label, type);
    return new MemoryStream(this, streamId, label, type);
  }

  /**
   * Feeds several memory streams at once: no batch sees some of the rows without the others.
   *
   * @param rows for each stream its rows
   * @example
   * const [a, b] = [session.memoryStream("a", "n INT"), session.memoryStream("b", "n INT")];
   * const both = await a.toDF().union(b.toDF()).writeStream.format("memory").queryName("both").start();
   * await session.feed([[a, [1, 2]], [b, [3]]]);
   * await both.processAllAvailable();
   * session.table("both").orderBy("n")
   * // [{ n: 1 }, { n: 2 }, { n: 3 }]
   */
  async feed(rows: readonly (readonly [stream: MemoryStream, rows: readonly unknown[]])[]): Promise<void> {
    const given = argumentsOf('feed', 'session.feed([[numbers, [1, 2]], [words, ["a"]]])');
    const pairs = given.items('rows', rows, 'an array of streams with their rows').map((pair) => {
      const [to, added] = given.items('rows', pair, 'arrays of a stream and its rows');
      const stream = given.memoryStream('rows', to);
      return { streamId: stream.streamId, rows: stream.scalars(given.items('rows', added, 'an array of rows')) };
    });
    await embeddedTools(this.backend, 'A memory stream').feed(pairs);
  }

  /**
   * A column by name, for the package's own classes.
   *
   * @internal
   */
  column(name: string): Column {
    return new Column(namedColumn(name));
  }

  /**
   * Starts a streaming query; `df.writeStream...start()` ends here.
   *
   * @internal
   */
  async startQuery(df: DataFrame, start: QueryStart): Promise<StreamingQuery> {
    const ownerId = ++this.lastOwner;
    const { userSink, ...rest } = start;
    const owner: Owner = { userSink, site: rememberSite(), inCell: AsyncLocalStorage.snapshot() };
    this.owners.set(ownerId, owner);
    const { current } = this.waits;
    const started = await this.backend.startQuery({
      ...rest,
      relation: df.relation,
      userSink: userSink?.call ?? null,
      ownerId,
      insideBatchOf: current,
    });
    const query = new StreamingQuery(
      this.backend,
      { ...started, ownerId },
      this.waits,
      () => owner.thrown,
      this.recentProgress,
    );
    this.streams.add(query);
    currentHost()?.ownQuery(started.runId);
    return query;
  }

  /** How many progress reports a query keeps. */
  private get recentProgress(): number {
    return Number(this.conf.get('spark.sql.streaming.numRecentProgressUpdates', '100'));
  }

  private async runUserSink(
    ownerId: number,
    batchId: number,
    schema: StructType,
    batches: readonly RecordBatch[],
  ): Promise<void> {
    const owner = this.owners.get(ownerId);
    if (owner?.userSink == null) return;
    const { call, run } = owner.userSink;
    const relation = this.rows.relation(schema, batches);
    const df = new DataFrame(this, relation, { schema, batches });
    try {
      await owner.inCell(() => this.waits.run(ownerId, () => run(df, batchId)));
    } catch (error) {
      owner.thrown = error;
      throw owner.inCell(() => batchFunctionFailed(call, error, batchId, owner.site()));
    } finally {
      this.rows.release(relation);
    }
  }

  private print(ownerId: number | null, text: string): void {
    const owner = ownerId === null ? undefined : this.owners.get(ownerId);
    if (owner === undefined) console.log(text);
    else owner.inCell(() => console.log(text));
  }

  /**
   * Ends the batch actions that run now (`collect`, `save`, ...), with OPERATION_CANCELED; streaming queries go on.
   *
   * `SparkSession.interruptAll`.
   *
   * @returns their ids
   * @example
   * await session.interruptAll()
   * // []
   */
  interruptAll(): Promise<string[]> {
    return this.backend.cancelAll();
  }

  [INSPECT](): string {
    const active = this.streams.active.length;
    return `MillraceSession (${active} active ${active === 1 ? 'query' : 'queries'})`;
  }

  /**
   * Stops all queries and the engine.
   *
   * @example
   * const other = await MillraceSession.builder.create();
   * await other.stop();
   * other.streams.active
   * // []
   */
  async stop(): Promise<void> {
    await this.streams.stopAll();
    const closed = this.backend.close();
    // A batch that runs ends before the engine does: its own function must not wait for that.
    if (this.waits.current === null) await closed;
    else closed.catch(() => undefined);
  }

  /**
   * Describes a session to start.
   *
   * @example
   * (await MillraceSession.builder.appName("orders").getOrCreate()) === session
   * // true
   */
  static get builder(): SessionBuilder {
    return new SessionBuilder(MillraceSession);
  }
}
