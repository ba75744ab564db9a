import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judgeCases, type Report } from './judge/judge-cases.ts';

/**
 * Runs every recorded case of a folder or a file: `npm run suite:golden -- DIR [--only ID] [--failures FILE]
 * [--unsupported] [--report FILE]`. Prints what differs; its last line is one JSON object that counts the cases. Exit code
 * 1 when anything differs.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    failures: { type: 'string' },
    unsupported: { type: 'boolean' },
    report: { type: 'string' },
  },
});
const target = positionals[0];
if (target === undefined || !existsSync(target)) {
  console.error('suite:golden needs a folder of recorded cases: npm run suite:golden -- DIR');
  process.exit(2);
}

const counts = { cases: 0, equal: 0, different: 0, unsupported: 0 };
const failures: string[] = [];
const report: { equal: Record<string, number>; different: string[] } = { equal: {}, different: [] };
for await (const { file, id, verdict } of judgeCases(target, values.only)) {
  counts.cases++;
  counts[verdict.verdict]++;
  report.equal[file] = (report.equal[file] ?? 0) + (verdict.verdict === 'equal' ? 1 : 0);
  if (verdict.verdict === 'unsupported' && values.unsupported === true) console.log(`not here: ${id}: ${verdict.why}`);
  if (verdict.verdict !== 'different') continue;
  report.different.push(id);
  const text = `${id}\n  expected ${JSON.stringify(verdict.expected)}\n  got      ${JSON.stringify(verdict.got)}`;
  failures.push(text);
  console.log(`differs: ${text}`);
}
if (values.failures !== undefined) writeFileSync(values.failures, `${failures.join('\n')}\n`);
if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(report satisfies Report, null, 2)}\n`);
console.log(JSON.stringify(counts));
process.exitCode = counts.different > 0 ? 1 : 0;
