import { expect, test } from 'vitest';
import { csvReader } from '../../../engine/formats/csv/read-csv.ts';
import { parseType } from '../../../engine/types/ddl.ts';
import { TextOptions } from '../../../engine/formats/text-options.ts';

/** What Spark 4.3 reads out of one value; undefined is a value that does not fit. */
const READ: readonly (readonly [text: string, type: string, value: unknown])[] = [
  ['1', 'INT', 1],
  [' 1', 'INT', undefined],
  ['2147483648', 'INT', undefined],
  ['9223372036854775807', 'BIGINT', 9223372036854775807n],
  [' 0.8 ', 'DOUBLE', 0.8],
  ['1e3', 'DOUBLE', 1000],
  ['1.5d', 'DOUBLE', 1.5],
  ['-Inf', 'DOUBLE', -Infinity],
  ['1,5', 'DOUBLE', undefined],
  ['1,234.5', 'DECIMAL(10,2)', 123450n],
  [' 1.5', 'DECIMAL(10,2)', undefined],
  ['1e999999999', 'DECIMAL(10,2)', undefined],
  ['1e-999999999', 'DECIMAL(10,2)', 0n],
  ['TRUE', 'BOOLEAN', true],
  ['yes', 'BOOLEAN', undefined],
];

test.each(READ)('%j as %s', (text, type, value) => {
  expect(csvReader(parseType(type), new TextOptions([]), 'UTC')(text)).toEqual(value);
});
