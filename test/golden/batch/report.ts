/** Prints the verdicts over files of recorded batch cases: `node test/golden/batch/report.ts FILE... [--show N] [--unsupported]`. */
import { basename, dirname, join } from 'node:path';
import { loadBatchCases, loadTables, runBatchCase } from './run-batch-cases.ts';

const args = process.argv.slice(2);
const files = args.filter((arg) => arg.endsWith('.jsonl'));
const shown = Number(args[args.indexOf('--show') + 1] ?? 0) || 0;
const listUnsupported = args.includes('--unsupported');
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
const total = { cases: 0, equal: 0, different: 0, unsupported: 0 };
const reasons = new Map<string, number>();

for (const file of files) {
  const tables = loadTables(join(dirname(file), 'tables.json'));
  const counts = { equal: 0, different: 0, unsupported: 0 };
  let printed = 0;
  for (const batchCase of loadBatchCases(file)) {
    if (only !== undefined && !batchCase.id.includes(only)) continue;
    const verdict = runBatchCase(batchCase, tables);
    counts[verdict.result]++;
    total.cases++;
    total[verdict.result]++;
    if (verdict.result === 'different' && printed++ < shown) {
      console.log(`${batchCase.id}  ${batchCase.sql.slice(0, 300)}\n     ${verdict.detail?.slice(0, 600)}`);
    }
    if (verdict.result === 'unsupported') {
      reasons.set(verdict.detail ?? '', (reasons.get(verdict.detail ?? '') ?? 0) + 1);
    }
  }
  console.log(basename(file), JSON.stringify(counts));
}
if (listUnsupported) {
  for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1]))
    console.log(String(count).padStart(5), reason);
}
console.log(JSON.stringify(total));
