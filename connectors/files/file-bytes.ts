import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { Options } from '../../engine/spi/source.ts';
import { codecOfFile } from './codecs/index.ts';
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

  /** @param ahead whether the thread has other work meanwhile */
  async read(path: string, ahead = false): Promise<Uint8Array> {
    let bytes: Uint8Array;
    try {
      bytes = await (ahead ? this.fileSystem.readAhead(path) : this.fileSystem.read(path));
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
