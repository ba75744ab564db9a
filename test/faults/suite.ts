/**
 * `npm run suite:faults -- [--seed N] [--only NAME]`: tries the faults that a running query meets, each by the hundred, and
 * prints what came of them: the last line is one JSON object in which all but the tries must be 0.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { kafkaServer } from '../../kernel/cli/servers/kafka-server.ts';
import { damageFaults } from './damage.ts';
import { failingDiskFaults } from './failing-disk.ts';
import type { FaultCounts } from './fault-counts.ts';
import { kafkaFaults } from './kafka-faults.ts';
import { killFaults } from './kills.ts';
import { secondOwnerFaults } from './second-owners.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, only: { type: 'string' } } });
const seed = Number(values.seed);
const tell = (text: string): void => console.log(`  ${text}`);

const suites: Readonly<Record<string, () => Promise<FaultCounts>>> = {
  kills: () => killFaults({ seed, kills: 100 }, tell),
  damage: () => damageFaults({ seed, cases: 5200 }, tell),
  'failing disk': () => failingDiskFaults({ every: 1 }, tell),
  'second owners': () => secondOwnerFaults({ owners: 20 }, tell),
  kafka: () => kafkaFaults({ seed, cuts: 20, silenceMs: 30_000, say: tell }),
};

const chosen = Object.entries(suites).filter(([name]) => values.only === undefined || name.startsWith(values.only));
const broker = chosen.some(([name]) => name === 'kafka') ? await startedBroker() : 'not asked for';
const results: Record<string, FaultCounts> = {};
for (const [name, run] of chosen) {
  if (name === 'kafka' && broker === 'missing') continue;
  const started = performance.now();
  const counts = await run();
  results[name] = counts;
  console.log(`${name}: ${JSON.stringify(counts)} in ${Math.round((performance.now() - started) / 1000)} s`);
}
if (broker === 'started here') await kafkaServer.down();
const sum = (key: keyof FaultCounts): number => Object.values(results).reduce((n, counts) => n + counts[key], 0);
const total = Object.fromEntries(
  (['tries', 'lost', 'doubled', 'wrong', 'hung', 'unclear'] as const).map((key) => [key, sum(key)]),
);
console.log(JSON.stringify({ seed, ...total }));
process.exitCode = Object.entries(total).some(([key, n]) => key !== 'tries' && n > 0) ? 1 : 0;

/** A broker for the faults of a network: the one that runs, or one of our own, gone when all is done. */
async function startedBroker(): Promise<'runs already' | 'started here' | 'missing'> {
  if ((await kafkaServer.status()) !== null) return 'runs already';
  const missing = kafkaServer.needs.filter((name) => spawnSync(name, ['-version']).error !== undefined);
  if (missing.length > 0) {
    console.log(`The faults of Kafka's network are left out: no ${missing.join(' and no ')} on the path.`);
    return 'missing';
  }
  await kafkaServer.up(tell);
  return 'started here';
}
