import { readFileSync } from 'node:fs';
import { isMillraceError } from '../../../engine/types/errors.ts';
import type { BatchAnswer, BatchCase, BatchTable, BatchVerdict } from './batch-case.ts';
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
  if (/\bVARIANT\b/.test(JSON.stringify(batchCase.schema ?? ''))) return unsupported('type VARIANT');
  const zone = batchCase.conf?.['spark.sql.session.timeZone'] ?? 'UTC';
  let answer: BatchAnswer;
  try {
    const result = runSimpleQuery(batchCase.sql, tables, zone);
    if (result === undefined) return unsupported('statement');
    answer = result;
  } catch (error) {
    if (!isMillraceError(error)) return { result: 'different', detail: `internal error: ${(error as Error).stack}` };
    if (NOT_BUILT.has(error.condition)) return unsupported(error.message);
    if (error.condition === 'PARSE_SYNTAX_ERROR' && !/^\s*SELECT\s/i.test(batchCase.sql))
      return unsupported('statement');
    if (error.condition === 'PARSE_SYNTAX_ERROR' && batchCase.error === undefined)
      return unsupported(`syntax: ${error.summary}`);
    if (error.condition === 'UNRESOLVED_ROUTINE' && batchCase.error?.condition !== 'UNRESOLVED_ROUTINE') {
      return unsupported(`function ${/`([^`]*)`/.exec(error.summary)?.[1] ?? ''}`);
    }
    if (batchCase.error === undefined && isQueryFeature(batchCase.sql, error.condition, error.summary))
      return unsupported('statement');
    answer = { error: { condition: error.condition, sqlState: error.sqlState, message: error.summary } };
  }
  return compareAnswers(batchCase, answer);
}

const unsupported = (detail: string): BatchVerdict => ({ result: 'unsupported', detail });

/** Names that only a planner knows: window columns of GROUP BY, aliases of the same list. */
function isQueryFeature(sql: string, condition: string, message: string): boolean {
  if (!condition.startsWith('UNRESOLVED_COLUMN')) return false;
  const name = /name `([^`]*)`/.exec(message)?.[1] ?? '';
  return /^(?:session_)?window$|^all$/i.test(name) || new RegExp(`\\bAS ${name}\\b`, 'i').test(sql);
}
