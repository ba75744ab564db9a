import { threadId } from 'node:worker_threads';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { Relation } from '../../plan/relation.ts';
import type { StructType } from '../../types/data-type.ts';
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
import { BatchActions } from './batch-actions.ts';
import type { EngineServices } from './engine-services.ts';
import { engineSession, type EngineSession } from './engine-session.ts';
import { analyzed, schemaOfPlan } from './plan-analysis.ts';
import { explained, explainedQuery } from './plan-explanation.ts';
import type { QueryRecord } from './query-record.ts';
import { QueryStarts } from './query-starts.ts';
import { RunningQueries } from './running-queries.ts';

/** The embedded engine: analyses plans, runs batch queries, keeps streaming queries. */
export class Engine implements Backend, EmbeddedTools {
  private readonly session: EngineSession;
  private readonly actions: BatchActions;
  private readonly queries = new RunningQueries();
  private readonly starts: QueryStarts;
  readonly embedded: EmbeddedTools = this;

  constructor(services: EngineServices, events: BackendEvents) {
    this.session = engineSession(services, events);
    this.actions = new BatchActions(this.session);
    this.starts = new QueryStarts(this.session, this.queries);
    const restart = async ({ spec }: QueryRecord): Promise<string> => (await this.startQuery(spec)).runId;
    services.viewPort?.serve(this.queries.viewRequests(services.clock, restart));
  }

  async schemaOf(relation: Relation): Promise<StructType> {
    return schemaOfPlan(await analyzed(this.session, relation));
  }

  async isStreaming(relation: Relation): Promise<boolean> {
    return (await analyzed(this.session, relation)).streaming;
  }

  explain(relation: Relation, mode: ExplainMode): Promise<string> {
    return explained(this.session, relation, mode);
  }

  execute(
    relation: Relation,
    limit: number | null,
    signal?: AbortSignal,
    tell?: TellProgress,
  ): AsyncIterable<RecordBatch> {
    return this.actions.execute(relation, limit, signal, tell);
  }

  write(spec: WriteSpec, signal?: AbortSignal, tell?: TellProgress): Promise<void> {
    return this.actions.write(spec, signal, tell);
  }

  async cancelAll(): Promise<string[]> {
    return this.actions.cancelAll();
  }

  async createView(name: string, relation: Relation, replace: boolean): Promise<void> {
    this.session.catalog.createView(name, relation, replace);
    this.release([]);
  }

  async dropView(name: string): Promise<boolean> {
    const dropped = this.session.catalog.dropView(name);
    this.release([]);
    return dropped;
  }

  async registerLocal(localId: number, _: StructType, batches: readonly RecordBatch[]): Promise<void> {
    this.session.catalog.registerLocal(localId, batches);
  }

  async releaseLocal(localIds: readonly number[]): Promise<void> {
    this.release(localIds);
  }

  private release(localIds: readonly number[]): void {
    this.session.catalog.release(localIds, this.queries.relations);
  }

  startQuery(spec: QuerySpec): Promise<StartedQuery> {
    return this.starts.start(spec);
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
    return explainedQuery(this.session, this.queries.get(runId), mode);
  }

  async createMemoryStream(streamId: string, name: string, schema: StructType): Promise<void> {
    this.session.services.memoryStreams.create(streamId, name, schema);
  }

  async feed(additions: Parameters<EmbeddedTools['feed']>[0]): Promise<readonly number[]> {
    const { memoryStreams } = this.session.services;
    const offsets = additions.map(({ streamId, rows }) => memoryStreams.add(streamId, rows));
    this.queries.wakeUp();
    return offsets;
  }

  async held(): Promise<HeldResources> {
    return { locals: this.session.catalog.localCount, executions: this.actions.size, queries: this.queries.size };
  }

  async secretOptions(): Promise<readonly string[]> {
    return this.session.connectors.secrets;
  }

  async setConf(name: string, value: string | null): Promise<void> {
    this.session.conf.set(name, value);
  }

  async threadId(): Promise<number> {
    return threadId;
  }

  async close(): Promise<void> {
    await this.queries.stop();
    await this.session.tasks.close();
  }
}
