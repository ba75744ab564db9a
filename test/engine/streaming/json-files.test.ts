import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { count, sum, window } from '../../../engine/api/functions.ts';
import type { DataFrame } from '../../../engine/api/data-frame.ts';
import type { Row } from '../../../engine/api/rows.ts';
import { odd, regular } from '../json-texts.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
let directory: string;
beforeAll(async () => {
  inline = await inlineSession();
  directory = mkdtempSync(join(tmpdir(), 'millrace-json-'));
  for (let f = 0; f < 5; f++) {
    const lines = Array.from({ length: 300 }, (_, i) => {
      const at = new Date(Date.UTC(2026, 0, 1) + (f * 300 + i) * 500).toISOString();
      return JSON.stringify({ id: i, ts: at, key: `k${i % 9}`, value: (i % 8) / 4 });
    });
    writeFileSync(join(directory, `${f}.json`), `${lines.join('\n')}\n`);
  }
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(directory, { recursive: true, force: true });
});

const SCHEMA = 'id BIGINT, ts TIMESTAMP, key STRING, value DOUBLE';
const totals = (df: DataFrame): DataFrame =>
  df.groupBy(window('ts', '1 minute'), 'key').agg(count('*').as('n'), sum('value').as('s'));

async function streamed(): Promise<string[]> {
  const latest = new Map<string, string>();
  const files = inline.session.readStream.schema(SCHEMA).option('maxFilesPerTrigger', 1).json(directory);
  const query = await totals(files.withWatermark('ts', '5 seconds'))
    .writeStream.outputMode('update')
    .trigger({ availableNow: true })
    .foreachBatch(async (batch) => {
      for (const row of await batch.collect()) latest.set(text({ w: row['window'], k: row['key'] }), text(row));
    })
    .start();
  await query.awaitTermination();
  expect(query.recentProgress.filter((p) => p.numInputRows > 0)).toHaveLength(5);
  return [...latest.values()].sort();
}

const text = (row: Row): string => JSON.stringify(row);

test('read and readStream give the same totals', async () => {
  const batch = await totals(inline.session.read.schema(SCHEMA).json(directory)).collect();
  expect(await streamed()).toEqual(batch.map(text).sort());
});

test('no row goes through JSON.parse', async () => {
  const expected = await streamed();
  const parse = JSON.parse;
  JSON.parse = () => {
    throw new Error('JSON.parse was called');
  };
  try {
    expect(await streamed()).toEqual(expected);
  } finally {
    JSON.parse = parse;
  }
});

test('a schema that is not given is inferred', async () => {
  const schema = await inline.session.read.json(directory).schema();
  expect(schema.fields.map((f) => `${f.name} ${f.type.kind}`)).toEqual([
    'id long',
    'key string',
    'ts string',
    'value double',
  ]);
});

test('explain("codegen") prints the matcher that reads the files, and the stage behind it', async () => {
  const files = inline.session.readStream.schema(SCHEMA).json(directory);
  const query = await files.filter('value > 1').writeStream.format('noop').trigger({ availableNow: true }).start();
  await query.awaitTermination();
  const text = await query.explainString('codegen');
  const [, scan] = text.split('// MicroBatchScan');
  expect(scan).toContain('lines: while (r < R && p < e)');
  expect(text).toContain('for (let i = 0; i < n; i++)');
  const functions = text.split(/^\/\/ .*$/m).filter((part) => part.trim() !== '');
  for (const source of functions) expect(() => new Function(`return ${source.trim()}`)).not.toThrow();
  expect(functions.length).toBeGreaterThanOrEqual(2);
});

test('a line of a file is what from_json gives for its text, malformed or not', async () => {
  const { session } = inline;
  const fields = 'id BIGINT, name STRING, amount DOUBLE, big BOOLEAN, ts TIMESTAMP, _corrupt_record STRING';
  // A line that is an array holds several rows, a blank one none.
  const line = odd.filter((text) => !/^\s*(\[|$)|[\r\n]/.test(text));
  const lines = fc.array(fc.oneof({ arbitrary: regular, weight: 5 }, { arbitrary: line, weight: 1 }), {
    maxLength: 60,
  });
  const folder = mkdtempSync(join(tmpdir(), 'millrace-lines-'));
  let file = 0;
  await fc.assert(
    fc.asyncProperty(lines, async (texts) => {
      const path = join(folder, `${file++}.json`);
      writeFileSync(path, texts.join('\n'));
      const read = await session.read.schema(fields).json(path).collect();
      const called = await session
        .createDataFrame(
          texts.map((text) => [text]),
          'line STRING',
        )
        .selectExpr(`from_json(line, '${fields}') AS row`)
        .select('row.*')
        .collect();
      expect(read).toEqual(called);
    }),
    { numRuns: 60 },
  );
  rmSync(folder, { recursive: true });
});
