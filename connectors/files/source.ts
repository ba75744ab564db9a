import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import {
  defineSource,
  type BatchReader,
  type CutRead,
  type ReadContext,
  type SourceDefinition,
} from '../../engine/spi/source.ts';
import type { SourceFilter } from '../../engine/spi/source-filter.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import { ArgumentError } from '../../engine/types/errors.ts';
import { FileSet, type CutFiles } from './file-set.ts';
import { FileStreamReader } from './file-stream.ts';
import { fileStreamOptions, STREAM_OPTIONS } from './file-stream-options.ts';
import type { ListedFile } from './list-files.ts';
import { LIST_OPTIONS } from './list-options.ts';

/** The source of a file format: the same files in batch and in streaming. */
export const fileSource = (format: FormatDefinition): SourceDefinition =>
  defineSource({
    name: format.name,
    description: `files of ${format.description}`,
    options: [...STREAM_OPTIONS, ...LIST_OPTIONS, ...format.reading],
    userSchema: 'allowed',
    batch: async (context) => {
      const files = await FileSet.found(format, context, false);
      const listed = await files.list();
      return new FileReader(files, await files.schema(listed), listed);
    },
    stream: async (context) => {
      const files = await FileSet.found(format, context, true);
      const schema = await files.schema(await files.list());
      const options = fileStreamOptions(context.options, context.fileSystem, files.absolutePaths);
      if (options.clean.mode !== 'off' && files.isSinkFolder()) throw cleansSinkFolder();
      return new FileStreamReader(files, schema, options);
    },
    parts: (context, reader) => new FileSet(format, context, false).partReader(reader as CutFiles),
  });

class FileReader implements BatchReader {
  readonly schema: StructType;
  readonly paths: readonly string[];
  private readonly files: FileSet;
  /** What was there when the plan was made. */
  private readonly listed: readonly ListedFile[];
  /** What rows must fulfil to be of use. */
  private readonly filters: readonly SourceFilter[];
  private readonly wants: (path: string) => boolean;

  constructor(
    files: FileSet,
    schema: StructType,
    listed: readonly ListedFile[],
    filters: readonly SourceFilter[] = [],
  ) {
    this.files = files;
    this.listed = listed;
    this.schema = schema;
    this.paths = files.absolutePaths;
    this.filters = filters;
    this.wants = files.matching(filters) ?? (() => true);
  }

  /** All that is there now: a stream that is joined with files reads them again for each batch. */
  async *read(context: ReadContext): AsyncIterable<RecordBatch> {
    for (const { path } of await this.files.list()) {
      if (this.wants(path)) yield* this.files.read(path, this.schema, context, this.filters);
    }
  }

  narrowed(filters: readonly SourceFilter[]): BatchReader | null {
    const isOfUse = this.files.format.read !== undefined || this.files.matching(filters) !== null;
    return isOfUse ? new FileReader(this.files, this.schema, this.listed, filters) : null;
  }

  cut(bytes: number): CutRead {
    const wanted = this.listed.filter(({ path }) => this.wants(path));
    return this.files.cut(wanted, this.schema, bytes, this.filters);
  }

  generatedCode(): readonly string[] {
    return this.files.generatedCode();
  }
}

const cleansSinkFolder = (): ArgumentError =>
  new ArgumentError({
    condition: '_LEGACY_ERROR_TEMP_2045',
    message: 'Clean up source files is not supported when reading from the output directory of FileStreamSink.',
    hint: 'Leave cleanSource out: readers of that folder go by its log.',
  });
