import { expect, test } from 'vitest';
import { rowFailure, rowText } from '../../../engine/codegen/row-failure.ts';
import { batchOf } from '../../../engine/columnar/vector-builder.ts';
import { parseSchema } from '../../../engine/types/ddl.ts';
import { AnalysisError, RuntimeError } from '../../../engine/types/errors.ts';

const batch = batchOf(parseSchema('id BIGINT, word STRING, tags ARRAY<STRING>'), [
  [1n, 'first', null],
  [2n ** 60n, null, ['a', null]],
]);

test('a row is shown as JSON, NULLs with it', () => {
  expect(rowText(batch, 1)).toBe('{"id":1152921504606846976,"word":null,"tags":["a",null]}');
});

test('a long row is cut', () => {
  const long = batchOf(parseSchema('s STRING'), [['x'.repeat(1000)]]);
  expect(rowText(long, 0)).toMatch(/^\{"s":"x{200,299}…$/);
});

test('the error of a row names the row, and keeps its condition', () => {
  const error = new RuntimeError({ condition: 'DIVIDE_BY_ZERO', sqlState: '22012', message: 'Division by zero.' });
  expect(rowFailure(error, undefined, batch, 0)).toMatchObject({
    condition: 'DIVIDE_BY_ZERO', sqlState: '22012', input: 'row {"id":1,"word":"first","tags":null}',
  }); // prettier-ignore
});

test('what a row has no part in stays as it is, and so does what names its row already', () => {
  const analysis = new AnalysisError({ condition: 'X', message: 'x' });
  const named = new RuntimeError({ condition: 'X', message: 'x', input: 'row 7' });
  expect([rowFailure(analysis, undefined, batch, 0), rowFailure(named, undefined, batch, 0)]).toEqual([
    analysis,
    named,
  ]);
});
