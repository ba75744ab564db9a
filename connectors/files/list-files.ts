import type { FileStatus, FileSystem } from '../../engine/spi/runtime.ts';
import { AnalysisError } from '../../engine/types/errors.ts';
import { committedFiles } from './committed-files.ts';

/** Data files under the given paths: folders, files or patterns; hidden files (`_`, `.`) are no data. Oldest first. */
export function listFiles(fileSystem: FileSystem, paths: readonly string[]): FileStatus[] {
  const files: FileStatus[] = [];
  for (const path of paths) {
    for (const start of expand(fileSystem, fileSystem.resolve(path))) collect(fileSystem, start, files, true);
  }
  return files.sort((a, b) => a.modifiedMs - b.modifiedMs || (a.path < b.path ? -1 : 1));
}

/** @throws AnalysisError when a path without a pattern does not exist */
export function checkPaths(fileSystem: FileSystem, paths: readonly string[]): void {
  for (const path of paths) {
    const full = fileSystem.resolve(path);
    if (!isPattern(full) && fileSystem.status(full) === null) throw missing(full);
  }
}

function collect(fileSystem: FileSystem, status: FileStatus, into: FileStatus[], top: boolean): void {
  const name = status.path.slice(status.path.lastIndexOf('/') + 1);
  const hidden = (name.startsWith('_') && !name.includes('=')) || name.startsWith('.');
  if (hidden && !top) return;
  if (!status.directory) {
    into.push(status);
    return;
  }
  const logged = committedFiles(fileSystem, status.path);
  if (logged !== null) {
    into.push(...logged);
    return;
  }
  for (const child of fileSystem.list(status.path)) collect(fileSystem, child, into, false);
}

/** Whether a path names files by a pattern. */
export const isPattern = (path: string): boolean => /[*?[{]/.test(path);

/** The files and folders that a path with `*`, `?`, `[...]` and `{a,b}` names. */
function expand(fileSystem: FileSystem, path: string): FileStatus[] {
  if (!isPattern(path)) {
    const status = fileSystem.status(path);
    return status === null ? [] : [status];
  }
  const parts = path.split('/').filter((part) => part !== '');
  let level: string[] = ['/'];
  for (const part of parts) {
    level = level.flatMap((directory) => {
      if (!isPattern(part)) {
        const child = fileSystem.join(directory, part);
        return fileSystem.exists(child) ? [child] : [];
      }
      const matches = new RegExp(`^${patternSource(part)}$`);
      return fileSystem
        .list(directory)
        .map((s) => s.path)
        .filter((p) => matches.test(p.slice(p.lastIndexOf('/') + 1)));
    });
  }
  return level.map((p) => fileSystem.status(p)).filter((s) => s !== null);
}

function patternSource(part: string): string {
  return part
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replace(/\{([^}]*)\}/g, (_, list: string) => `(?:${list.split(',').join('|')})`);
}

const missing = (path: string): AnalysisError =>
  new AnalysisError({
    condition: 'PATH_NOT_FOUND',
    sqlState: '42K03',
    message: `Path does not exist: ${path}.`,
    hint: "Check the path; relative paths start at the notebook's folder.",
  });
