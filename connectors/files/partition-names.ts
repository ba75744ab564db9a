import { AnalysisError } from '../../engine/types/errors.ts';

/** A folder's name as a column and its value: `country=PT`. */
export interface PartitionName {
  readonly column: string;
  /** Null is written as `__HIVE_DEFAULT_PARTITION__`. */
  readonly value: string | null;
}

/** What stands for null in the name of a folder, as Hive and Spark write it. */
const NULL_FOLDER = '__HIVE_DEFAULT_PARTITION__';

/**
 * The partitions that a folder lies in, outermost first: the row of `k=v` names nearest to it, below the bases.
 *
 * @param bases folders whose own names and those around them are no partitions
 * @returns where the row begins, too; the folder itself when it is in none
 */
export function partitionNames(
  folder: string,
  bases: ReadonlySet<string>,
): { readonly names: PartitionName[]; readonly from: string } {
  const names: PartitionName[] = [];
  for (let at = folder; at !== '' && !bases.has(at); at = at.slice(0, at.lastIndexOf('/'))) {
    const name = partitionName(at.slice(at.lastIndexOf('/') + 1));
    if (name !== null) names.unshift(name);
    else if (names.length > 0) return { names, from: at };
    if (name !== null && bases.has(at.slice(0, at.lastIndexOf('/')))) {
      return { names, from: at.slice(0, at.lastIndexOf('/')) };
    }
  }
  return { names, from: names.length > 0 ? '' : folder };
}

/** The partitions of folders that hold data. */
export interface Partitions {
  readonly partitioned: boolean;
  get(folder: string): readonly PartitionName[] | undefined;
}

/** @throws AnalysisError when the folders do not make one table */
export function partitionsOf(folders: ReadonlySet<string>, bases: ReadonlySet<string>): Partitions {
  const names = new Map<string, PartitionName[]>();
  const starts = new Set<string>();
  const shapes = new Map<string, string>();
  for (const folder of folders) {
    const found = partitionNames(folder, bases);
    names.set(folder, found.names);
    starts.add(found.from);
    if (found.names.length === 0) continue;
    const shape = found.names.map(({ column }) => column);
    shapes.set(shape.join(', ').toLowerCase(), folder);
  }
  if (shapes.size > 0 && starts.size > 1) throw conflictingFolders([...starts]);
  if (shapes.size > 1) throw conflictingNames([...shapes]);
  return { partitioned: shapes.size > 0, get: (folder) => names.get(folder) };
}

function partitionName(folder: string): PartitionName | null {
  const at = folder.indexOf('=');
  if (at <= 0) return null;
  const value = unescaped(folder.slice(at + 1));
  if (value === '') throw emptyValue(folder);
  return { column: unescaped(folder.slice(0, at)), value: value === NULL_FOLDER ? null : value };
}

/** A folder's name for a value; null and the empty text have none of their own. */
export const partitionFolder = (column: string, value: string | null): string =>
  `${escaped(column)}=${value === null || value === '' ? NULL_FOLDER : escaped(value)}`;

/** Characters that no folder may have are written as `%` and two digits, as Hive does. */
const escaped = (text: string): string =>
  text.replace(
    /[\x01-\x1f"#%'*/:=?\\\x7f{[\]^]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

const unescaped = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const CURE = 'Read each of them by itself, or set .option("recursiveFileLookup", "true") to have no partition columns.';

const conflictingNames = (shapes: readonly (readonly [columns: string, folder: string])[]): AnalysisError =>
  new AnalysisError({
    condition: 'CONFLICTING_PARTITION_COLUMN_NAMES',
    sqlState: 'KD009',
    message: `Conflicting partition column names detected: ${shapes.map(([columns, folder]) => `${columns} (${folder})`).join('; ')}.`,
    hint: `Folders of partitions have the same names on all ways down. ${CURE}`,
  });

const conflictingFolders = (folders: readonly string[]): AnalysisError =>
  new AnalysisError({
    condition: 'CONFLICTING_DIRECTORY_STRUCTURES',
    sqlState: 'KD009',
    message: `Conflicting directory structures detected. Suspicious paths: ${folders.slice(0, 10).join(', ')}.`,
    hint: `If the paths are partitions, set .option("basePath", ...) to the folder of the table. ${CURE}`,
  });

const emptyValue = (folder: string): AnalysisError =>
  new AnalysisError({
    condition: 'EMPTY_PARTITION_COLUMN_VALUE',
    sqlState: 'KD009',
    message: `Found an empty partition column value in the path segment '${folder}'. Each partition directory must have a non-empty value after the '=' sign (e.g., 'col=value').`,
    hint: 'Rename the folder; null is written as __HIVE_DEFAULT_PARTITION__.',
  });
