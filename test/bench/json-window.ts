/** JSON files to windows by key, with a checkpoint: rows a second against JSON.parse + Map. */
import { MillraceSession } from '../../index.ts';
import { benchOptions, WARM_UPS } from './bench-options.ts';
import { printDurableFigures } from './durable-figures.ts';
import { writeEventFiles } from './event-files.ts';
import { runMapPeer } from './map-peer.ts';
import { answerText, runWindowQuery, type WindowRun } from './window-run.ts';

const { directory, seed, runs } = benchOptions();
const input = writeEventFiles(directory, 100, 10_000, seed);
const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
const ours: WindowRun[] = [];
const peers: WindowRun[] = [];
// Some runs each to warm up, then in turn.
for (let run = -WARM_UPS; run < runs; run++) {
  const mine = await runWindowQuery(session, input.directory, directory);
  const other = runMapPeer(input.directory, directory);
  if (run < 0) continue;
  ours.push(mine);
  peers.push(other);
}
await session.stop();
const rate = (run: WindowRun): number => (run.rows / run.elapsedMs) * 1000;
printDurableFigures({
  name: 'json-window',
  unit: 'rows/s',
  ours: ours.map(rate),
  peers: peers.map(rate),
  peer: 'JSON.parse + Map, one write and fdatasync a batch',
  rows: ours[0]!.rows,
  directory,
  answers: [answerText(ours.at(-1)!.answer), answerText(peers.at(-1)!.answer)],
});
