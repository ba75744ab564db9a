import { deserialize } from 'node:v8';
import type { FileSystem } from '../spi/runtime.ts';
import { dstreamError } from './dstream-error.ts';
import { serialized } from './serialized.ts';
import type { StreamGraph } from './stream-graph.ts';
import type { SavedNode } from './stream-node.ts';

/** What a context needs to go on where another ended. Functions are not in it: they come from the program. */
export interface Checkpoint {
  readonly version: 1;
  readonly batchMs: number;
  readonly zeroMs: number;
  /** The last batch whose jobs went well. */
  readonly ms: number;
  readonly shape: readonly string[];
  readonly nodes: readonly SavedNode[];
}

/** Older ones are for the case that the newest cannot be read. */
const KEPT = 10;
const NAME = /^checkpoint-(\d+)$/;

/** Names of the checkpoints in a folder, the newest first. */
const namesIn = (disk: FileSystem, folder: string): string[] =>
  disk
    .names(folder)
    .filter((name) => NAME.test(name))
    .sort((a, b) => timeOf(b) - timeOf(a));

const timeOf = (name: string): number => Number(NAME.exec(name)![1]);

export async function writeCheckpoint(graph: StreamGraph, folder: string, zeroMs: number, ms: number): Promise<void> {
  const { disk, batchMs, shape } = graph;
  const nodes: SavedNode[] = [];
  for (const node of graph.nodes) nodes.push(await node.save());
  const checkpoint: Checkpoint = { version: 1, batchMs, zeroMs, ms, shape, nodes };
  disk.makeDirectory(folder);
  disk.writeAtomic(disk.join(folder, `checkpoint-${ms}`), serialized('the state of a stream', checkpoint));
  for (const name of namesIn(disk, folder).slice(KEPT)) disk.remove(disk.join(folder, name));
}

/** Takes away checkpoints of a later time: they are of another program, whose clock was ahead. */
export function removeLater(disk: FileSystem, folder: string, ms: number): void {
  disk.makeDirectory(folder);
  for (const name of namesIn(disk, folder)) if (timeOf(name) > ms) disk.remove(disk.join(folder, name));
}

/** The newest checkpoint that can be read; null when there is none. @throws ArgumentError DSTREAM.CHECKPOINT_UNREADABLE */
export async function readCheckpoint(disk: FileSystem, folder: string): Promise<Checkpoint | null> {
  const names = namesIn(disk, folder);
  for (const name of names) {
    try {
      const found = deserialize(await disk.read(disk.join(folder, name))) as Checkpoint;
      if (found.version === 1) return found;
    } catch {
      // an older one may be whole
    }
  }
  if (names.length === 0) return null;
  throw dstreamError(
    'CHECKPOINT_UNREADABLE',
    `None of the ${names.length} checkpoints in ${folder} can be read.`,
    'Take another folder, or remove this one to begin anew.',
  );
}

/** Puts what a checkpoint holds into a graph that was told the same steps. */
export function restoreInto(graph: StreamGraph, checkpoint: Checkpoint, folder: string): void {
  const { shape, batchMs } = graph;
  const other = checkpoint.batchMs !== batchMs || checkpoint.shape.join('\n') !== shape.join('\n');
  if (other) {
    const at = shape.findIndex((step, i) => step !== checkpoint.shape[i]);
    const [here, there] = [shape[at] ?? 'nothing', checkpoint.shape[at === -1 ? shape.length : at] ?? 'nothing'];
    throw dstreamError(
      'CHECKPOINT_OF_OTHER_PROGRAM',
      `The checkpoint in ${folder} is of another program: batches of ${checkpoint.batchMs} ms and the step ${there}, here ${batchMs} ms and ${here}.`,
      'Say the same steps in the same order, or take another folder.',
    );
  }
  const refusing = graph.nodes.find(({ options }) => options.refusesRestart !== undefined);
  if (refusing !== undefined) {
    throw dstreamError(
      'INPUT_CANNOT_RESTART',
      `${refusing.name} cannot go on from a checkpoint: ${refusing.options.refusesRestart}.`,
      'Read files, or a receiver with spark.streaming.receiver.writeAheadLog.enable.',
    );
  }
  checkpoint.nodes.forEach((saved, i) => graph.nodes[i]!.restore(saved, (rows) => rowsAgain(graph, rows)));
}

const rowsAgain = (graph: StreamGraph, rows: readonly unknown[]) => graph.sc.computed(async () => [rows]);
