import type { RecordBatch } from '../../engine/columnar/vector.ts';
import type { FormatDefinition } from '../../engine/spi/format.ts';
import {
  defineSource,
  type BatchReader,
  type CutRead,
  type OptionSpec,
  type ReadContext,
  type SourceDefinition,
} from '../../engine/spi/source.ts';
import type { SourceFilter } from '../../engine/spi/source-filter.ts';
import type { StructType } from '../../engine/types/data-type.ts';
import { FileSet, type CutFiles } from './file-set.ts';
import { FileStreamReader } from './file-stream.ts';
import type { ListedFile } from './list-files.ts';
import { LIST_OPTIONS } from './list-options.ts';
import { positiveOption } from '../positive-option.ts';

const STREAM_OPTIONS: readonly OptionSpec[] = [
  { name: 'path', description: 'a file, a folder or a pattern' },
  { name: 'maxFilesPerTrigger', description: 'files a batch may take' },
  { name: 'latestFirst', description: 'whether new files go before old ones', default: 'false' },
];

/** The source of a file format: the same files in batch and in streaming. */
export const fileSource = (format: FormatDefinition): SourceDefinition =>
  defineSource({
    name: format.name,
    description: `files of ${format.description}`,
    options: [...STREAM_OPTIONS, ...LIST_OPTIONS, ...format.reading],
    userSchema: 'allowed',
    batch: async (context) => {
      const files = new FileSet(format, context, false);
      return new FileReader(files, await files.schema());
    },
    stream: async (context) => {
      const files = new FileSet(format, context, true);
      const schema = await files.schema();
      const maxFiles = positiveOption(context.options, 'maxFilesPerTrigger');
      return new FileStreamReader(files, schema, maxFiles, context.options['latestFirst'] === 'true');
    },
    parts: (context, reader) => new FileSet(format, context, false).partReader(reader as CutFiles),
  });

class FileReader implements BatchReader {
  readonly schema: StructType;
  readonly paths: readonly string[];
  private readonly files: FileSet;
  private readonly wants: (path: string) => boolean;

  constructor(files: FileSet, schema: StructType, wants: (path: string) => boolean = () => true) {
    this.files = files;
    this.schema = schema;
    this.paths = files.absolutePaths;
    this.wants = wants;
  }

  private list(): ListedFile[] {
    return this.files.list().filter(({ path }) => this.wants(path));
  }

  async *read(context: ReadContext): AsyncIterable<RecordBatch> {
    for (const file of this.list()) yield* this.files.read(file.path, this.schema, context);
  }

  narrowed(filters: readonly SourceFilter[]): BatchReader | null {
    const wants = this.files.matching(filters);
    return wants === null ? null : new FileReader(this.files, this.schema, wants);
  }

  cut(bytes: number): CutRead {
    return this.files.cut(this.list(), this.schema, bytes);
  }

  generatedCode(): readonly string[] {
    return this.files.generatedCode();
  }
}
