import { readFileSync } from 'node:fs';
import { scalarRows } from '../../../../engine/columnar/vector.ts';
import { sqlName } from '../../../../engine/types/data-type.ts';
import { parseSchema } from '../../../../engine/types/ddl.ts';
import { fromJsonValue, toJsonRow } from '../../../../engine/types/json-value.ts';
import { toUserValue } from '../../../../engine/types/to-user-value.ts';
import { isMillraceError, type DataFrame, type MillraceSession } from '../../../../index.ts';
import type { Verdict } from '../verdict.ts';
import type { BatchAnswer, BatchCase, BatchTable, BatchVerdict } from './batch-case.ts';
import { compareAnswers } from '../compare-answers.ts';
import { withConf } from '../with-conf.ts';
import { QueryFrames } from './query-frame.ts';
import { NoSuchCall, splitQuery } from './query-text.ts';

/** Runs recorded batch cases as calls of DataFrames on one session. */
export class BatchCases {
  private readonly session: MillraceSession;
  private readonly frames: QueryFrames;

  private constructor(session: MillraceSession) {
    this.session = session;
    this.frames = new QueryFrames(session);
  }

  /** @param tables a file that says what the views hold, `{ name: { schema, rows } }` */
  static async open(session: MillraceSession, tables: string): Promise<BatchCases> {
    const all = JSON.parse(readFileSync(tables, 'utf8')) as Record<string, BatchTable>;
    for (const [name, { schema, rows }] of Object.entries(all)) {
      const type = parseSchema(schema);
      const read = type.fields.map((f) => toUserValue(f.type, { bigint: true }));
      const values = rows.map((row) => type.fields.map((f, i) => read[i]!(fromJsonValue(row[i], f.type))));
      await session.createDataFrame(values, type).createOrReplaceTempView(name);
    }
    return new BatchCases(session);
  }

  async run(c: BatchCase): Promise<Verdict> {
    if (usesVariant(c)) return { verdict: 'unsupported', why: 'type VARIANT' };
    const judged = await withConf(this.session, c.conf ?? {}, () => this.judged(c));
    if (judged.result === 'equal') return { verdict: 'equal' };
    if (judged.result === 'unsupported') return { verdict: 'unsupported', why: judged.detail ?? '' };
    return { verdict: 'different', expected: c.error ?? c.rows, got: judged.detail };
  }

  private async judged(c: BatchCase): Promise<BatchVerdict> {
    try {
      return compareAnswers(c, await answerOf(await this.frames.query(splitQuery(c.sql))));
    } catch (error) {
      return verdictOnError(c, error);
    }
  }
}

/** Schema and rows of a DataFrame, as the answers are recorded. */
export async function answerOf(df: DataFrame): Promise<BatchAnswer> {
  const { fields } = await df.schema();
  const types = fields.map((f) => f.type);
  const rows: unknown[][] = [];
  for await (const batch of df.batches()) for (const row of scalarRows(batch)) rows.push(toJsonRow(row, types));
  return { schema: fields.map((f) => [f.name, sqlName(f.type).replaceAll(' NOT NULL', '')] as const), rows };
}

/** Conditions that say "not built here" where Spark does not say so. */
const NOT_BUILT = /^UNSUPPORTED_(?:FEATURE\.|DATATYPE$)/;

const usesVariant = (c: BatchCase): boolean => /\bVARIANT\b/.test(JSON.stringify(c.schema ?? ''));

/** Compares an error with what Spark gave; errors that say "not built here" put the case out of scope. */
function verdictOnError(c: BatchCase, error: unknown): BatchVerdict {
  if (error instanceof NoSuchCall) return unsupported(error.message);
  if (!isMillraceError(error)) return { result: 'different', detail: `internal error: ${(error as Error).stack}` };
  const { condition, sqlState, summary } = error;
  if (NOT_BUILT.test(condition) && condition !== c.error?.condition) return unsupported(summary);
  if (condition === 'PARSE_SYNTAX_ERROR' && !/^\s*SELECT\s/i.test(c.sql)) return unsupported('statement');
  if (condition === 'PARSE_SYNTAX_ERROR' && c.error === undefined) return unsupported(`syntax: ${summary}`);
  if (condition === 'UNRESOLVED_ROUTINE' && c.error?.condition !== 'UNRESOLVED_ROUTINE')
    return unsupported(`function ${/`([^`]*)`/.exec(summary)?.[1] ?? ''}`);
  if (c.error === undefined && isQueryFeature(c.sql, condition, summary)) return unsupported('statement');
  return compareAnswers(c, { error: { condition, sqlState, message: summary } });
}

const unsupported = (detail: string): BatchVerdict => ({ result: 'unsupported', detail });

/** Names that only a whole SELECT knows: window columns of GROUP BY, aliases of the same list. */
function isQueryFeature(sql: string, condition: string, message: string): boolean {
  if (!condition.startsWith('UNRESOLVED_COLUMN')) return false;
  const name = /name `([^`]*)`/.exec(message)?.[1] ?? '';
  return /^(?:session_)?window$|^all$/i.test(name) || new RegExp(`\\bAS ${name}\\b`, 'i').test(sql);
}
