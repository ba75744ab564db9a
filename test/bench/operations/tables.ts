import { mkdirSync, rmSync } from 'node:fs';
import type { DataFrame, MillraceSession, RecordBatch } from '../../../index.ts';
import { HELD, heldRows, RECORD_SCHEMA } from './input.ts';
import type { TableName, Tables } from './operation.ts';

/** Holds the tables as columns, as a function of `foreachBatch` is given them. */
export async function heldTables(session: MillraceSession, rows: number, paths: Tables['paths']): Promise<Tables> {
  const held = new Map<TableName, DataFrame>([
    ['json_lines', session.read.schema(RECORD_SCHEMA).json(paths.json)],
    ['csv_lines', session.read.schema(RECORD_SCHEMA).csv(paths.csv)],
  ]);
  for (const [name, table] of Object.entries(HELD)) {
    const made = session.range(heldRows(table, rows)).selectExpr(...table.columns);
    const batches: RecordBatch[] = [];
    for await (const batch of made.batches()) batches.push(batch);
    held.set(name as TableName, session.localDataFrame(await made.schema(), batches));
  }
  return { session, paths, table: (name) => held.get(name)! };
}

/** Makes a folder empty. */
export function emptied(folder: string): string {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
