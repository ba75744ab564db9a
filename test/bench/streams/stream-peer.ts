import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../operations/peer.ts';

/** What a peer made of all batches of a query. */
export interface PeerRun {
  readonly ms: number;
  /** Sums over all rows, where they were asked for. */
  readonly totals: readonly number[] | null;
}

/** Another engine that runs the same streaming query, in a process of its own. */
export class StreamPeer {
  readonly name: string;
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  private constructor(name: string, process: ChildProcess, lines: AsyncIterator<string>) {
    this.name = name;
    this.process = process;
    this.lines = lines;
  }

  /** Null, with the reason printed, where its Python package is not found. */
  static async start(engine: 'spark' | 'duckdb', threads: number): Promise<StreamPeer | null> {
    const module = engine === 'spark' ? 'pyspark' : 'duckdb';
    const python = process.argv.includes('--no-peers') ? undefined : pythonWith(module);
    if (python === undefined) {
      console.log(`No ${module} beside it: set MILLRACE_SPARK_PYTHON to a Python that has it.`);
      return null;
    }
    const script = fileURLToPath(new URL('peers.py', import.meta.url));
    const child = spawn(python, ['-B', script, engine, String(threads)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { name } = await replyOf<{ readonly name: string }>(lines);
    return new StreamPeer(name, child, lines);
  }

  /** @throws Error what went wrong there */
  async run(query: string, folders: readonly string[], checkpoint: string, totals: boolean): Promise<PeerRun> {
    this.process.stdin!.write(`${JSON.stringify({ query, folders, checkpoint, totals })}\n`);
    const answer = await replyOf<PeerRun & { readonly error?: string }>(this.lines);
    if (answer.error !== undefined) throw new Error(`${this.name}: ${answer.error}`);
    return answer;
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.stdin!.end();
    await ended;
  }
}

async function replyOf<T>(lines: AsyncIterator<string>): Promise<T> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error('The peer ended. Run streams/peers.py by hand to see why.');
  return JSON.parse(value as string) as T;
}
