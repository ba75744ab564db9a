import type { FileLock, FileSystem } from '../../spi/runtime.ts';
import { ExternalError } from '../../types/errors.ts';

/** Who runs a query, as others are told. */
export interface Owner {
  /** `process 4711 on anas-laptop`. */
  readonly process: string;
  readonly query: string;
  readonly since: string;
}

/**
 * The right to write into a checkpoint: one query at a time has it, among all processes. The operating system ends it with
 * the process, however that dies.
 */
export class CheckpointLease {
  private readonly lock: FileLock;
  private readonly fileSystem: FileSystem;
  private readonly directory: string;

  private constructor(lock: FileLock, fileSystem: FileSystem, directory: string) {
    this.lock = lock;
    this.fileSystem = fileSystem;
    this.directory = directory;
  }

  /**
   * @param folder the part of the checkpoint that is ours
   * @throws ExternalError CHECKPOINT_IN_USE with the owner's name
   */
  static take(fileSystem: FileSystem, directory: string, folder: string, owner: Owner): CheckpointLease {
    const note = fileSystem.join(folder, 'owner.json');
    const lock = fileSystem.lock(fileSystem.join(folder, 'lease'));
    if (lock === null) throw inUse(directory, ownerText(fileSystem.readText(note)));
    try {
      fileSystem.writeAtomic(note, JSON.stringify(owner));
    } catch (error) {
      lock.release();
      throw error;
    }
    return new CheckpointLease(lock, fileSystem, directory);
  }

  /** @throws ExternalError CHECKPOINT_GONE when the checkpoint was deleted or replaced under the query */
  check(): void {
    if (!this.lock.held()) throw checkpointGone(this.directory);
  }

  /** The error, or what stands behind it: a file of the checkpoint fails when the whole checkpoint went. */
  explain(error: unknown): unknown {
    return this.fileSystem.exists(this.directory) && this.lock.held() ? error : checkpointGone(this.directory);
  }

  release(): void {
    this.lock.release();
  }
}

function ownerText(text: string | null): string {
  try {
    const owner = JSON.parse(text ?? '') as Owner;
    return `${owner.query} of ${owner.process} since ${owner.since}`;
  } catch {
    return 'another query';
  }
}

const inUse = (directory: string, owner: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_IN_USE',
    message: `The checkpoint ${directory} is in use by ${owner}.`,
    hint: 'Stop that query, or give this one a checkpointLocation of its own.',
  });

const checkpointGone = (directory: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_GONE',
    message: `The checkpoint ${directory} was deleted or replaced while the query ran.`,
    hint: 'Put it back from a copy and start the query again, or start over in a new checkpointLocation; stop a query before its checkpoint is deleted.',
  });
