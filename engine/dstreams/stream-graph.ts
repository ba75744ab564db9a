import { nodeFileSystem } from '../runtime/node-file-system.ts';
import type { MillraceSession } from '../api/session.ts';
import type { Clock, FileSystem } from '../spi/runtime.ts';
import { dstreamError } from './dstream-error.ts';
import { SparkContext } from './spark-context.ts';
import type { StreamNode } from './stream-node.ts';
import type { ReceiverTracker } from './receiver-tracker.ts';

/** What is done with one batch of a stream. */
export interface Output {
  /** `print`, `foreachRDD`. */
  readonly name: string;
  readonly node: StreamNode<unknown>;
  /** @returns null when the stream has no RDD at this time */
  job(ms: number): Promise<(() => Promise<void>) | null>;
}

export type ContextState = 'INITIALIZED' | 'ACTIVE' | 'STOPPED';

/**
 * All steps that a context was told, in order.
 *
 * @internal
 */
export class StreamGraph {
  readonly session: MillraceSession;
  readonly sc: SparkContext;
  readonly batchMs: number;
  readonly clock: Clock;
  readonly disk: FileSystem = nodeFileSystem();
  readonly nodes: StreamNode<unknown>[] = [];
  readonly outputs: Output[] = [];
  readonly receivers: ReceiverTracker[] = [];
  /** What ends with the context. */
  readonly atEnd: (() => Promise<void>)[] = [];
  checkpointFolder: string | null = null;
  rememberMs = 0;
  state: ContextState = 'INITIALIZED';

  constructor(session: MillraceSession, batchMs: number, clock: Clock) {
    this.session = session;
    this.sc = new SparkContext(session);
    this.batchMs = batchMs;
    this.clock = clock;
  }

  register(node: StreamNode<unknown>): number {
    this.refuseUnlessNew(node.name);
    return this.nodes.push(node) - 1;
  }

  addOutput(output: Output): void {
    this.refuseUnlessNew(output.name);
    this.outputs.push(output);
  }

  /** @throws ArgumentError DSTREAM.CONTEXT_STARTED, DSTREAM.CONTEXT_STOPPED */
  refuseUnlessNew(what: string): void {
    if (this.state === 'INITIALIZED') return;
    const [condition, when] =
      this.state === 'ACTIVE' ? ['CONTEXT_STARTED', 'was started'] : ['CONTEXT_STOPPED', 'was stopped'];
    throw dstreamError(
      condition,
      `${what} cannot be added: inputs, transformations and output operations are fixed once a context ${when}.`,
      'Say all of them before ssc.start(); to change them make a new StreamingContext.',
    );
  }

  /** Every step that an output needs begins; windows tell how far they look back. */
  initialize(zeroMs: number): void {
    for (const { node } of this.outputs) {
      node.initialize(zeroMs);
      node.remember(this.rememberMs);
    }
  }

  forget(ms: number): void {
    for (const node of this.nodes) node.forget(ms);
  }

  /** What a program must have in common with the one whose checkpoint it goes on with. */
  get shape(): string[] {
    return this.nodes.map(
      ({ name, parents, slideMs, options: { looksBackMs } }) =>
        `${name}(${parents.map(({ id }) => id).join()}) ${slideMs} ms${looksBackMs === undefined ? '' : ` over ${looksBackMs} ms`}`,
    );
  }
}
