import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv } from '../../connectors/files/formats/csv.ts';
import { json } from '../../connectors/files/formats/json.ts';
import { text } from '../../connectors/files/formats/text.ts';
import { BatchBuilder } from '../../engine/columnar/vector-builder.ts';
import type { RecordBatch, Scalar } from '../../engine/columnar/vector.ts';
import { csvRowWriter } from '../../engine/formats/csv/write-csv.ts';
import { jsonWriter } from '../../engine/formats/json/write-json.ts';
import { TextOptions } from '../../engine/formats/text-options.ts';
import { field, STRING, struct } from '../../engine/types/data-type.ts';
import { ROW, TYPE } from '../engine/formats/any-row.ts';

/** Files are encoded from columns as bytes; here each line is asked for what the writer of rows gives. */
function batchOf(rows: readonly (readonly Scalar[])[]): RecordBatch {
  const builder = new BatchBuilder(TYPE, 8);
  for (const row of rows) builder.append(row as Scalar[]);
  return builder.finish();
}

const ROWS = fc.array(ROW, { minLength: 1, maxLength: 5 });
const BATCHES = fc.array(ROWS, { minLength: 1, maxLength: 3 });
const decoded = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

describe('rows in files are those of the writer of rows', () => {
  test.each<Record<string, string>>([
    {},
    { ignoreNullFields: 'false', timeZone: 'Asia/Kolkata' },
    { sortKeys: 'true' },
    { dateFormat: 'dd/MM/yyyy', timestampFormat: '"yyyy"' },
  ])('JSON with %o', (options) => {
    const write = jsonWriter(TYPE, new TextOptions(Object.entries(options)), 'Europe/Lisbon');
    fc.assert(
      fc.property(BATCHES, (batches) => {
        const lines = batches.flat().map((row) => `${write(row)}\n`);
        expect(decoded(json.encode!(batches.map(batchOf), options, 'Europe/Lisbon'))).toBe(lines.join(''));
      }),
      { numRuns: 100 },
    );
  });

  test.each<Record<string, string>>([
    {},
    { sep: '|', quote: "'", nullValue: 'NA', emptyValue: '-' },
    { quoteAll: 'true' },
    { header: 'true', dateFormat: 'dd,MM' },
  ])('CSV with %o', (options) => {
    const write = csvRowWriter(TYPE, new TextOptions(Object.entries(options)), 'UTC');
    fc.assert(
      fc.property(BATCHES, (batches) => {
        const lines = batches.flat().map((row) => `${write(row as unknown[])}\n`);
        expect(decoded(csv.encode!(batches.map(batchOf), options, 'UTC', false))).toBe(lines.join(''));
      }),
      { numRuns: 100 },
    );
  });
});

test('only a file that begins has a header, also one without rows', () => {
  const names = struct([field('a', STRING), field('b,c', STRING)]);
  const none = [{ schema: names, columns: [], length: 0 }];
  expect(decoded(csv.encode!(none, { header: 'true' }, 'UTC'))).toBe('a,"b,c"\n');
  expect(decoded(csv.encode!(none, { header: 'true' }, 'UTC', false))).toBe('');
  expect(decoded(json.encode!(none, {}, 'UTC'))).toBe('');
});

test('a null text is an empty line, and a line ends as is asked', () => {
  const builder = new BatchBuilder(struct([field('value', STRING)]), 4);
  for (const value of ['é', null, '']) builder.append([value]);
  const rows = builder.finish();
  expect(decoded(text.encode!([rows], {}, 'UTC'))).toBe('é\n\n\n');
  expect(decoded(text.encode!([rows, rows], { lineSep: '|' }, 'UTC'))).toBe('é|||é|||');
});
