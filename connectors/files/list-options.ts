import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { Options, OptionSpec } from '../../engine/spi/source.ts';
import { AnalysisError, ArgumentError } from '../../engine/types/errors.ts';
import { parseTimestampText } from '../../engine/types/parse-date-time.ts';
import { globMatcher } from './glob-pattern.ts';

/** Which files of a folder count, and what becomes of those that cannot be read. */
export const LIST_OPTIONS: readonly OptionSpec[] = [
  { name: 'recursiveFileLookup', description: 'whether all folders below count, without partitions', default: 'false' },
  { name: 'basePath', description: 'the folder below which names of folders are partitions' },
  { name: 'pathGlobFilter', description: 'a pattern for the names of files' },
  { name: 'modifiedBefore', description: 'only files changed before this time, in batch' },
  { name: 'modifiedAfter', description: 'only files changed after this time, in batch' },
  { name: 'ignoreCorruptFiles', description: 'whether damaged files are passed over', default: 'false' },
  { name: 'ignoreMissingFiles', description: 'whether files that are gone are passed over', default: 'false' },
];

/** What a listing looks for. */
export interface ListOptions {
  readonly recursive: boolean;
  /** Absolute. */
  readonly basePath: string | null;
  wants(file: FileStatus): boolean;
}

/** @throws AnalysisError, ArgumentError when an option makes no sense */
export function listOptions(
  options: Options,
  { fileSystem, timeZone }: { readonly fileSystem: FileSystem; readonly timeZone: string },
  streaming: boolean,
): ListOptions {
  const name = options['pathGlobFilter'] === undefined ? null : globMatcher(options['pathGlobFilter']);
  const time = (option: string): number | null => {
    const text = options[option];
    if (text === undefined) return null;
    if (streaming) throw notInStreams(option);
    const micros = parseTimestampText(text, timeZone);
    if (micros === undefined) throw notATime(option, text);
    return Number(micros / 1000n);
  };
  const before = time('modifiedBefore');
  const after = time('modifiedAfter');
  const { basePath } = options;
  return {
    recursive: options['recursiveFileLookup']?.toLowerCase() === 'true',
    basePath: basePath === undefined ? null : fileSystem.resolve(basePath),
    wants: ({ path, modifiedMs }) =>
      (name === null || name.test(path.slice(path.lastIndexOf('/') + 1))) &&
      (before === null || modifiedMs < before) &&
      (after === null || modifiedMs > after),
  };
}

const notInStreams = (option: string): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: `option '${option}' is not allowed in file stream sources.`,
    hint: 'Leave it out, or use session.read.',
  });

const notATime = (option: string, text: string): AnalysisError =>
  new AnalysisError({
    condition: '_LEGACY_ERROR_TEMP_1294',
    message: `The timestamp provided for the '${option}' option is invalid. The expected format is 'YYYY-MM-DDTHH:mm:ss', but the provided timestamp: ${text}.`,
    hint: `For example .option("${option}", "2026-01-31T12:00:00").`,
  });
