import type { FileSystem } from '../../spi/runtime.ts';
import { SpillFile } from './spill-file.ts';

/** Who holds less than this part of the limit is not asked to spill: it would be little that is spilled, again and again. */
const LEAST_SHARE = 16;

/** What one execution may hold in memory, and where it puts what is beyond. */
export class MemoryBudget {
  /** Bytes. */
  readonly limit: number;
  private readonly fileSystem: FileSystem;
  private readonly claims = new Set<MemoryClaim>();
  private readonly files: SpillFile[] = [];
  private directory: string | null = null;

  constructor(limit: number, fileSystem: FileSystem) {
    this.limit = limit;
    this.fileSystem = fileSystem;
  }

  /** What another operator holds; to be released when it holds nothing more. */
  claim(): MemoryClaim {
    const claim = new MemoryClaim(this);
    this.claims.add(claim);
    return claim;
  }

  forget(claim: MemoryClaim): void {
    this.claims.delete(claim);
  }

  /** Whether one of those who hold something is to spill. */
  isOver({ bytes }: MemoryClaim): boolean {
    if (bytes * LEAST_SHARE < this.limit) return false;
    let held = 0;
    for (const claim of this.claims) held += claim.bytes;
    return held > this.limit;
  }

  /** A new file in the folder of this execution. */
  async file(): Promise<SpillFile> {
    this.directory ??= this.fileSystem.temporaryDirectory(SPILL_PREFIX);
    const path = this.fileSystem.join(this.directory, `${this.files.length}.spill`);
    const file = new SpillFile(await this.fileSystem.createScratch(path));
    this.files.push(file);
    return file;
  }

  /** Removes all that was spilled. */
  async close(): Promise<void> {
    const { directory } = this;
    if (directory === null) return;
    this.directory = null;
    await Promise.all(this.files.map((file) => file.close()));
    this.fileSystem.remove(directory);
  }
}

/** How the folders of spilled rows are called. */
export const SPILL_PREFIX = 'millrace-spill-';

/** What one operator holds. */
export class MemoryClaim {
  bytes = 0;
  private readonly budget: MemoryBudget;

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  /** @returns whether it is too much: then it is to be spilled */
  holds(bytes: number): boolean {
    this.bytes = bytes;
    return this.budget.isOver(this);
  }

  release(): void {
    this.budget.forget(this);
  }
}
