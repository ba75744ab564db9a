import { randomUUID } from 'node:crypto';
import type { AggregatePlan } from '../../operators/aggregate/plan.ts';
import { isNode, planNodes, type PlanNode } from '../../plan/plan-node.ts';
import type { Owner } from '../../streaming/checkpoint/checkpoint-lease.ts';
import { Checkpoint } from '../../streaming/checkpoint/checkpoint.ts';
import { MicroBatchExecution } from '../../streaming/micro-batch-execution.ts';
import { checkedTrigger } from '../../streaming/trigger.ts';
import { AnalysisError } from '../../types/errors.ts';
import { starred } from '../../types/secrets.ts';
import type { QuerySpec, StartedQuery } from '../backend.ts';
import { acceptedBatch, checkpointLocation, checkRecoverable } from './checkpoint-location.ts';
import type { EngineSession } from './engine-session.ts';
import { InTurn } from './in-turn.ts';
import { QueryNews } from './query-news.ts';
import { preparedQuery, type PreparedQuery } from './query-preparation.ts';
import { QueryRecord } from './query-record.ts';
import { openSink } from './query-sink.ts';
import { QueryStatus } from './query-status.ts';
import { ResultRing } from './result-ring.ts';
import type { RunningQueries } from './running-queries.ts';

/** Starts the streaming queries of a session, those on one checkpoint after each other. */
export class QueryStarts {
  private readonly session: EngineSession;
  private readonly queries: RunningQueries;
  private readonly news: QueryNews;
  private readonly turns = new InTurn();

  constructor(session: EngineSession, queries: RunningQueries) {
    this.session = session;
    this.queries = queries;
    this.news = new QueryNews(session);
  }

  /** As `Backend.startQuery`. */
  async start(spec: QuerySpec): Promise<StartedQuery> {
    const { services, conf } = this.session;
    const { fileSystem } = services;
    const query = await preparedQuery(this.session, spec, (name) => this.queries.checkName(name));
    const place = checkpointLocation(spec, query.definition, fileSystem, conf);
    checkRecoverable(query.definition, query.mode, place.directory, fileSystem);
    return this.turns.after(place.directory, async () => {
      await this.makeWay(spec, place.directory);
      const checkpoint = Checkpoint.open(fileSystem, place, randomUUID(), this.ownerOf(spec, query.runId));
      try {
        return await this.startOn(checkpoint, query);
      } catch (error) {
        checkpoint.close();
        throw error;
      }
    });
  }

  /** How others are told of a query that has the checkpoint they want. */
  private ownerOf({ name }: QuerySpec, runId: string): Owner {
    const { clock, processName } = this.session.services;
    const query = name === null ? `the query with run id ${runId}` : `the query ${name} (run id ${runId})`;
    return { process: processName, query, since: new Date(clock.now()).toISOString() };
  }

  /**
   * A checkpoint has one query: the one that runs on it in this session is stopped first.
   *
   * Spark's setting `spark.sql.streaming.stopActiveRunOnRestart`.
   */
  private async makeWay(spec: QuerySpec, directory: string): Promise<void> {
    const { conf } = this.session;
    for (const { execution, spec: running } of this.queries.activeOn(directory)) {
      if (!conf.isOn('spark.sql.streaming.stopActiveRunOnRestart')) throw alreadyActive(execution.id);
      if (spec.insideBatchOf === running.ownerId) throw startsInsideItself(directory);
      await execution.stop();
    }
  }

  private async startOn(checkpoint: Checkpoint, query: PreparedQuery): Promise<StartedQuery> {
    const { session, news } = this;
    const { spec, plan, physical, mode, schema, runId, definition } = query;
    const { services, conf, random, breathe, callUser, events } = session;
    const { clock, fileSystem } = services;
    const print = (text: string): void => events.print(spec.ownerId, starred(text));
    const status = new QueryStatus(clock, (now) => events.status(runId, now));
    const waiting = (text: string | null): void => {
      status.waits(text);
      news.state(record);
    };
    const sink = await openSink(session, definition, spec, schema, mode, checkpoint, waiting);
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
      memoryBytes: conf.memoryBytes,
      conf: conf.all(),
      idleIntervalMs: conf.idleIntervalMs,
      clock,
      fileSystem,
      random,
      breathe,
      callUser,
      observer: {
        rows: (batchId, batches) => ring?.add(batchId, batches),
        batch: (progress, trace) => news.batch(record, progress, trace),
        idle: (timestamp) => events.idle(runId, timestamp),
        status: (now) => status.is(now),
        waiting,
        warning: (text, notice) => {
          record.warning = text;
          print(notice);
        },
        notice: print,
        ended: (error) => news.ended(record, error),
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
      timeZone: conf.timeZone,
    });
    for (const owner of this.queries.add(record)) events.forgotten(owner);
    session.catalog.release([], this.queries.relations);
    void execution.start();
    news.state(record);
    return { id: execution.id, runId, name: spec.name, guarantee: sink.guarantee };
  }
}

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
