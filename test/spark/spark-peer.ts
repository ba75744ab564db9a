import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../bench/operations/peer.ts';

const SCRIPT = fileURLToPath(new URL('../golden/record/one_by_one.py', import.meta.url));
const TABLES = fileURLToPath(new URL('../golden/batch/tables.json', import.meta.url));

/** Why nothing is asked where there is no Spark. */
export const NO_SPARK =
  'No Spark is found: set MILLRACE_SPARK_PYTHON to a Python that has pyspark 4.3, and have Java 17.';

/** Real Spark in a process of its own, which answers cases one by one. */
export class SparkPeer {
  readonly version: string;
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  private constructor(version: string, process: ChildProcess, lines: AsyncIterator<string>) {
    this.version = version;
    this.process = process;
    this.lines = lines;
  }

  /** Null where no Python with PySpark is found. */
  static async start(): Promise<SparkPeer | null> {
    const python = pythonWith('pyspark');
    if (python === undefined) return null;
    const child = spawn(python, ['-B', SCRIPT, TABLES], { stdio: ['pipe', 'pipe', 'ignore'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { version } = await replyOf<{ readonly version: string }>(lines);
    return new SparkPeer(version, child, lines);
  }

  /** The question with what Spark answers, in the form of `test/golden`. */
  async answered<Q extends object>(question: Q): Promise<Q> {
    this.process.stdin!.write(`${JSON.stringify(question)}\n`);
    return { ...question, ...(await replyOf<object>(this.lines)) };
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.stdin!.end();
    await ended;
  }
}

async function replyOf<T>(lines: AsyncIterator<string>): Promise<T> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error(`Spark ended. Run ${SCRIPT} by hand to see why.`);
  return JSON.parse(value as string) as T;
}
