import { expect, it } from 'vitest';
import { csvOf } from '../../../kernel/labextension/src/csv.ts';
import { emptyTable, FIRST_PLACE } from '../../../kernel/views/table-model.ts';

it('saves rows as CSV that no spreadsheet takes for a formula', () => {
  const columns = [
    { name: 'name', type: 'string' },
    { name: 'n', type: 'bigint' },
  ];
  const rows = [
    ['=cmd|calc', '1,204'],
    ['a "b", c', '-7'],
    ['@x', null],
  ];
  expect(csvOf({ ...emptyTable(columns, FIRST_PLACE), rows })).toBe(
    `name,n\r\n'=cmd|calc,1204\r\n"a ""b"", c",-7\r\n'@x,\r\n`,
  );
});
