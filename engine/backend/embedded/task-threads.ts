import type { RecordBatch } from '../../columnar/vector.ts';
import type { MadeNodes } from '../../operators/physical-planner.ts';
import type { PlanNode } from '../../plan/plan-node.ts';
import type { Relation } from '../../plan/relation.ts';
import { inSharedMemory } from '../../tasks/leaf-parts.ts';
import { ownThread } from '../../tasks/own-thread.ts';
import { TaskPool, type TaskThread } from '../../tasks/task-pool.ts';
import type { Encoding } from '../../tasks/task-messages.ts';
import { placeEncoding, placeStreamTasks, placeTasks, type TaskPlanning } from '../../tasks/task-planner.ts';
import type { TaskedEncoding } from '../../tasks/tasked-encoding.ts';
import { TASK_SIZES, type TaskSizes } from '../../tasks/task-sizes.ts';
import type { RecordingCatalog } from '../../tasks/recording-catalog.ts';
import type { EngineConf } from './engine-conf.ts';
import { serveTaskThread, type TaskThreadServices } from './task-thread.ts';

/** How an engine gets its threads. */
export interface TaskServices {
  /** Starts a thread that serves tasks. */
  readonly start: () => TaskThread;
  /** How much work a task is made for; measured sizes unless a test makes them small. */
  readonly sizes?: TaskSizes;
  /** Whether the engine's own thread leaves all tasks to the others: tests look at those. */
  readonly others?: 'alone';
}

interface Services extends TaskThreadServices {
  /** Undefined where all is done on the engine's own thread. */
  readonly tasks?: TaskServices;
}

/** Where the rows are that came with plans. */
interface LocalRows {
  local(localId: number): readonly RecordBatch[];
  registerLocal(localId: number, batches: readonly RecordBatch[]): void;
}

const NONE: MadeNodes = new Map();

/** The threads of an engine, as many as the session's setting says. */
export class TaskThreads {
  private readonly services: Services;
  private readonly conf: EngineConf;
  private readonly locals: LocalRows;
  private readonly breathe: () => Promise<void> | undefined;
  private readonly kept = new WeakSet<readonly RecordBatch[]>();
  private pool: TaskPool | null = null;

  constructor(services: Services, conf: EngineConf, locals: LocalRows, breathe: () => Promise<void> | undefined) {
    this.locals = locals;
    this.breathe = breathe;
    this.services = services;
    this.conf = conf;
  }

  /**
   * The parts of an optimized plan that go to threads.
   *
   * @param first whether only the first rows are wanted
   */
  made(plan: PlanNode, relation: Relation, catalog: RecordingCatalog, first: boolean): MadeNodes {
    const planning = this.planning(relation, catalog);
    if (planning === null) return NONE;
    if (plan.streaming) return placeStreamTasks(plan, planning);
    const made = placeTasks(plan, planning, first);
    for (const [localId, batches] of catalog.locals) this.keepShared(localId, batches);
    return made;
  }

  /** How threads encode the rows of an optimized plan for a sink, null where they do not make them. */
  encoded(plan: PlanNode, relation: Relation, catalog: RecordingCatalog, encoding: Encoding): TaskedEncoding | null {
    const planning = this.planning(relation, catalog);
    return planning === null ? null : placeEncoding(plan, planning, encoding);
  }

  private planning(relation: Relation, catalog: RecordingCatalog): TaskPlanning | null {
    const pool = this.current();
    if (pool === null) return null;
    const sizes = this.services.tasks?.sizes ?? TASK_SIZES;
    return { pool, sizes, relation, timeZone: this.conf.timeZone, catalog };
  }

  /** Rows that were copied to shared memory are kept there alone. */
  private keepShared(localId: number, batches: readonly RecordBatch[]): void {
    if (this.kept.has(batches) || this.locals.local(localId) !== batches) return;
    const views = inSharedMemory(batches);
    if (views === null) return;
    this.kept.add(views);
    this.locals.registerLocal(localId, views);
  }

  private current(): TaskPool | null {
    const { threads } = this.conf;
    const { tasks, clock } = this.services;
    if (tasks === undefined || threads < 2) return null;
    if (this.pool?.size !== threads) {
      this.pool?.retire();
      const own = (): TaskThread => ownThread((port) => serveTaskThread(this.services, port, this.breathe));
      this.pool = new TaskPool(threads, tasks.start, clock, tasks.others === 'alone' ? null : own);
    }
    return this.pool;
  }

  async close(): Promise<void> {
    await this.pool?.close();
  }
}
