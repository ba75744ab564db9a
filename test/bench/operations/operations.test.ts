import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MillraceSession } from '../../../index.ts';
import { OPERATIONS } from './all-operations.ts';
import { sameAnswer, type Answer } from './answer.ts';
import { recordFiles } from './input.ts';
import { runOurs } from './measure.ts';
import type { Tables } from './operation.ts';
import { emptied, heldTables } from './tables.ts';

/** What Spark answers on 1,000 rows; `record.ts` makes it. */
const answers = new Map(
  readFileSync(new URL('answers.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; answer: Answer })
    .map(({ name, answer }) => [name, answer]),
);
const directory = mkdtempSync(join(tmpdir(), 'operations-'));
let tables: Tables;

beforeAll(async () => {
  const session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
  const files = await recordFiles(directory, 1000);
  tables = await heldTables(session, 1000, { ...files, out: join(directory, 'out') });
});

afterAll(async () => {
  await tables.session.stop();
  rmSync(directory, { recursive: true });
});

describe('the operations of the benchmark answer as Spark does', () => {
  test('each has a name of its own and a recorded answer, and there are at least 64', () => {
    expect(OPERATIONS.length).toBeGreaterThanOrEqual(64);
    expect(OPERATIONS.map(({ name }) => name)).toEqual([...answers.keys()]);
  });

  test.each(OPERATIONS)('$kind: $name', async (operation) => {
    emptied(tables.paths.out);
    const { answer } = await runOurs(operation, tables);
    const expected = answers.get(operation.name)!;
    expect(sameAnswer(answer, expected), `ours ${JSON.stringify(answer)}, Spark ${JSON.stringify(expected)}`).toBe(
      true,
    );
  });
});
