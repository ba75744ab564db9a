import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { canImport, findPythonWith } from '../../../kernel/cli/python.ts';
import type { Answer } from './answer.ts';

interface Reply {
  readonly name?: string;
  readonly ms?: number;
  readonly rows?: Answer;
  readonly error?: string;
}

/** Another engine in a process of its own that answers SQL texts. */
export class Peer {
  readonly name: string;
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  private constructor(name: string, process: ChildProcess, lines: AsyncIterator<string>) {
    this.name = name;
    this.process = process;
    this.lines = lines;
  }

  /** Starts a peer and gives it its tables; null, with the reason printed, when its Python package is not found. */
  static async start(
    module: 'pyspark' | 'duckdb',
    threads: number,
    memory: string,
    setup: readonly string[],
  ): Promise<Peer | null> {
    const python = pythonWith(module);
    if (python === undefined) {
      console.log(`No ${module}: set MILLRACE_SPARK_PYTHON to a Python that has it. Its times stay empty.`);
      return null;
    }
    const script = fileURLToPath(new URL(`${module === 'pyspark' ? 'spark' : 'duckdb'}_peer.py`, import.meta.url));
    const child = spawn(python, [script, String(threads), memory], { stdio: ['pipe', 'pipe', 'ignore'] });
    const reader: Interface = createInterface({ input: child.stdout });
    const lines = reader[Symbol.asyncIterator]();
    const peer = new Peer((await replyOf(lines)).name ?? module, child, lines);
    for (const sql of setup) await peer.run(sql);
    return peer;
  }

  /** Runs a text; the time is that of the peer's own call, milliseconds. */
  async run(sql: string): Promise<{ readonly ms: number; readonly answer: Answer }> {
    this.process.stdin!.write(`${JSON.stringify({ sql })}\n`);
    const { ms, rows, error } = await replyOf(this.lines);
    if (ms === undefined || rows === undefined) throw new Error(`${this.name}: ${error ?? 'no answer'}`);
    return { ms, answer: rows };
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.stdin!.end();
    await ended;
  }
}

async function replyOf(lines: AsyncIterator<string>): Promise<Reply> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error('The peer ended. Run its script by hand to see why.');
  return JSON.parse(value as string) as Reply;
}

/** `MILLRACE_SPARK_PYTHON`, or a Python that is found and has the package. */
export function pythonWith(module: string): string | undefined {
  const given = process.env['MILLRACE_SPARK_PYTHON'];
  return given !== undefined && canImport(given, module) ? given : findPythonWith(module);
}
