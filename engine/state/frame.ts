import { hashBytes, type Interner } from '../columnar/interner.ts';
import { ByteReader, type ByteWriter } from './byte-writer.ts';
import type { LogDictionary } from './log-dictionary.ts';
import { STEP, type KeyWatcher, type LoggedState, type Step, type StepReader } from './logged-state.ts';

/** Writes what a batch changed in the tables, or everything. */
export function writeStores(
  writer: ByteWriter,
  stores: readonly LoggedState[],
  dictionary: LogDictionary,
  whole: boolean,
): void {
  stores.forEach((store, index) => {
    const begin = (step: Step): void => {
      writer.u8(step);
      writer.u32(index);
    };
    store.write({ writer, dictionary, begin }, whole);
  });
  writer.u8(STEP.end);
}

/** Applies what `writeStores` wrote; `ids` gives the interner's id of each text number. */
export function readStores(
  reader: ByteReader,
  stores: readonly StepReader[],
  ids: readonly number[],
  changes?: KeyWatcher,
): void {
  for (let step = reader.u8() as Step; step !== STEP.end; step = reader.u8() as Step) {
    stores[reader.u32()]!.read(step, reader, ids, changes);
  }
}

/**
 * Applies the state of a batch.
 *
 * @param payload of its frame
 * @param ids of the texts of the frames before it in its file; those of this one are put behind them
 */
export function readState(
  payload: Uint8Array,
  stores: readonly StepReader[],
  interner: Interner,
  ids: number[],
  changes?: KeyWatcher,
): void {
  const reader = new ByteReader(payload);
  // What the batch read.
  reader.block();
  for (let n = reader.u32(); n > 0; n--) {
    const text = reader.block();
    ids.push(interner.internBytes(text, 0, text.length, hashBytes(text, 0, text.length)));
  }
  readStores(reader, stores, ids, changes);
}
