import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { ReadContext, ReadMetrics } from '../../engine/spi/source.ts';

/** The rows of a file, made before its batch. They count as long as file, columns and ids of strings are the same. */
export class FileAhead {
  private readonly file: FileStatus;
  private readonly context: ReadContext;
  private readonly metrics: ReadMetrics = { malformed: 0, bytes: 0 };
  /** Null when it cannot be read: whoever reads it again hears why. */
  private readonly rows: Promise<readonly RecordBatch[] | null>;
  /** Of the interner, when the rows were made. */
  private generation = -1;

  constructor(file: FileStatus, context: ReadContext, read: (metrics: ReadMetrics) => Promise<readonly RecordBatch[]>) {
    this.file = file;
    this.context = context;
    this.rows = read(this.metrics).then(
      (rows) => {
        this.generation = context.interner.generation;
        return rows;
      },
      () => null,
    );
  }

  /** The rows, when they are those of this file as a batch wants them; malformed ones are counted in its metrics. */
  async take(file: FileStatus | null, context: ReadContext): Promise<readonly RecordBatch[] | null> {
    const rows = await this.rows;
    if (rows === null || !this.isOf(file) || !this.isFor(context)) return null;
    context.metrics.malformed += this.metrics.malformed;
    context.metrics.bytes += this.metrics.bytes;
    return rows;
  }

  private isOf(file: FileStatus | null): boolean {
    const { path, size, modifiedMs } = this.file;
    return file?.path === path && file.size === size && file.modifiedMs === modifiedMs;
  }

  private isFor({ interner, columns, blockRows }: ReadContext): boolean {
    const own = this.context;
    return (
      own.interner === interner &&
      this.generation === interner.generation &&
      own.blockRows === blockRows &&
      own.columns?.join('\0') === columns?.join('\0')
    );
  }
}
