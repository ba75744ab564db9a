import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { Options, OptionSpec } from '../../engine/spi/source.ts';
import { ArgumentError } from '../../engine/types/errors.ts';
import { millisOfText } from '../../engine/types/time-setting.ts';
import { positiveOption } from '../positive-option.ts';
import { globMatcher } from './glob-pattern.ts';

/** What a stream of files has beside what a read of them has. */
export const STREAM_OPTIONS: readonly OptionSpec[] = [
  { name: 'path', description: 'a file, a folder or a pattern' },
  { name: 'maxFilesPerTrigger', description: 'files a batch may take' },
  { name: 'maxBytesPerTrigger', description: 'bytes of files a batch may take, one file at least' },
  { name: 'latestFirst', description: 'whether new files go before old ones', default: 'false' },
  { name: 'maxFileAge', description: 'how much older than the newest file seen a new one may be', default: '7d' },
  {
    name: 'fileNameOnly',
    description: 'whether files of one name are one file, whatever their folder',
    default: 'false',
  },
  { name: 'cleanSource', description: 'what becomes of files that are done: archive, delete, off', default: 'off' },
  { name: 'sourceArchiveDir', description: 'where cleanSource archive moves them' },
];

/** How a stream takes files. */
export interface FileStreamOptions {
  readonly maxFiles: number | null;
  readonly maxBytes: number | null;
  readonly latestFirst: boolean;
  /** Files older than the newest one by more are passed over; Infinity for none. */
  readonly maxAgeMs: number;
  readonly fileNameOnly: boolean;
  readonly clean: CleanSource;
}

/** What becomes of a file whose batch is done. */
export type CleanSource =
  | { readonly mode: 'off' }
  | { readonly mode: 'delete' }
  /** @property folder absolute: a file keeps its whole path below it */
  | { readonly mode: 'archive'; readonly folder: string };

/**
 * The options of a stream of files.
 *
 * Structured Streaming Programming Guide, "Input Sources", file source.
 *
 * @param paths absolute paths that the stream reads
 * @throws ArgumentError when one of them makes no sense
 */
export function fileStreamOptions(
  options: Options,
  fileSystem: FileSystem,
  paths: readonly string[],
): FileStreamOptions {
  const maxFiles = positiveOption(options, 'maxFilesPerTrigger');
  const maxBytes = positiveOption(options, 'maxBytesPerTrigger');
  if (maxFiles !== null && maxBytes !== null) throw bothLimits();
  const latestFirst = options['latestFirst']?.toLowerCase() === 'true';
  const limited = maxFiles !== null || maxBytes !== null;
  return {
    maxFiles,
    maxBytes,
    latestFirst,
    // old files are what is left over then, and not late
    maxAgeMs: latestFirst && limited ? Infinity : ageOf(options['maxFileAge'] ?? '7d'),
    fileNameOnly: options['fileNameOnly']?.toLowerCase() === 'true',
    clean: cleanSourceOf(options, fileSystem, paths),
  };
}

function ageOf(text: string): number {
  const ms = millisOfText(text);
  if (ms !== null) return ms;
  throw new ArgumentError({
    condition: 'INVALID_OPTION',
    message: `Invalid value '${text}' for option 'maxFileAge', must be a time.`,
    hint: 'For example .option("maxFileAge", "7d"), "12h" or "30min"; a bare number is in milliseconds.',
  });
}

function cleanSourceOf(options: Options, fileSystem: FileSystem, paths: readonly string[]): CleanSource {
  const mode = options['cleanSource']?.toLowerCase() ?? 'off';
  if (mode === 'off' || mode === 'delete') return { mode };
  if (mode !== 'archive') throw invalidMode(options['cleanSource']!);
  const given = options['sourceArchiveDir'];
  if (given === undefined) throw noArchive();
  const folder = fileSystem.resolve(given);
  const below = paths.find((path) => mayLieIn(folder, path));
  if (below !== undefined) throw archiveInSource(folder, below);
  return { mode, folder };
}

/** Whether a folder and what a path or a pattern names may lie in one another: as far as both go they match, part by part. */
function mayLieIn(folder: string, path: string): boolean {
  const parts = (text: string): string[] => text.split('/').filter((part) => part !== '');
  const [given, pattern] = [parts(folder), parts(path)];
  return pattern.slice(0, given.length).every((part, i) => globMatcher(part).test(given[i]!));
}

const bothLimits = (): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: "Options 'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set at the same time",
    hint: 'Keep one of them.',
  });

const invalidMode = (mode: string): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: `Invalid mode for clean source option ${mode}. Must be one of archive,delete,off`,
    hint: 'For example .option("cleanSource", "archive").option("sourceArchiveDir", "done").',
  });

const noArchive = (): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: "Archive mode must be used with 'sourceArchiveDir' option.",
    hint: 'Add .option("sourceArchiveDir", "done"), a folder outside of those that are read.',
  });

const archiveInSource = (folder: string, path: string): ArgumentError =>
  new ArgumentError({
    condition: 'java.lang.IllegalArgumentException',
    message: `Base archive path cannot be set to the path where archived path can possibly match with source pattern: ${folder} and ${path} lie in one another.`,
    hint: 'Archive into a folder beside those that are read.',
  });
