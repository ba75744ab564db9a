import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MillraceSession } from '../../../../index.ts';
import { keptEvents, type KeptQuery } from './kept-queries.ts';

/** Batches before a checkpoint is kept, and those that go on from it. */
export const [BEFORE, AFTER] = [4, 3] as const;

/** What is kept of a query: its checkpoint after some batches, and the rows of the batches that came next. */
export interface Kept {
  readonly files: Readonly<Record<string, string>>;
  readonly rows: readonly string[];
}

/** All files of a folder in base64. */
export function filesOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name);
    if (statSync(path).isFile())
      files[relative(folder, path).replaceAll('\\', '/')] = readFileSync(path).toString('base64');
  }
  return files;
}

export function writeFiles(folder: string, files: Kept['files']): void {
  for (const [name, base64] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), Buffer.from(base64, 'base64'));
  }
}

/** Runs batches of a query on a checkpoint. @returns their rows as texts, batch by batch, sorted */
export async function runBatches(
  session: MillraceSession,
  { mode, make }: KeptQuery,
  checkpoint: string,
  batches: number,
): Promise<string[]> {
  const rows: string[] = [];
  const query = await make(keptEvents(session))
    .writeStream.outputMode(mode)
    .option('checkpointLocation', checkpoint)
    .trigger({ manual: true })
    .foreachBatch(async (batch, id) => {
      const texts = await batch.selectExpr('to_json(struct(*)) AS row').collect();
      rows.push(...texts.map(({ row }) => `${id} ${row as string}`).sort());
    })
    .start();
  for (let i = 0; i < batches; i++) await query.step();
  await query.stop();
  return rows;
}
