import type { FileSystem } from '../spi/runtime.ts';
import type { StatefulNode } from '../operators/physical-node.ts';
import type { StateField } from '../state/state-column.ts';
import { AnalysisError, ExternalError } from '../types/errors.ts';
import { simpleString } from '../types/data-type.ts';
import { CommitLog, OffsetLog } from './offset-log.ts';

interface OperatorSchema {
  readonly name: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

/** The folder that a query continues from: Spark's layout, and our own files under `millrace/`. */
export class Checkpoint {
  readonly offsets: OffsetLog;
  readonly commits: CommitLog;
  /** Survives restarts. */
  readonly queryId: string;
  readonly directory: string;
  private readonly fileSystem: FileSystem;

  constructor(fileSystem: FileSystem, directory: string, freshId: string) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.offsets = new OffsetLog(fileSystem, fileSystem.join(directory, 'offsets'));
    this.commits = new CommitLog(fileSystem, fileSystem.join(directory, 'commits'));
    this.queryId = this.readId(freshId);
  }

  private readId(freshId: string): string {
    const path = this.fileSystem.join(this.directory, 'metadata');
    const text = this.fileSystem.readText(path);
    if (text !== null) {
      const id = parsed(text, path)['id'];
      if (typeof id === 'string') return id;
      throw corrupt(path, 'it names no query id');
    }
    if (this.offsets.batches().length > 0) {
      throw new ExternalError({
        condition: 'STREAMING_CHECKPOINT_MISSING_METADATA_FILE',
        sqlState: '42K03',
        message: `Checkpoint location ${this.directory} is in an inconsistent state: the metadata file is missing but offset or commit logs contain data.`,
        hint: 'Restore the file "metadata", or choose a new checkpointLocation to start over.',
      });
    }
    this.fileSystem.makeDirectory(this.directory);
    this.fileSystem.writeAtomic(path, JSON.stringify({ id: freshId }));
    return freshId;
  }

  sourceDirectory(index: number): string {
    return this.fileSystem.join(this.directory, 'sources', String(index));
  }

  /** Removes the log entries of a batch that nobody will go back to. */
  forget(batchId: number): void {
    this.offsets.retire(batchId);
    this.commits.retire(batchId);
  }

  async close(): Promise<void> {
    await this.offsets.close();
    await this.commits.close();
  }

  get millraceDirectory(): string {
    return this.fileSystem.join(this.directory, 'millrace');
  }

  /** Refuses a query whose stateful operators are not the ones that the state belongs to. */
  checkOperators(stateful: readonly StatefulNode[], hasCommits: boolean): void {
    const path = this.fileSystem.join(this.millraceDirectory, 'operators.json');
    const now = stateful.map(operatorSchema);
    const text = this.fileSystem.readText(path);
    if (text === null) {
      if (hasCommits && now.length > 0) throw missingState(this.directory, now[0]!.name);
      this.fileSystem.writeAtomic(path, JSON.stringify(now));
      return;
    }
    const before = parsed(text, path) as unknown as OperatorSchema[];
    now.forEach((operator, i) => {
      const old = before[i];
      if (old === undefined) throw missingState(this.directory, operator.name);
      if (old.name !== operator.name) throw otherOperators(before, now);
      if (old.keys.join() !== operator.keys.join()) throw keysChanged(old, operator);
      if (old.values.join() !== operator.values.join()) throw valuesChanged(old, operator);
    });
    if (before.length > now.length) throw otherOperators(before, now);
  }
}

const fieldText = (field: StateField): string => `${field.name}: ${simpleString(field.type)}`;

const operatorSchema = (node: StatefulNode): OperatorSchema => ({
  name: node.name,
  keys: [...node.state.schema.bucket, ...node.state.schema.keys.map(fieldText)],
  values: node.state.schema.values.map((field) => simpleString(field.type)),
});

function parsed(text: string, path: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw corrupt(path, 'it is no JSON');
  }
}

const corrupt = (path: string, why: string): ExternalError =>
  new ExternalError({
    condition: 'CHECKPOINT_FILE_CORRUPT',
    message: `The checkpoint file ${path} cannot be read: ${why}.`,
    hint: 'Restore the checkpoint from a copy, or choose a new checkpointLocation to start over.',
  });

const missingState = (directory: string, operator: string): AnalysisError =>
  new AnalysisError({
    condition: 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY',
    sqlState: '42K03',
    message: `Cannot restart streaming query with stateful operator ${operator} because the checkpoint ${directory} holds no state for it.`,
    hint: 'A stateful operator cannot be added to a query that has run: choose a new checkpointLocation.',
  });

const otherOperators = (before: readonly OperatorSchema[], now: readonly OperatorSchema[]): AnalysisError =>
  new AnalysisError({
    condition: 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA',
    sqlState: '42K03',
    message: `Streaming stateful operators do not match: the checkpoint has [${before.map((o) => o.name).join(', ')}], the query [${now.map((o) => o.name).join(', ')}].`,
    hint: 'Restart with the query that made the checkpoint, or choose a new checkpointLocation.',
  });

const keysChanged = (old: OperatorSchema, now: OperatorSchema): AnalysisError =>
  new AnalysisError({
    condition: 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
    sqlState: 'XXKST',
    message: `Provided key schema does not match existing state key schema. Existing: [${old.keys.join(', ')}], provided: [${now.keys.join(', ')}].`,
    hint: 'Keys of a stateful operator cannot change between restarts: choose a new checkpointLocation.',
  });

const valuesChanged = (old: OperatorSchema, now: OperatorSchema): AnalysisError =>
  new AnalysisError({
    condition: 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
    sqlState: 'XXKST',
    message: `Provided value schema does not match existing state value schema. Existing: [${old.values.join(', ')}], provided: [${now.values.join(', ')}].`,
    hint: 'Aggregates of a query cannot change between restarts: choose a new checkpointLocation.',
  });
