/** JSON files to windows by key, with a checkpoint: rows a second against JSON.parse + Map. */
import { benchOptions } from './bench-options.ts';
import { printDurableFigures } from './durable-figures.ts';
import { writeEventFiles } from './event-files.ts';
import { filesAgainstMaps } from './files-against-maps.ts';
import { answerText, rowsPerSecond } from './window-run.ts';

const options = benchOptions();
const input = writeEventFiles(options.directory, 100, 10_000, options.seed);
const { ours, peers } = await filesAgainstMaps(input, options);
printDurableFigures({
  name: 'json-window',
  unit: 'rows/s',
  ours: ours.map(rowsPerSecond),
  peers: peers.map(rowsPerSecond),
  peer: 'JSON.parse + Map, one write and fdatasync a batch',
  rows: ours[0]!.rows,
  directory: options.directory,
  answers: [answerText(ours.at(-1)!.answer), answerText(peers.at(-1)!.answer)],
});
