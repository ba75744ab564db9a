import { readFileSync } from 'node:fs';
import { isMillraceError } from '../../../engine/types/errors.ts';
import type { BatchCase, BatchTable, BatchVerdict } from './batch-case.ts';
import { compareAnswers } from './compare-answers.ts';
import { runSimpleQuery } from './simple-query.ts';

export type Tables = Readonly<Record<string, BatchTable>>;

/** The cases of a `.jsonl` file. */
export const loadBatchCases = (file: string): BatchCase[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as BatchCase);

export const loadTables = (file: string): Tables => JSON.parse(readFileSync(file, 'utf8')) as Tables;

/** Conditions that say "not built here" rather than what Spark says. */
const NOT_BUILT: ReadonlySet<string> = new Set(['UNSUPPORTED_FEATURE.MILLRACE_SQL', 'UNSUPPORTED_DATATYPE']);

/** Runs one case through parser, binder and generated code and compares the answer. */
export function runBatchCase(batchCase: BatchCase, tables: Tables): BatchVerdict {
  if (usesVariant(batchCase)) return unsupported('type VARIANT');
  try {
    const result = runSimpleQuery(batchCase.sql, tables, timeZoneOf(batchCase));
    return result === undefined ? unsupported('statement') : compareAnswers(batchCase, result);
  } catch (error) {
    return verdictOnError(batchCase, error);
  }
}

export const timeZoneOf = (batchCase: BatchCase): string => batchCase.conf?.['spark.sql.session.timeZone'] ?? 'UTC';

export const usesVariant = (batchCase: BatchCase): boolean =>
  /\bVARIANT\b/.test(JSON.stringify(batchCase.schema ?? ''));

/** Compares an error with what Spark gave; errors that say "not built here" put the case out of scope. */
export function verdictOnError(batchCase: BatchCase, error: unknown): BatchVerdict {
  if (!isMillraceError(error)) return { result: 'different', detail: `internal error: ${(error as Error).stack}` };
  const { condition, sqlState, summary } = error;
  if (NOT_BUILT.has(condition)) return unsupported(summary);
  if (condition === 'PARSE_SYNTAX_ERROR' && !/^\s*SELECT\s/i.test(batchCase.sql)) return unsupported('statement');
  if (condition === 'PARSE_SYNTAX_ERROR' && batchCase.error === undefined) return unsupported(`syntax: ${summary}`);
  if (condition === 'UNRESOLVED_ROUTINE' && batchCase.error?.condition !== 'UNRESOLVED_ROUTINE') {
    return unsupported(`function ${/`([^`]*)`/.exec(summary)?.[1] ?? ''}`);
  }
  if (batchCase.error === undefined && isQueryFeature(batchCase.sql, condition, summary))
    return unsupported('statement');
  return compareAnswers(batchCase, { error: { condition, sqlState, message: summary } });
}

const unsupported = (detail: string): BatchVerdict => ({ result: 'unsupported', detail });

/** Names that only a planner knows: window columns of GROUP BY, aliases of the same list. */
function isQueryFeature(sql: string, condition: string, message: string): boolean {
  if (!condition.startsWith('UNRESOLVED_COLUMN')) return false;
  const name = /name `([^`]*)`/.exec(message)?.[1] ?? '';
  return /^(?:session_)?window$|^all$/i.test(name) || new RegExp(`\\bAS ${name}\\b`, 'i').test(sql);
}
