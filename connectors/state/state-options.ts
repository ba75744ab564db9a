import type { ConnectorContext, Options, OptionSpec } from '../../engine/spi/source.ts';
import {
  conflicting,
  emptyValue,
  invalidValue,
  negativeValue,
  notABoolean,
  notANumber,
  unspecified,
} from './state-errors.ts';

/** Spark's `StateSourceOptions`. */
export const STATE_OPTIONS: readonly OptionSpec[] = [
  { name: 'path', description: 'the checkpointLocation of the query' },
  { name: 'batchId', description: 'the state after which batch', default: 'the last that is done' },
  { name: 'operatorId', description: 'which stateful operator, counted from the top of the plan down', default: '0' },
  { name: 'storeName', description: 'which store of the operator', default: 'default' },
  { name: 'joinSide', description: 'which side of a stream-stream join: left, right or none', default: 'none' },
  { name: 'stateVarName', description: 'which state variable of transformWithState' },
  { name: 'readRegisteredTimers', description: 'whether the timers of transformWithState are read', default: 'false' },
  { name: 'flattenCollectionTypes', description: 'whether each item of a list or map is a row', default: 'true' },
  { name: 'readChangeFeed', description: 'whether what batches changed is read', default: 'false' },
  { name: 'changeStartBatchId', description: 'the first batch whose changes are read' },
  { name: 'changeEndBatchId', description: 'the last batch whose changes are read', default: 'the last that is done' },
  { name: 'snapshotStartBatchId', description: 'the batch whose snapshot the state is built from' },
  { name: 'snapshotPartitionId', description: 'the partition of that snapshot: there is one, 0' },
];

export interface StateOptions {
  readonly directory: string;
  readonly operatorId: number;
  readonly storeName: string;
  readonly joinSide: 'left' | 'right' | 'none';
  readonly stateVarName: string | null;
  readonly readRegisteredTimers: boolean;
  readonly flattenCollectionTypes: boolean;
  /** Null for the last that is done. */
  readonly batchId: number | null;
  readonly snapshotStartBatchId: number | null;
  /** Null where the state itself is read. */
  readonly changes: { readonly start: number; readonly end: number | null } | null;
}

/** The folder of the checkpoint. @throws AnalysisError STDS_REQUIRED_OPTION_UNSPECIFIED */
export function checkpointOf({ options, paths, fileSystem }: ConnectorContext): string {
  const [path = options['path'], ...more] = paths;
  if (path === undefined || more.length > 0)
    throw unspecified('path', 'Give load(...) one folder: the checkpointLocation of the query.');
  return fileSystem.resolve(path);
}

/** Refuses in Spark's order, so that of two mistakes the same is told. @throws AnalysisError STDS_... */
export function stateOptions(context: ConnectorContext): StateOptions {
  const { options } = context;
  const directory = checkpointOf(context);
  const operatorId = countIn(options, 'operatorId') ?? 0;
  const storeName = options['storeName']?.trim() ?? DEFAULT_STORE;
  if (storeName === '') throw emptyValue('storeName');
  const stateVarName = options['stateVarName']?.trim() ?? null;
  const readRegisteredTimers = flagIn(options, 'readRegisteredTimers', false);
  if (readRegisteredTimers && stateVarName !== null) throw conflicting('readRegisteredTimers', 'stateVarName');
  const flattenCollectionTypes = flagIn(options, 'flattenCollectionTypes', true);
  const joinSide = sideIn(options);
  if (joinSide !== 'none' && storeName !== DEFAULT_STORE) throw conflicting('joinSide', 'storeName');
  const which = { directory, operatorId, storeName, joinSide, stateVarName, readRegisteredTimers };
  const batches = isFeed(options) ? changesIn(options, joinSide) : snapshotIn(options);
  return { ...which, flattenCollectionTypes, ...batches };
}

const DEFAULT_STORE = 'default';

type Batches = Pick<StateOptions, 'batchId' | 'snapshotStartBatchId' | 'changes'>;

function changesIn(options: Options, joinSide: StateOptions['joinSide']): Batches {
  if (joinSide !== 'none') throw conflicting('joinSide', 'readChangeFeed');
  for (const name of ['batchId', 'snapshotStartBatchId', 'snapshotPartitionId'])
    if (options[name] !== undefined) throw conflicting(name, 'readChangeFeed');
  const start = countIn(options, 'changeStartBatchId');
  const end = wholeIn(options, 'changeEndBatchId');
  if (start === null)
    throw unspecified('changeStartBatchId', 'Say from which batch on, for example .option("changeStartBatchId", 0).');
  if (end !== null) checkRange(start, end);
  return { batchId: null, snapshotStartBatchId: null, changes: { start, end } };
}

/** @throws AnalysisError for an end before the start */
export function checkRange(start: number, end: number): void {
  if (end >= start) return;
  throw invalidValue(
    'changeEndBatchId',
    `changeEndBatchId cannot be smaller than changeStartBatchId. Please check the input to changeEndBatchId, or if you are using its default value, make sure that changeStartBatchId is less than ${end}.`,
    `The batches asked for are ${start} to ${end}.`,
  );
}

/** @throws AnalysisError for a snapshot of a later batch than the one that is read */
export function checkSnapshot(snapshot: number | null, batchId: number): void {
  if (snapshot === null || snapshot <= batchId) return;
  const message = `value should be less than or equal to ${batchId}`;
  throw invalidValue('snapshotStartBatchId', message, 'Give an earlier batch, or leave out the snapshot options.');
}

function snapshotIn(options: Options): Batches {
  for (const name of ['changeStartBatchId', 'changeEndBatchId'])
    if (options[name] !== undefined)
      throw invalidValue(
        name,
        'Only specify this option when readChangeFeed is set to true.',
        'Add .option("readChangeFeed", true).',
      );
  const batchId = countIn(options, 'batchId');
  const snapshotStartBatchId = countIn(options, 'snapshotStartBatchId');
  const partition = countIn(options, 'snapshotPartitionId');
  if (partition !== null && snapshotStartBatchId === null)
    throw unspecified('snapshotStartBatchId', 'Give both snapshot options, or none of them.');
  if (partition === null && snapshotStartBatchId !== null)
    throw unspecified('snapshotPartitionId', 'Give both snapshot options, or none of them.');
  if (partition !== null && partition > 0)
    throw invalidValue('snapshotPartitionId', 'the state has one partition.', 'Give 0.');
  return { batchId, snapshotStartBatchId, changes: null };
}

function wholeIn(options: Options, name: string): number | null {
  const text = options[name];
  if (text === undefined) return null;
  if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(Number(text))) throw notANumber(name, text);
  return Number(text);
}

function countIn(options: Options, name: string): number | null {
  const value = wholeIn(options, name);
  if (value !== null && value < 0) throw negativeValue(name);
  return value;
}

function flagIn(options: Options, name: string, fallback: boolean): boolean {
  const text = options[name]?.toLowerCase();
  if (text === undefined) return fallback;
  if (text !== 'true' && text !== 'false')
    throw invalidValue(name, 'Boolean value is expected', `For example .option("${name}", true).`);
  return text === 'true';
}

/** Spark takes this one as Scala reads it, and not as its other flags. */
function isFeed({ readChangeFeed: text = 'false' }: Options): boolean {
  const flag = text.toLowerCase();
  if (flag !== 'true' && flag !== 'false') throw notABoolean('readChangeFeed', text);
  return flag === 'true';
}

function sideIn(options: Options): StateOptions['joinSide'] {
  const side = options['joinSide'] ?? 'none';
  if (side === 'left' || side === 'right' || side === 'none') return side;
  throw invalidValue('joinSide', 'Valid values are left,right,none', 'For example .option("joinSide", "left").');
}
