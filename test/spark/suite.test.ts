import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MillraceSession } from '../../index.ts';
import { MillraceSession as Session } from '../../index.ts';
import { SEED } from '../fuzz/fuzz-seed.ts';
import { firstDifference } from './first-difference.ts';
import { QUESTIONS } from './questions/index.ts';
import { NO_SPARK, SparkPeer } from './spark-peer.ts';

const RUNS = 8;
const peer = await SparkPeer.start();

describe.skipIf(peer === null)(`random questions${peer === null ? ` (skipped: ${NO_SPARK})` : ''}`, () => {
  let session: MillraceSession;
  beforeAll(async () => {
    session = await Session.builder.config('spark.sql.session.timeZone', 'UTC').create();
  });
  afterAll(async () => {
    await session.stop();
    await peer!.stop();
  });

  test.each(QUESTIONS)(`of $name are answered as Spark does (seed ${SEED})`, { timeout: 300_000 }, async (kind) => {
    const counts = { asked: 0, equal: 0, unsupported: 0 };
    const search = { seed: SEED, runs: RUNS, endMs: Infinity, peer: peer!, session, counts };
    expect(await firstDifference(kind, search)).toBeNull();
    expect(counts.equal).toBeGreaterThan(0);
  });
});
