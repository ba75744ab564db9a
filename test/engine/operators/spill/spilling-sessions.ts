import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DataFrame, MillraceSession } from '../../../../index.ts';
import { nodeFileSystem } from '../../../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../../../engine/runtime/system-clock.ts';
import type { FileSystem, ScratchFile } from '../../../../engine/spi/runtime.ts';
import { sessionOn } from '../../../stream/inline-session.ts';

/** What was spilled. */
export class Spilled {
  private readonly folders = new Set<string>();
  files = 0;
  bytes = 0;
  /** Thrown by the next write, once. */
  failure: Error | null = null;

  /** A disk that takes note of what is spilled to it. */
  readonly fileSystem: FileSystem = {
    ...nodeFileSystem(),
    createScratch: async (path) => {
      this.folders.add(dirname(path));
      this.files++;
      const file = await nodeFileSystem().createScratch(path);
      return { ...file, append: (bytes) => this.append(file, bytes) };
    },
  };

  private async append(file: ScratchFile, bytes: Uint8Array): Promise<number> {
    const { failure } = this;
    this.failure = null;
    if (failure !== null) throw failure;
    this.bytes += bytes.length;
    return file.append(bytes);
  }

  /** Folders of spilled rows that are still there. */
  get left(): string[] {
    return [...this.folders].filter((folder) => existsSync(folder));
  }
}

/** Two sessions, one of which may hold little, and what it spills. */
export interface SpillingSessions {
  readonly plenty: MillraceSession;
  readonly little: MillraceSession;
  readonly spilled: Spilled;
}

export async function spillingSessions(): Promise<SpillingSessions> {
  const spilled = new Spilled();
  const plenty = await sessionOn(systemClock, nodeFileSystem());
  const little = await sessionOn(systemClock, spilled.fileSystem);
  return { plenty, little, spilled };
}

/** What a plan gives in both sessions. */
export async function bothWays(
  { plenty, little }: SpillingSessions,
  memory: string,
  plan: (session: MillraceSession) => DataFrame,
): Promise<{ readonly inMemory: readonly unknown[]; readonly spilled: readonly unknown[] }> {
  await little.conf.set('millrace.memory', memory);
  const values = async (session: MillraceSession): Promise<unknown[]> =>
    (await plan(session).collect()).map((row) => Object.values(row));
  return { inMemory: await values(plenty), spilled: await values(little) };
}
