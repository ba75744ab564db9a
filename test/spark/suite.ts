/**
 * Random questions to Millrace and to real Spark: `npm run suite:spark -- [--minutes N] [--seed N] [--kind KIND,..] [--keep]`.
 *
 * A difference is made small and printed; `--keep` adds it to `test/golden/found`. The last line is one JSON object. Exit
 * code 1 when anything differs.
 */
import { parseArgs } from 'node:util';
import { MillraceSession } from '../../index.ts';
import { keepFound } from './found.ts';
import { firstDifference } from './first-difference.ts';
import { QUESTIONS } from './questions/index.ts';
import { NO_SPARK, SparkPeer } from './spark-peer.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    kind: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
const kinds = QUESTIONS.filter(({ name }) => values.kind === undefined || values.kind.split(',').includes(name));
const peer = await SparkPeer.start();
if (peer === null || kinds.length === 0) {
  console.error(
    peer === null ? NO_SPARK : `There are questions of the kinds ${QUESTIONS.map(({ name }) => name).join(', ')}.`,
  );
  await peer?.stop();
  process.exit(2);
}
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const endMs = performance.now() + Number(values.minutes) * 60_000;
console.log(`Spark ${peer.version}, seed ${values.seed}`);
const counts = { asked: 0, equal: 0, different: 0, unsupported: 0 };
for (let seed = Number(values.seed), turn = 0; performance.now() < endMs; seed++, turn++) {
  const kind = kinds[turn % kinds.length]!;
  const found = await firstDifference(kind, { seed, runs: 25, endMs, peer, session, counts });
  if (found === null) continue;
  counts.different++;
  console.log(`differs (${kind.name}, seed ${seed}): ${JSON.stringify(found.answered)}`);
  console.log(`  expected ${JSON.stringify(found.verdict.expected)}\n  got      ${JSON.stringify(found.verdict.got)}`);
  if (values.keep) keepFound(kind.name, seed, found.answered);
}
await session.stop();
await peer.stop();
console.log(JSON.stringify({ name: 'spark', spark: peer.version, seed: Number(values.seed), ...counts }));
process.exitCode = counts.different > 0 ? 1 : 0;
