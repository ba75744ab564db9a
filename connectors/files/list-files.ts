import type { FileStatus } from '../../engine/spi/file-store.ts';
import type { FileSystem } from '../../engine/spi/runtime.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { committedFiles } from './committed-files.ts';
import { expandSlashGroups, globMatcher, isPattern, withoutEscapes } from './glob-pattern.ts';
import type { ListOptions } from './list-options.ts';
import { partitionsOf, type PartitionName } from './partition-names.ts';
import { unreadable } from './unreadable.ts';

/** The log of a file sink: its files are no data, whatever pattern finds them. */
const LOG = '_spark_metadata';

/** Names that an unfinished or a hidden file has: `_x`, `.x`, `x._COPYING_`; a partition may begin with `_`. */
const isHidden = (name: string): boolean =>
  (name.startsWith('_') && !name.includes('=')) || name.startsWith('.') || name.endsWith('._COPYING_');

/** A data file, and the partitions it lies in. */
export interface ListedFile extends FileStatus {
  readonly partitions: readonly PartitionName[];
}

/**
 * Data files under the given paths, as Spark lists them, oldest first. Folders within folders count when
 * `recursiveFileLookup` is set or when their names are partitions (`a=1`); once there are partitions, nothing else counts.
 *
 * @throws AnalysisError when the names of folders contradict each other
 */
export async function listFiles(
  fileSystem: FileSystem,
  paths: readonly string[],
  options: ListOptions,
): Promise<ListedFile[]> {
  const leaves: Leaf[] = [];
  const bases = new Set<string>();
  for (const path of paths) {
    for (const root of await expand(fileSystem, fileSystem.resolve(path))) {
      bases.add(root.directory ? root.path : folderOf(root.path));
      for (const leaf of await leavesOf(fileSystem, root)) leaves.push(leaf);
    }
  }
  return inPartitions(leaves, bases, options)
    .filter(options.wants)
    .sort((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1));
}

/**
 * @throws AnalysisError PATH_NOT_FOUND when nothing is there, also for a pattern
 * @throws ExternalError when it is neither a file nor a folder
 */
export async function checkPaths(fileSystem: FileSystem, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const full = fileSystem.resolve(path);
    const found = await expand(fileSystem, full);
    if (found.length === 0) throw missing(full);
    const [only] = found;
    if (!isPattern(full) && !only!.directory && !only!.regular) throw unreadable(full, { code: 'EFTYPE' });
  }
}

interface Leaf {
  readonly status: FileStatus;
  /** Named itself, directly in a folder that was named, or in the log of one. */
  readonly direct: boolean;
}

/** All files under a path. */
async function leavesOf(fileSystem: FileSystem, root: FileStatus): Promise<Leaf[]> {
  if (!root.directory) {
    const wanted = root.regular && !isHidden(nameOf(root.path));
    return wanted ? [{ status: root, direct: true }] : [];
  }
  const leaves: Leaf[] = [];
  const walk = async (folder: FileStatus, around: readonly string[]): Promise<void> => {
    const children = await listed(fileSystem, folder.path);
    if (children.some((child) => nameOf(child.path) === LOG)) {
      const logged = committedFiles(fileSystem, folder.path) ?? [];
      for (const status of logged) leaves.push({ status, direct: true });
      return;
    }
    // A link to a folder around it would lead in a circle.
    const inside = [...around, folder.inode ?? folder.path];
    for (const child of children) {
      if (isHidden(nameOf(child.path))) continue;
      if (child.regular) leaves.push({ status: child, direct: folder === root });
      else if (child.directory && !inside.includes(child.inode ?? child.path)) await walk(child, inside);
    }
  };
  if (nameOf(root.path) !== LOG) await walk(root, []);
  return leaves;
}

/** The files that count, with their partitions. */
function inPartitions(
  leaves: readonly Leaf[],
  bases: ReadonlySet<string>,
  { recursive, basePath }: ListOptions,
): ListedFile[] {
  if (recursive) return leaves.map(({ status }) => ({ ...status, partitions: [] }));
  const own = basePath === null ? bases : new Set([basePath]);
  const found = partitionsOf(new Set(leaves.map(({ status }) => folderOf(status.path))), own);
  return leaves.flatMap(({ status, direct }) => {
    const partitions = found.get(folderOf(status.path))!;
    return (found.partitioned ? partitions.length > 0 : direct) ? [{ ...status, partitions }] : [];
  });
}

async function listed(fileSystem: FileSystem, directory: string): Promise<FileStatus[]> {
  try {
    return await fileSystem.files.list(directory);
  } catch (error) {
    throw unreadable(directory, error);
  }
}

/** The files and folders that a path or a pattern names. */
async function expand(fileSystem: FileSystem, path: string): Promise<FileStatus[]> {
  if (!isPattern(path)) return found(fileSystem, [path]);
  const paths = new Set<string>();
  for (const one of expandSlashGroups(path)) for (const match of await matches(fileSystem, one)) paths.add(match);
  return found(fileSystem, [...paths]);
}

async function found(fileSystem: FileSystem, paths: readonly string[]): Promise<FileStatus[]> {
  const all: FileStatus[] = [];
  for (const path of paths) {
    try {
      const status = await fileSystem.files.status(path);
      if (status !== null) all.push(status);
    } catch (error) {
      throw unreadable(path, error);
    }
  }
  return all;
}

async function matches(fileSystem: FileSystem, path: string): Promise<string[]> {
  let level: string[] = ['/'];
  for (const part of path.split('/').filter((part) => part !== '')) {
    if (!isPattern(part)) level = level.map((directory) => fileSystem.join(directory, part));
    else if (!/[{}[\]*?]/.test(part.replace(/\\./gs, ''))) {
      level = level.map((directory) => fileSystem.join(directory, withoutEscapes(part)));
    } else level = await matchesIn(fileSystem, level, globMatcher(part));
  }
  return level;
}

/** What matches in any of some folders. */
async function matchesIn(
  fileSystem: FileSystem,
  paths: readonly string[],
  matcher: { test(name: string): boolean },
): Promise<string[]> {
  const all: string[] = [];
  for (const { path, directory } of await found(fileSystem, paths)) {
    if (!directory) continue;
    const names = (await namesOf(fileSystem, path)).filter((name) => matcher.test(name));
    for (const name of names) all.push(fileSystem.join(path, name));
  }
  return all.sort();
}

async function namesOf(fileSystem: FileSystem, directory: string): Promise<string[]> {
  try {
    return await fileSystem.files.names(directory);
  } catch (error) {
    throw unreadable(directory, error);
  }
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

const missing = (path: string): AnalysisError =>
  new AnalysisError({
    condition: 'PATH_NOT_FOUND',
    sqlState: '42K03',
    message: `Path does not exist: ${path}.`,
    hint: isPattern(path)
      ? 'No file or folder matches the pattern. A character that is meant as itself stands behind a backslash: "a\\\\[1].json".'
      : "Check the path; relative paths start at the notebook's folder.",
  });
