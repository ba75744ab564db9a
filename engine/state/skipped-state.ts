import type { ByteReader } from './byte-writer.ts';
import { readColumn } from './column-frame.ts';
import { STEP, type LoggedSchema, type Step, type StepReader } from './logged-state.ts';
import { newStateColumn, type StateColumn } from './state-column.ts';

/** A table that nobody asked for: its steps are read over, and nothing of it is kept. */
export class SkippedState implements StepReader {
  private readonly keys: readonly StateColumn[];
  private readonly values: readonly StateColumn[];
  private readonly many: boolean;

  constructor({ keys, values, many }: LoggedSchema) {
    this.keys = keys.map((field) => newStateColumn(field, 'key', 1));
    this.values = values.map((field) => newStateColumn(field, 'value', 1));
    this.many = many === true;
  }

  read(step: Step, reader: ByteReader, ids: readonly number[]): void {
    if (!this.many) reader.block();
    if (step === STEP.drop) return;
    if (step === STEP.removeKeys) {
      reader.block();
      return;
    }
    const count = reader.u32();
    if (this.many) reader.raw(count * 4);
    const columns = [
      ...(step === STEP.leave || step === STEP.change ? [] : this.keys),
      ...(step === STEP.leave || step === STEP.remove ? [] : this.values),
    ];
    for (const column of columns) readColumn(reader, column, count, ids);
  }
}
