import type { Clock } from '../spi/runtime.ts';
import { errorFromDetail, ExternalError } from '../types/errors.ts';
import type { FromWorker, Task, TaskAnswer, ToWorker } from './task-messages.ts';
import { GivenUp } from './given-up.ts';

/** A thread that serves tasks. */
export interface TaskThread {
  postMessage(message: ToWorker): void;
  on(event: 'message', listener: (message: FromWorker) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<unknown>;
  unref(): void;
}

type Opening = Omit<ToWorker & { type: 'open' }, 'type' | 'run' | 'cancelled'>;

/** What a run keeps of a task until it is done. */
interface Job {
  readonly run: PooledRun;
  readonly task: number;
  readonly work: Task;
  readonly done: (answer: TaskAnswer) => void;
  readonly failed: (error: unknown) => void;
}

/** How long a thread may take to see that its task was given up, before it is ended. */
const GRACE_MS = 100;

/** Threads that are started when there is work for them, and kept. */
export class TaskPool {
  readonly size: number;
  private readonly start: () => TaskThread;
  private readonly own: (() => TaskThread) | null;
  private readonly clock: Clock;
  private readonly threads = new Set<PooledThread>();
  private readonly waiting: Job[] = [];
  private lastRun = 0;
  private retired = false;

  /**
   * @param clock on which threads are given time to stop
   * @param own the thread that asks, as the first of them; null where it does no tasks
   */
  constructor(size: number, start: () => TaskThread, clock: Clock, own: (() => TaskThread) | null) {
    this.size = size;
    this.start = start;
    this.clock = clock;
    this.own = own;
  }

  /** A run of tasks of one fragment; to be closed. */
  open(opening: Opening, signal: AbortSignal): PooledRun {
    return new PooledRun(this, ++this.lastRun, opening, signal);
  }

  /** Takes a task on. */
  add(job: Job): void {
    this.waiting.push(job);
    this.assign();
  }

  private assign(): void {
    for (const thread of this.threads) if (thread.idle && this.waiting.length > 0) thread.take(this.waiting.shift()!);
    let starting = [...this.threads].filter((thread) => !thread.ready).length;
    for (; starting < this.waiting.length && this.threads.size < this.size; starting++) this.another();
  }

  private another(): void {
    const started = this.threads.size === 0 && this.own !== null ? this.own() : this.start();
    const thread: PooledThread = new PooledThread(started, this.clock, {
      idle: () => {
        this.assign();
        this.endIdle();
      },
      ended: (cause) => {
        this.threads.delete(thread);
        // One that cannot even begin would be started again and again.
        if (!thread.ready) this.waiting.shift()?.failed(threadDied(cause));
        this.assign();
      },
    });
    this.threads.add(thread);
  }

  /** Forgets a run: what waits of it never begins, what runs is given up. */
  forget(run: PooledRun): void {
    for (let i = this.waiting.length - 1; i >= 0; i--) {
      if (this.waiting[i]!.run === run) this.waiting.splice(i, 1)[0]!.failed(new GivenUp());
    }
    for (const thread of this.threads) thread.forget(run);
  }

  /** Ends each thread as soon as it has nothing to do: others take its place. */
  retire(): void {
    this.retired = true;
    this.endIdle();
  }

  private endIdle(): void {
    if (!this.retired || this.waiting.length > 0) return;
    for (const thread of this.threads) if (thread.job === null) void thread.end();
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await Promise.all([...this.threads].map((thread) => thread.end()));
  }
}

interface ThreadEvents {
  /** It would begin a task at once. */
  readonly idle: () => void;
  /** @param cause the error that ended it, if it was one */
  readonly ended: (cause: Error | null) => void;
}

/** One thread, which does one task at a time. */
class PooledThread {
  job: Job | null = null;
  /** Whether it has loaded its modules. */
  ready = false;
  private ending = false;
  private readonly thread: TaskThread;
  private readonly opened = new Set<PooledRun>();
  private readonly events: ThreadEvents;
  private readonly clock: Clock;
  /** Ends when a task that was given up is done. */
  private grace: AbortController | null = null;

  constructor(thread: TaskThread, clock: Clock, events: ThreadEvents) {
    this.thread = thread;
    this.clock = clock;
    this.events = events;
    let cause: Error | null = null;
    thread.on('message', (message) => this.hear(message));
    thread.on('error', (error) => (cause = error));
    thread.on('exit', () => {
      this.grace?.abort();
      const { job } = this;
      this.job = null;
      this.events.ended(cause);
      job?.failed(job.run.closed ? new GivenUp() : threadDied(cause));
    });
    thread.unref();
  }

  /** Whether it would begin a task at once. */
  get idle(): boolean {
    return this.ready && this.job === null && !this.ending;
  }

  take(job: Job): void {
    const { run } = job;
    this.job = job;
    if (!this.opened.has(run)) {
      this.opened.add(run);
      this.thread.postMessage({ type: 'open', run: run.id, cancelled: run.cancelled, ...run.opening });
    }
    this.thread.postMessage({ type: 'task', run: run.id, request: { task: job.task, ...job.work } });
  }

  private hear(message: FromWorker): void {
    if (message.type === 'ready') {
      this.ready = true;
      return this.events.idle();
    }
    const { job } = this;
    if (job === null) return;
    this.grace?.abort();
    this.job = null;
    if (job.run.closed) this.forget(job.run);
    if (message.type === 'done') job.done(message.answer);
    else job.failed(message.detail === null ? new GivenUp() : errorFromDetail(message.detail));
    this.events.idle();
  }

  forget(run: PooledRun): void {
    if (this.job?.run === run) {
      void this.endUnlessDone();
    } else if (this.opened.delete(run)) this.thread.postMessage({ type: 'close', run: run.id });
  }

  /** A thread looks at what it is told only between blocks of rows, and some work has none. */
  private async endUnlessDone(): Promise<void> {
    const grace = new AbortController();
    this.grace = grace;
    await this.clock.sleepUntil(this.clock.now() + GRACE_MS, grace.signal);
    if (!grace.signal.aborted) await this.end();
  }

  async end(): Promise<void> {
    // Its last answer may come after this: what it were given then would die with it.
    this.ending = true;
    await this.thread.terminate();
    // The thread that asks is never ended: it goes on.
    this.ending = false;
  }
}

/** The tasks of one fragment. */
export class PooledRun {
  readonly id: number;
  readonly opening: Opening;
  /** Threads look at it while they work. */
  readonly cancelled = new Int32Array(new SharedArrayBuffer(4));
  closed = false;
  private readonly pool: TaskPool;
  private readonly signal: AbortSignal;

  constructor(pool: TaskPool, id: number, opening: Opening, signal: AbortSignal) {
    this.pool = pool;
    this.id = id;
    this.opening = opening;
    this.signal = signal;
    signal.addEventListener('abort', this.close);
  }

  /**
   * The answers of tasks, in their order.
   *
   * @param ahead how many tasks may be begun before the first of them is asked for
   * @throws the error of the first task, in their order, that fails
   */
  async *answers<T extends Task>(
    tasks: Iterable<T> | AsyncIterable<T>,
    ahead: number,
  ): AsyncGenerator<{ readonly task: T; readonly answer: TaskAnswer }> {
    const begun: { readonly task: T; readonly answer: Promise<TaskAnswer> }[] = [];
    const first = async (): Promise<{ readonly task: T; readonly answer: TaskAnswer }> => {
      const { task, answer } = begun.shift()!;
      try {
        return { task, answer: await answer };
      } catch (error) {
        this.signal.throwIfAborted();
        throw error;
      }
    };
    let number = 0;
    for await (const task of tasks) {
      begun.push({ task, answer: this.begin(number++, task) });
      if (begun.length >= ahead) yield await first();
    }
    while (begun.length > 0) yield await first();
  }

  private begin(task: number, work: Task): Promise<TaskAnswer> {
    const answer = new Promise<TaskAnswer>((done, failed) => {
      if (this.closed) failed(new GivenUp());
      else this.pool.add({ run: this, task, work, done, failed });
    });
    // Whoever waits for an earlier one hears of this one later, or never.
    answer.catch(() => undefined);
    return answer;
  }

  /** Gives up what is not done. */
  readonly close = (): void => {
    if (this.closed) return;
    this.closed = true;
    this.signal.removeEventListener('abort', this.close);
    Atomics.store(this.cancelled, 0, 1);
    this.pool.forget(this);
  };
}

const threadDied = (cause: Error | null): ExternalError =>
  new ExternalError({
    condition: 'TASK_THREAD_STOPPED',
    message: `A thread that ran a part of the query stopped${cause === null ? '' : ` by an error: ${cause.message}`}.`,
    hint: 'Run it again; if it happens again the parts are too large for the memory: session.conf.set("millrace.threads", 1).',
    cause,
  });
