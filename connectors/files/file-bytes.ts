import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { Options } from '../../engine/spi/source.ts';
import type { FileStatus, OpenFile } from '../../engine/spi/file-store.ts';
import type { DataFile } from '../../engine/spi/format.ts';
import { isMillraceError } from '../../engine/types/errors.ts';
import { CorruptData, type Codec } from './codecs/codec.ts';
import { codecOfFile } from './codecs/index.ts';
import { CHUNK_BYTES, fileChunks, PIECE_BYTES, rangeChunks, wholeLines, type LineRange } from './file-pieces.ts';
import { corruptFile, unreadable } from './unreadable.ts';

/** Bytes that a file may have, decompressed too: what one buffer holds on every machine. */
const MOST_BYTES = 2 ** 31;
const NOTHING = new Uint8Array(0);

/** The contents of data files: whole, decompressed, or an error that names the file. */
export class FileBytes {
  private readonly fileSystem: FileSystem;
  private readonly ignoreCorrupt: boolean;
  private readonly ignoreMissing: boolean;

  constructor(fileSystem: FileSystem, options: Options) {
    this.fileSystem = fileSystem;
    this.ignoreCorrupt = options['ignoreCorruptFiles']?.toLowerCase() === 'true';
    this.ignoreMissing = options['ignoreMissingFiles']?.toLowerCase() === 'true';
  }

  /** The contents in pieces of whole lines, never more than some of them at a time. */
  async *pieces(path: string, size: number): AsyncGenerator<Uint8Array> {
    const codec = codecOfFile(path);
    const small = codec === null ? size <= PIECE_BYTES : size <= CHUNK_BYTES || codec.decodePieces === undefined;
    if (small) {
      const bytes = await this.read(path);
      if (bytes.length > 0) yield bytes;
      return;
    }
    yield* this.opened(path, (file) =>
      codec === null ? wholeLines(fileChunks(file, PIECE_BYTES)) : this.decompressed(path, file, codec),
    );
  }

  /** A file to be opened; null when it is gone and that is all the same. */
  dataFile(path: string, status: FileStatus | null): DataFile | null {
    if (status === null) {
      if (this.ignoreMissing) return null;
      throw unreadable(path, Object.assign(new Error('it is gone'), { code: 'ENOENT' }));
    }
    const { size, modifiedMs } = status;
    return { path, size, modifiedMs, open: () => this.fileSystem.files.open(path) };
  }

  /** Whether a file can be read from any of its bytes on. */
  isPlain(path: string): boolean {
    return codecOfFile(path) === null;
  }

  /** The lines that begin in a range of a plain file, in pieces of whole lines. */
  lines(path: string, range: LineRange): AsyncGenerator<Uint8Array> {
    const bytes = Math.min(PIECE_BYTES, Math.max(CHUNK_BYTES, range.to - range.from));
    return this.opened(path, (file) => wholeLines(rangeChunks(file, range, bytes)));
  }

  private async *opened(
    path: string,
    read: (file: OpenFile) => AsyncGenerator<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    try {
      const file = await this.fileSystem.files.open(path);
      try {
        yield* read(file);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (isMillraceError(error)) throw error;
      const failure = unreadable(path, error);
      if (!(this.ignoreMissing && failure.condition === 'FAILED_READ_FILE.FILE_NOT_EXIST')) throw failure;
    }
  }

  private async *decompressed(path: string, file: OpenFile, codec: Codec): AsyncGenerator<Uint8Array> {
    try {
      yield* wholeLines(codec.decodePieces!(fileChunks(file, CHUNK_BYTES)));
    } catch (error) {
      if (!(error instanceof CorruptData)) throw error;
      if (!this.ignoreCorrupt) throw corruptFile(path, `as a ${codec.name} file ${error.damage}`);
    }
  }

  /** @param room where the file is read to when the thread has nothing else to do; without it, it is read at once */
  async read(path: string, room?: (size: number) => Uint8Array): Promise<Uint8Array> {
    let bytes: Uint8Array;
    try {
      bytes = await (room === undefined ? this.fileSystem.read(path) : this.fileSystem.readAhead(path, room));
    } catch (error) {
      const failure = unreadable(path, error);
      if (this.ignoreMissing && failure.condition === 'FAILED_READ_FILE.FILE_NOT_EXIST') return NOTHING;
      throw failure;
    }
    const codec = codecOfFile(path);
    if (codec === null || bytes.length === 0) return bytes;
    const decoded = await codec.decode(bytes, MOST_BYTES).catch((error: unknown) => {
      throw unreadable(path, error);
    });
    if (decoded.damage === null) return decoded.bytes;
    if (!this.ignoreCorrupt) throw corruptFile(path, `as a ${codec.name} file ${decoded.damage}`);
    // The line in which the damage begins is not all there.
    return decoded.bytes.subarray(0, decoded.bytes.lastIndexOf(10) + 1);
  }
}
