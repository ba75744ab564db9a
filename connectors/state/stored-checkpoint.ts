import type { FileSystem } from '../../engine/spi/runtime.ts';
import type { OpenFile } from '../../engine/spi/file-store.ts';
import { changelogName, firstBatchesIn } from '../../engine/state/changelog-history.ts';
import { notesOf, type OperatorNotes } from '../../engine/state/query-notes.ts';
import type { OperatorState } from '../../engine/state/state-view.ts';
import { noCommittedBatch, noOperatorMetadata } from './state-errors.ts';

/** An operator whose state can be read. */
export type ReadableOperator = OperatorNotes & { readonly state: OperatorState };

/** Longest `query.json` that is believed to be one. */
const MOST_NOTES = 64 << 20;

/**
 * A checkpoint as somebody sees it who does not run its query, which may be running meanwhile: nothing is locked, changed or
 * held open.
 */
export class StoredCheckpoint {
  readonly directory: string;
  private readonly fileSystem: FileSystem;

  constructor(fileSystem: FileSystem, directory: string) {
    this.fileSystem = fileSystem;
    this.directory = directory;
  }

  private path(...names: string[]): string {
    return this.fileSystem.join(this.directory, ...names);
  }

  /** Batches that are done, ascending. */
  async committed(): Promise<number[]> {
    return (await this.fileSystem.files.names(this.path('commits')))
      .flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
      .sort((a, b) => a - b);
  }

  /** The last batch that is done. @throws AnalysisError STDS_COMMITTED_BATCH_UNAVAILABLE */
  async lastCommitted(): Promise<number> {
    const last = (await this.committed()).at(-1);
    if (last === undefined) throw noCommittedBatch(this.directory);
    return last;
  }

  /** @throws AnalysisError STDS_COMMITTED_BATCH_UNAVAILABLE for a batch that is not done */
  async checkCommitted(batchId: number): Promise<void> {
    const batches = await this.committed();
    if (batches.length === 0) throw noCommittedBatch(this.directory);
    if (batches.includes(batchId)) return;
    throw noCommittedBatch(this.directory, ` ${batchId}`, `Batches ${batches[0]} to ${batches.at(-1)} are done.`);
  }

  /**
   * The query's stateful operators, in the order in which the changelog has them; none where no query has run.
   *
   * @throws AnalysisError STDS_FAILED_TO_READ_OPERATOR_METADATA
   */
  async operators(): Promise<readonly ReadableOperator[]> {
    const path = this.path('millrace', 'query.json');
    const text = await this.smallText(path);
    if (text === null) {
      const ofSpark = (await this.fileSystem.files.names(this.path('state'))).length > 0;
      if (!ofSpark && (await this.committed()).length === 0) return [];
      const cure = ofSpark ? 'The state of this checkpoint is Spark’s: read it with Spark.' : 'Restore the checkpoint from a copy.'; // prettier-ignore
      throw noOperatorMetadata(path, 'is not there', cure);
    }
    const notes = notesOf(text, parsed(text));
    if (notes === null)
      throw noOperatorMetadata(path, 'is not as it was written', 'Restore the checkpoint from a copy.');
    return notes.operators.map((operator) => {
      if (isReadable(operator)) return operator;
      throw noOperatorMetadata(
        path,
        'is of an earlier version, which did not write down how state is read',
        'Start the query once and let it do a batch: then its state can be read.',
      );
    });
  }

  private async smallText(path: string): Promise<string | null> {
    const { files } = this.fileSystem;
    if ((await files.status(path)) === null) return null;
    const file = await files.open(path);
    try {
      const bytes = new Uint8Array(Math.min(file.size, MOST_NOTES));
      return new TextDecoder().decode(bytes.subarray(0, await file.read(bytes, 0)));
    } finally {
      await file.close();
    }
  }

  /** First batches of the files of the changelog, ascending: with the state after it each file begins. */
  async changelogs(): Promise<number[]> {
    return firstBatchesIn(await this.fileSystem.files.names(this.path('millrace')));
  }

  changelogPath(first: number): string {
    return this.path('millrace', changelogName(first));
  }

  /** @returns null when the query has taken the file away since it was listed */
  async openChangelog(first: number): Promise<OpenFile | null> {
    try {
      return await this.fileSystem.files.open(this.changelogPath(first));
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return null;
      throw error;
    }
  }
}

const isReadable = (operator: OperatorNotes): operator is ReadableOperator => operator.state !== undefined;

function parsed(text: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
