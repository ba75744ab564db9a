import { deserialize, serialize } from 'node:v8';
import { packBatch, unpackBatch, type TransferBatch } from '../../columnar/transfer.ts';
import type { RecordBatch } from '../../columnar/vector.ts';
import type { ScratchFile } from '../../spi/runtime.ts';
import type { StructType } from '../../types/data-type.ts';

/** Where a block lies in a file. */
export interface SpilledBlock {
  readonly at: number;
  readonly bytes: number;
}

/** Blocks of columns on disk, written one after the other and read one by one. */
export class SpillFile {
  private readonly file: ScratchFile;

  constructor(file: ScratchFile) {
    this.file = file;
  }

  /** @param value typed arrays, scalars, and arrays and objects of them */
  async write(value: unknown): Promise<SpilledBlock> {
    const block = serialize(value);
    return { at: await this.file.append(block), bytes: block.length };
  }

  async read({ at, bytes }: SpilledBlock): Promise<unknown> {
    const block = new Uint8Array(bytes);
    await this.file.read(block, at);
    return deserialize(block);
  }

  writeRows(batch: RecordBatch): Promise<SpilledBlock> {
    return this.write(packBatch(batch, []));
  }

  async readRows(block: SpilledBlock, schema: StructType): Promise<RecordBatch> {
    return unpackBatch((await this.read(block)) as TransferBatch, schema);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
