import type { DataFrame } from '../../../index.ts';
import { median } from '../kernel-figures.ts';
import { answerOf, sameAnswer, type Answer } from './answer.ts';
import type { Operation, Tables } from './operation.ts';
import type { Peer } from './peer.ts';
import { emptied } from './tables.ts';

const WARM_UPS = 2;

/** Times in milliseconds, null where an engine has no answer. */
export interface Figures {
  readonly name: string;
  readonly kind: string;
  readonly ours: number | null;
  readonly spark: number | null;
  readonly duckdb: number | null;
  /** What went wrong, by engine. */
  readonly failures: readonly string[];
  /** Why DuckDB's answer is not compared. */
  readonly note: string | null;
}

type Run = () => Promise<{ readonly ms: number; readonly answer: Answer }>;

/** One run of ours: the answer and how long it took. */
export async function runOurs(operation: Operation, tables: Tables): ReturnType<Run> {
  const begin = performance.now();
  const result = operation.ours(tables);
  const timed = result instanceof Promise ? await result : await (result as DataFrame).collect({ bigint: true });
  const ms = performance.now() - begin;
  const rows = timed ?? (await operation.written!.ours(tables).collect({ bigint: true }));
  return { ms, answer: answerOf(rows) };
}

/** One run of another engine; `{out}`, `{json}` and `{csv}` of the texts are the folders. */
export async function runPeer(
  peer: Peer,
  sql: string,
  answerSql: string | undefined,
  paths: Tables['paths'],
): ReturnType<Run> {
  const run = (text: string): ReturnType<Run> =>
    peer.run(text.replace(/\{(out|json|csv)\}/g, (_, name: keyof Tables['paths']) => paths[name]));
  const timed = await run(sql);
  return answerSql === undefined ? timed : { ms: timed.ms, answer: (await run(answerSql)).answer };
}

/** Runs an operation in turn in all engines: some runs to warm up, then the median of those that count. */
export async function measure(
  operation: Operation,
  tables: Tables,
  { spark, duckdb, runs }: { readonly spark: Peer | null; readonly duckdb: Peer | null; readonly runs: number },
): Promise<Figures> {
  const { name, kind, written, duckdbDiffers } = operation;
  const { out } = tables.paths;
  const engines: Record<'ours' | 'spark' | 'duckdb', Run | null> = {
    ours: () => runOurs(operation, tables),
    spark: spark === null ? null : () => runPeer(spark, operation.sql, written?.sql, tables.paths),
    duckdb:
      duckdb === null || operation.duckdb === null
        ? null
        : () => runPeer(duckdb, operation.duckdb!, written?.duckdb, tables.paths),
  };
  const failures: string[] = [];
  const [ours, sparks, ducks] = [[], [], []] as [number[], number[], number[]];
  const times = { ours, spark: sparks, duckdb: ducks };
  const answers: Partial<Record<string, Answer>> = {};
  const failed = new Set<string>();
  for (let run = -WARM_UPS; run < runs; run++) {
    for (const engine of ['ours', 'spark', 'duckdb'] as const) {
      const work = engines[engine];
      if (work === null || failed.has(engine)) continue;
      emptied(out);
      try {
        const { ms, answer } = await work();
        answers[engine] = answer;
        if (run >= 0) times[engine].push(ms);
      } catch (error) {
        failed.add(engine);
        failures.push(`${engine}: ${(error as Error).message.split('\n')[0]}`);
      }
    }
  }
  for (const engine of ['spark', 'duckdb'] as const) {
    const [own, peers] = [answers['ours'], answers[engine]];
    if (own === undefined || peers === undefined || (engine === 'duckdb' && duckdbDiffers !== undefined)) continue;
    if (sameAnswer(own, peers)) continue;
    failures.push(`ours answers ${JSON.stringify(own)}, ${engine} ${JSON.stringify(peers)}`);
  }
  const of = (engine: 'ours' | 'spark' | 'duckdb'): number | null =>
    failed.has(engine) || times[engine].length === 0 ? null : median(times[engine]);
  return {
    name,
    kind,
    ours: of('ours'),
    spark: of('spark'),
    duckdb: of('duckdb'),
    failures,
    note: duckdbDiffers ?? null,
  };
}
