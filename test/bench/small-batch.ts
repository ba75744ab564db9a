/** The same query with 100 rows a file: the time from batch to batch, median, against JSON.parse + Map. */
import { benchOptions } from './bench-options.ts';
import { printDurableFigures } from './durable-figures.ts';
import { writeEventFiles } from './event-files.ts';
import { filesAgainstMaps } from './files-against-maps.ts';
import { median } from './kernel-figures.ts';
import { answerText } from './window-run.ts';

const options = benchOptions();
const input = writeEventFiles(options.directory, 300, 100, options.seed);
const { ours, peers } = await filesAgainstMaps(input, options);
printDurableFigures({
  name: 'small-batch',
  unit: 'ms',
  ours: ours.map((run) => median(run.batchMs)),
  peers: peers.map((run) => median(run.batchMs)),
  peer: 'JSON.parse + Map, one write and fdatasync a batch',
  rows: ours[0]!.rows,
  directory: options.directory,
  answers: [answerText(ours.at(-1)!.answer), answerText(peers.at(-1)!.answer)],
});
