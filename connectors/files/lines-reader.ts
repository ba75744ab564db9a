import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { Decoder, LinesFormat } from '../../engine/spi/format.ts';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { Options, ReadContext } from '../../engine/spi/source.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import type { FileBytes } from './file-bytes.ts';
import { FileDecoders } from './file-decoders.ts';
import type { LineRange } from './file-pieces.ts';
import type { FileReader, ReadFile } from './file-reader.ts';

/** Files of lines, decoded piece by piece. */
export class LinesReader implements FileReader {
  readonly splits: boolean;
  private readonly bytes: FileBytes;
  private readonly decoders: FileDecoders;
  private bytesAhead = new Uint8Array(0);

  constructor(format: LinesFormat, bytes: FileBytes, options: Options, timeZone: string) {
    this.splits = format.splits(options);
    this.bytes = bytes;
    this.decoders = new FileDecoders(format, options, timeZone);
  }

  readColumns(schema: StructType, wanted: StructType): StructType {
    return this.decoders.needsAllColumns ? schema : wanted;
  }

  async *read({ path, status }: ReadFile, columns: StructType, context: ReadContext): AsyncIterable<RecordBatch> {
    const decoder = this.decoders.of(columns, context.interner);
    if (!this.splits) {
      yield* blocks(decoder, await this.bytes.read(path), true, path, context);
      return;
    }
    yield* decoded(decoder, this.bytes.pieces(path, status?.size ?? 0), true, path, context);
  }

  readLines(path: string, range: LineRange, columns: StructType, context: ReadContext): AsyncIterable<RecordBatch> {
    const decoder = this.decoders.of(columns, context.interner);
    return decoded(decoder, this.bytes.lines(path, range), range.from === 0, path, context);
  }

  async readAhead({ path }: FileStatus, columns: StructType, context: ReadContext): Promise<readonly RecordBatch[]> {
    const decoder = this.decoders.of(columns, context.interner);
    const room = decoder.copies === true ? this.room : (size: number) => new Uint8Array(size);
    return [...blocks(decoder, await this.bytes.read(path, room), true, path, context)];
  }

  /** Files are read into the same bytes one after another: fresh ones cost more than to read into them. */
  private readonly room = (size: number): Uint8Array => {
    if (this.bytesAhead.length < size) this.bytesAhead = new Uint8Array(size);
    return this.bytesAhead;
  };

  generatedCode(): readonly string[] {
    return this.decoders.generatedCode();
  }
}

async function* decoded(
  decoder: Decoder,
  pieces: AsyncIterable<Uint8Array>,
  fromBeginning: boolean,
  path: string,
  context: ReadContext,
): AsyncIterable<RecordBatch> {
  let first = fromBeginning;
  for await (const piece of pieces) {
    yield* blocks(decoder, piece, first, path, context);
    first = false;
  }
}

function blocks(
  decoder: Decoder,
  bytes: Uint8Array,
  first: boolean,
  origin: string,
  { metrics, limit, ...context }: ReadContext,
): Iterable<RecordBatch> {
  const blockRows = Math.min(context.blockRows, Math.max(1, limit));
  metrics.bytes += bytes.length;
  return decoder.decode({ bytes, first, origin, metrics, blockRows });
}
