import type { ByteReader, ByteWriter } from './byte-writer.ts';
import type { LogDictionary } from './log-dictionary.ts';
import { STEP, type LoggedState, type Step } from './logged-state.ts';

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
export function readStores(reader: ByteReader, stores: readonly LoggedState[], ids: readonly number[]): void {
  for (let step = reader.u8() as Step; step !== STEP.end; step = reader.u8() as Step) {
    stores[reader.u32()]!.read(step, reader, ids);
  }
}
