import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import type { MillraceSession } from '../../index.ts';
import { CaseJudge } from '../golden/judge/case-judge.ts';
import type { Verdict } from '../golden/judge/verdict.ts';
import type { QuestionKind } from './questions/index.ts';
import type { SparkPeer } from './spark-peer.ts';

const TABLES = fileURLToPath(new URL('../golden/batch/tables.json', import.meta.url));

/** A case that both engines answer differently. */
export interface Difference {
  /** The question with Spark's answer. */
  readonly answered: object;
  readonly verdict: Extract<Verdict, { readonly verdict: 'different' }>;
}

export interface Search {
  readonly seed: number;
  readonly runs: number;
  /** By `performance.now()`. */
  readonly endMs: number;
  readonly peer: SparkPeer;
  readonly session: MillraceSession;
  /** Counts grow as questions are asked; those by which a difference is made small are not counted. */
  readonly counts: { asked: number; equal: number; unsupported: number };
}

const SHRINK_MS = 90_000;

/** Asks questions until one is answered differently, and makes that one small; null where all are equal. */
export async function firstDifference({ questions }: QuestionKind, search: Search): Promise<Difference | null> {
  const { seed, runs, endMs, peer, session, counts } = search;
  const judge = new CaseJudge(session);
  let found: Difference | null = null;
  let shrinksUntil = Infinity;
  const property = fc.asyncProperty(questions, async (question) => {
    if (found === null ? performance.now() > endMs : performance.now() > shrinksUntil) return;
    const answered = await peer.answered(question);
    const verdict = await judge.judge(answered, TABLES);
    if (found === null) {
      counts.asked++;
      if (verdict.verdict !== 'different') counts[verdict.verdict]++;
    }
    if (verdict.verdict !== 'different') return;
    if (found === null) shrinksUntil = performance.now() + SHRINK_MS;
    found = { answered, verdict };
    throw new Error('it differs');
  });
  await fc.check(property, { seed, numRuns: runs });
  return found;
}
