import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadBatchCases, loadTables, runBatchCase } from './run-batch-cases.ts';

const folder = join(import.meta.dirname, '../../../../shared/golden/batch');
const present = existsSync(join(folder, 'tables.json'));
if (!present) console.log(`batch cases skipped: no recorded answers in ${folder}`);

describe.skipIf(!present)('answers recorded from Spark', () => {
  const files = present ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
  test.each(files)('%s: at least 98 percent of the cases in scope are equal', (name) => {
    const tables = loadTables(join(folder, 'tables.json'));
    const verdicts = loadBatchCases(join(folder, name)).map((c) => ({ id: c.id, ...runBatchCase(c, tables) }));
    const different = verdicts.filter((v) => v.result === 'different').map((v) => v.id);
    const equal = verdicts.filter((v) => v.result === 'equal').length;
    const most = Math.max(2, Math.floor((equal + different.length) * 0.02));
    expect(different.length, `different: ${different.join(', ')}`).toBeLessThanOrEqual(most);
  });
});
