/** The same query with 100 rows a file: the time from batch to batch, median, against JSON.parse + Map. */
import { MillraceSession } from '../../index.ts';
import { benchOptions, WARM_UPS } from './bench-options.ts';
import { printDurableFigures } from './durable-figures.ts';
import { writeEventFiles } from './event-files.ts';
import { median } from './kernel-figures.ts';
import { runMapPeer } from './map-peer.ts';
import { answerText, runWindowQuery, type WindowRun } from './window-run.ts';

const { directory, seed, runs } = benchOptions();
const input = writeEventFiles(directory, 300, 100, seed);
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const ours: WindowRun[] = [];
const peers: WindowRun[] = [];
for (let run = -WARM_UPS; run < runs; run++) {
  const mine = await runWindowQuery(session, input.directory, directory);
  const other = runMapPeer(input.directory, directory);
  if (run < 0) continue;
  ours.push(mine);
  peers.push(other);
}
await session.stop();
printDurableFigures({
  name: 'small-batch',
  unit: 'ms',
  ours: ours.map((run) => median(run.batchMs)),
  peers: peers.map((run) => median(run.batchMs)),
  peer: 'JSON.parse + Map, one write and fdatasync a batch',
  rows: ours[0]!.rows,
  directory,
  answers: [answerText(ours.at(-1)!.answer), answerText(peers.at(-1)!.answer)],
});
