import type { StatefulOperator } from '../../operators/stateful-operator.ts';
import type { FileSystem } from '../../spi/runtime.ts';
import type { LoggedSchema } from '../../state/logged-state.ts';
import { notesOf, notesText, type OperatorNotes, type QueryNotes } from '../../state/query-notes.ts';
import type { StateField } from '../../state/state-column.ts';
import { simpleString } from '../../types/data-type.ts';
import { AnalysisError, ExternalError } from '../../types/errors.ts';
import { damagedFile } from './checkpoint-damage.ts';

/** Whether anything has run on a checkpoint, and whether its changelog is there. */
export interface CheckpointAge {
  readonly hasRun: boolean;
  readonly hasChangelog: boolean;
}

/** `metadata`, which Spark reads too, and `millrace/query.json`: whose the checkpoint is. */
export class QueryIdentity {
  readonly id: string;
  private readonly fileSystem: FileSystem;
  private readonly directory: string;
  private readonly path: string;
  private readonly operators: readonly OperatorNotes[] | null;

  /**
   * @param freshId written where nothing has run yet
   * @throws ExternalError when one of the two files is missing, damaged, or not of the other's query
   */
  constructor(fileSystem: FileSystem, directory: string, age: CheckpointAge, freshId: string) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.path = fileSystem.join(directory, 'millrace', 'query.json');
    const text = fileSystem.readText(this.path);
    if (text === null && age.hasChangelog) throw damagedFile(this.path, 'is missing');
    const noted = text === null ? null : identityOf(text, this.path);
    this.id = queryIdOf(fileSystem, fileSystem.join(directory, 'metadata'), age.hasRun, freshId);
    this.operators = noted?.operators ?? null;
    if (noted !== null && noted.id !== this.id) {
      const names = `names the query ${this.id}, and millrace/query.json the query ${noted.id}`;
      throw damagedFile(fileSystem.join(directory, 'metadata'), names);
    }
  }

  /**
   * Refuses a query whose stateful operators are not the ones that the state belongs to.
   *
   * @param fromTheTop the same operators in the order in which Spark numbers them
   * @param hasCommits whether a batch is done
   * @returns writes the file where there is none, or none that says how to read the state; to be called before the first batch
   */
  check(
    stateful: readonly StatefulOperator[],
    fromTheTop: readonly StatefulOperator[],
    hasCommits: boolean,
  ): () => void {
    const now = stateful.map((operator) => operatorNotes(operator, fromTheTop.indexOf(operator)));
    if (this.operators !== null) {
      checkOperators(this.directory, this.operators, now);
      if (this.operators.every(({ state }) => state !== undefined)) return () => undefined;
    } else if (hasCommits && now.length > 0) throw missingState(this.directory, now[0]!.name);
    return () => this.fileSystem.writeAtomic(this.path, notesText({ id: this.id, operators: now }));
  }
}

function queryIdOf(fileSystem: FileSystem, path: string, hasRun: boolean, freshId: string): string {
  const text = fileSystem.readText(path);
  if (text !== null) {
    const { id } = parsed(text, path);
    if (typeof id === 'string') return id;
    throw damagedFile(path, 'names no query id');
  }
  if (hasRun) throw metadataMissing(path);
  fileSystem.writeAtomic(path, JSON.stringify({ id: freshId }));
  return freshId;
}

const metadataMissing = (path: string): ExternalError =>
  new ExternalError({
    condition: 'STREAMING_CHECKPOINT_MISSING_METADATA_FILE',
    sqlState: '42K03',
    message: `The checkpoint is in an inconsistent state: the file ${path} is missing but offset or commit logs contain data.`,
    hint: 'Restore the file "metadata", or choose a new checkpointLocation to start over.',
  });

function checkOperators(directory: string, before: readonly OperatorNotes[], now: readonly OperatorNotes[]): void {
  now.forEach((operator, i) => {
    const old = before[i];
    if (old === undefined) throw missingState(directory, operator.name);
    if (old.name !== operator.name) throw otherOperators(before, now);
    if (old.keys.join() !== operator.keys.join()) throw keysChanged(old, operator);
    if (old.values.join() !== operator.values.join()) throw valuesChanged(old, operator);
  });
  if (before.length > now.length) throw otherOperators(before, now);
}

function identityOf(text: string, path: string): QueryNotes {
  const notes = notesOf(text, parsed(text, path));
  if (notes === null) throw damagedFile(path, 'is not as it was written');
  return notes;
}

function parsed(text: string, path: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // told below, with the file's name
  }
  throw damagedFile(path, 'is no JSON object');
}

const fieldText = (field: StateField): string => `${field.name}: ${simpleString(field.type)}`;

const operatorNotes = (
  { name, stores, views, properties = '' }: StatefulOperator,
  operatorId: number,
): OperatorNotes => ({
  name,
  keys: stores.flatMap(({ schema }) => [...schema.bucket, ...schema.keys.map(fieldText)].map(inTable(schema))),
  values: stores.flatMap(({ schema }) =>
    schema.values.map(({ type, owned }) => `${simpleString(type)}${owned ? ' in bytes' : ''}`).map(inTable(schema)),
  ),
  state: { operatorId, properties, tables: stores.map(({ schema }) => schema), views },
});

/** Says of which table a column is, where an operator has several. */
const inTable =
  ({ name, many }: LoggedSchema) =>
  (text: string): string =>
    name === undefined ? text : `${name}${many ? '[]' : ''}.${text}`;

const missingState = (directory: string, operator: string): AnalysisError =>
  new AnalysisError({
    condition: 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY',
    sqlState: '42K03',
    message: `Cannot restart streaming query with stateful operator ${operator} because the checkpoint ${directory} holds no state for it.`,
    hint: 'A stateful operator cannot be added to a query that has run: choose a new checkpointLocation.',
  });

const otherOperators = (before: readonly OperatorNotes[], now: readonly OperatorNotes[]): AnalysisError =>
  new AnalysisError({
    condition: 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA',
    sqlState: '42K03',
    message: `Streaming stateful operators do not match: the checkpoint has [${before.map((o) => o.name).join(', ')}], the query [${now.map((o) => o.name).join(', ')}].`,
    hint: 'Restart with the query that made the checkpoint, or choose a new checkpointLocation.',
  });

const keysChanged = (old: OperatorNotes, now: OperatorNotes): AnalysisError =>
  new AnalysisError({
    condition: 'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
    sqlState: 'XXKST',
    message: `Provided key schema does not match existing state key schema. Existing: [${old.keys.join(', ')}], provided: [${now.keys.join(', ')}].`,
    hint: 'Keys of a stateful operator cannot change between restarts: choose a new checkpointLocation.',
  });

const valuesChanged = (old: OperatorNotes, now: OperatorNotes): AnalysisError =>
  new AnalysisError({
    condition: 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
    sqlState: 'XXKST',
    message: `Provided value schema does not match existing state value schema. Existing: [${old.values.join(', ')}], provided: [${now.values.join(', ')}].`,
    hint: 'Aggregates of a query cannot change between restarts: choose a new checkpointLocation.',
  });
