import { AnalysisError, ExternalError } from '../../engine/types/errors.ts';

/** What can be wrong with a read of state, under Spark's conditions (`StateDataSourceErrors`). */

/** @param cure what to do about it */
export const invalidValue = (option: string, message: string, cure: string): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE',
    sqlState: '42616',
    message: `Invalid value for source option '${option}': ${message}`,
    hint: cure,
  });

export const negativeValue = (option: string): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE',
    sqlState: '42616',
    message: `Invalid value for source option '${option}': cannot be negative.`,
    hint: 'Batches and operators are counted from 0.',
  });

export const emptyValue = (option: string): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_INVALID_OPTION_VALUE.IS_EMPTY',
    sqlState: '42616',
    message: `Invalid value for source option '${option}': cannot be empty.`,
    hint: `Leave out .option("${option}", ...), or name a store that format("state-metadata") lists.`,
  });

export const notANumber = (option: string, text: string): AnalysisError =>
  new AnalysisError({
    condition: 'java.lang.NumberFormatException',
    message: `For input string: ${JSON.stringify(text)}, the value of source option '${option}'.`,
    hint: `For example .option("${option}", 0).`,
  });

export const notABoolean = (option: string, text: string): AnalysisError =>
  new AnalysisError({
    condition: 'java.lang.IllegalArgumentException',
    message: `For input string: ${JSON.stringify(text)}, the value of source option '${option}'.`,
    hint: `For example .option("${option}", true).`,
  });

export const unspecified = (option: string, cure: string): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_REQUIRED_OPTION_UNSPECIFIED',
    sqlState: '42601',
    message: `'${option}' must be specified.`,
    hint: cure,
  });

export const conflicting = (...options: readonly string[]): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_CONFLICT_OPTIONS',
    sqlState: '42613',
    message: `The options [${options.map((option) => `'${option}'`).join(', ')}] cannot be specified together. Please specify the one.`,
    hint: `Leave out ${options.slice(0, -1).join(', ')} or ${options.at(-1)}.`,
  });

/** @param which batch was asked for, if it was not just the last */
export const noCommittedBatch = (
  directory: string,
  which = '',
  cure = 'Give load(...) the checkpointLocation of a query, once it has done a batch.',
): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_COMMITTED_BATCH_UNAVAILABLE',
    sqlState: 'KD006',
    message: `No committed batch${which} found, checkpoint location: ${directory}. Ensure that the query has run and committed any microbatch before stopping.`,
    hint: cure,
  });

/** A batch that Spark's logs have and that state cannot be rebuilt of. */
export const noStateOfBatch = (directory: string, batchId: number, cure: string): ExternalError =>
  new ExternalError({
    condition: 'CANNOT_LOAD_STATE_STORE.UNCATEGORIZED',
    sqlState: '58030',
    message: `An error occurred during loading state: the changelog of ${directory} does not lead to the state of batch ${batchId}.`,
    hint: cure,
  });

export const noStateSchema = (directory: string, what: string, cure: string): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_FAILED_TO_READ_STATE_SCHEMA',
    sqlState: '42K03',
    message: `Failed to read the state schema. Either the file does not exist, or the file is corrupted. checkpoint location: ${directory}; ${what}.`,
    hint: cure,
  });

export const noOperatorMetadata = (path: string, what: string, cure: string): AnalysisError =>
  new AnalysisError({
    condition: 'STDS_FAILED_TO_READ_OPERATOR_METADATA',
    sqlState: '42K03',
    message: `Failed to read the operator metadata: ${path} ${what}.`,
    hint: cure,
  });
