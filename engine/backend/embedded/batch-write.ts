import type { RecordBatch } from '../../columnar/vector.ts';
import type { ScanPlan } from '../../operators/scan/plan.ts';
import { isNode, planNodes, type PlanNode } from '../../plan/plan-node.ts';
import type { BatchWriter, EncodedRows, SaveMode, SinkDefinition } from '../../spi/sink.ts';
import { AnalysisError, ArgumentError } from '../../types/errors.ts';

const MODES: Readonly<Record<string, SaveMode>> = {
  append: 'append',
  overwrite: 'overwrite',
  ignore: 'ignore',
  error: 'error',
  errorifexists: 'error',
  default: 'error',
};

/** @throws ArgumentError INVALID_SAVE_MODE */
export function saveModeOf(mode: string): SaveMode {
  const known = MODES[mode.toLowerCase()];
  if (known === undefined || !Object.hasOwn(MODES, mode.toLowerCase())) throw invalidMode(mode);
  return known;
}

/** Gives all rows to a writer and commits; a failure takes back what can be taken back. */
export async function writeBatches(
  batches: AsyncIterable<RecordBatch | EncodedRows>,
  writer: BatchWriter,
): Promise<void> {
  try {
    for await (const rows of batches) await ('bytes' in rows ? writer.addEncoded!(rows) : writer.add(rows));
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** @throws AnalysisError UNSUPPORTED_OVERWRITE.PATH when the plan reads what the write replaces */
export function checkOverwrite(plan: PlanNode, path: string, mode: SaveMode): void {
  if (mode !== 'overwrite') return;
  const covers = (a: string, b: string): boolean => a === b || b.startsWith(`${a}/`);
  for (const node of planNodes(plan)) {
    if (!isNode<ScanPlan>(node, 'scan')) continue;
    const read = node.reader.paths?.find((own) => covers(path, own) || covers(own, path));
    if (read !== undefined) throw readsWhatItReplaces(read);
  }
}

export const noBatchWrite = ({ name }: SinkDefinition): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_FEATURE.BATCH_WRITE',
    sqlState: '0A000',
    message: `The sink '${name}' is for streams: df.write does not write it.`,
    hint: 'Show rows with df.show(), keep them with createOrReplaceTempView, or write files.',
  });

export const writeOfStream = (): AnalysisError =>
  new AnalysisError({
    condition: 'CALL_ON_STREAMING_DATASET_UNSUPPORTED',
    sqlState: '42KDE',
    message: 'The method `write` can not be called on streaming Dataset/DataFrame.',
    hint: 'A stream is written with df.writeStream ... start().',
  });

const invalidMode = (mode: string): ArgumentError =>
  new ArgumentError({
    condition: 'INVALID_SAVE_MODE',
    sqlState: '42000',
    message: `The specified save mode "${mode}" is invalid. Valid save modes include "append", "overwrite", "ignore", "error", "errorifexists", and "default".`,
    hint: 'For example .mode("overwrite").',
  });

const readsWhatItReplaces = (path: string): AnalysisError =>
  new AnalysisError({
    condition: 'UNSUPPORTED_OVERWRITE.PATH',
    sqlState: '42902',
    message: `Can't overwrite the target that is also being read from. The target path is "${path}".`,
    hint: 'Write to another folder first.',
  });
