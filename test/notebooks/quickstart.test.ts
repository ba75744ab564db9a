import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { orderFiles } from '../../kernel/cli/generate/order-files.ts';
import { ROOT } from '../../kernel/cli/kernelspec.ts';
import { readNotebook, sourceOf, type NotebookFile } from '../../kernel/cli/notebook-file.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'millrace-notebooks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const millrace = (...args: string[]): Promise<{ stdout: string }> =>
  run(process.execPath, [join(ROOT, 'bin/millrace.mjs'), ...args], { cwd: folder });

const codeCells = (notebook: NotebookFile): NotebookFile['cells'] =>
  notebook.cells.filter((cell) => cell.cell_type === 'code');

/** What a cell shows as text, all outputs together. */
function textsOf(cell: NotebookFile['cells'][number]): string {
  const texts = (cell.outputs ?? []).map((output) => {
    const data = output['data'] as Record<string, unknown> | undefined;
    return String(data?.['text/plain'] ?? output['text'] ?? '');
  });
  return texts.join('\n');
}

/** The rows of a table shown as text, without its first line, which tells how long it took. */
const tableOf = (text: string): string => text.split('\n').slice(1).join('\n');

describe('the quickstart notebook', () => {
  test.concurrent.each([
    ['quickstart.ipynb', '12 batches, 129 rows: all equal', 'live orders  stopped'],
    ['quickstart.pt.ipynb', '12 lotes, 129 linhas: todas iguais', 'encomendas ao vivo  stopped'],
  ])('%s runs from top to bottom, and stream and batch agree', { timeout: 90_000 }, async (name, agreed, live) => {
    const done = join(folder, name);
    await millrace('run', join(ROOT, 'notebooks', name), '--out', done);
    const shown = codeCells(readNotebook(done)).map(textsOf);
    const [, , once, inSteps, same, , view] = shown as [string, string, string, string, string, string, string];
    expect(once).toContain('129 rows');
    expect(tableOf(inSteps)).toBe(tableOf(once));
    expect(same.trim()).toBe(agreed);
    expect(view).toContain(live);
    expect(view).toMatch(/ [1-9]\d* batches · [1-9]\d* in · [1-9]\d* out/);
  });

  test.concurrent('is the same in English and Portuguese but for its words', () => {
    const programs = ['quickstart.ipynb', 'quickstart.pt.ipynb'].map((name) =>
      codeCells(readNotebook(join(ROOT, 'notebooks', name))).map((cell) =>
        sourceOf(cell)
          .replace(/console\.log\(.*\)/, '')
          .replace(/queryName: '.*'/, ''),
      ),
    );
    expect(programs[0]).toEqual(programs[1]);
  });

  test.concurrent(
    'as "demo --seed" prints what a plain loop over the same orders finds',
    { timeout: 90_000 },
    async () => {
      const { stdout } = await millrace('demo', '--seed', '42');
      const totals = new Map<string, { orders: number; cents: number }>();
      for (const line of orderFiles(42).flat()) {
        const { country, amount } = JSON.parse(line) as { country: string; amount: number };
        const { orders, cents } = totals.get(country) ?? { orders: 0, cents: 0 };
        totals.set(country, { orders: orders + 1, cents: cents + Math.round(amount * 100) });
      }
      const expected = [...totals]
        .sort(([, a], [, b]) => b.cents - a.cents)
        .map(([country, { orders, cents }]) => [country, String(orders), (cents / 100).toFixed(2)].join(' '));
      const rows = stdout.split('\n').filter((line) => /^[A-Z]{2} /.test(line));
      expect(rows.map((line) => line.trim().replaceAll(',', '').split(/\s+/).join(' '))).toEqual(expected);
    },
  );
});
