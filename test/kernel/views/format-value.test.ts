import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../engine/spi/view-port.ts';
import { FIRST_PLACE, tableModel } from '../../../kernel/views/table-model.ts';
import { createWallClock } from '../../../kernel/views/wall-clock.ts';

const NOW = Date.parse('2026-03-01T12:20:00Z');

function show(type: string, values: JsonValue[], timeZone = 'UTC'): (string | null)[] {
  const page = {
    batchId: 1,
    columns: [{ name: 'c', type }],
    rows: values.map((value) => [value]),
    total: 0,
    forgotten: 0,
  };
  const table = tableModel(
    page,
    FIRST_PLACE,
    createWallClock(timeZone, () => NOW),
    false,
  );
  return table.rows.map(([cell]) =>
    cell === null || typeof cell === 'string' ? (cell ?? null) : (cell?.text ?? null),
  );
}

const WINDOW = 'struct<start:timestamp,end:timestamp>';
const range = (start: string, end: string): JsonValue => ({ start, end });

describe('values', () => {
  it.each<[string, JsonValue[], (string | null)[]]>([
    ['bigint', ['1204', 7, '-9223372036854775808', null], ['1,204', '7', '-9,223,372,036,854,775,808', null]],
    ['decimal(12,2)', ['9870.10', '-61.00'], ['9,870.10', '-61.00']],
    ['double', [1, 2, 3000], ['1', '2', '3,000']],
    ['double', [12.5, 100, 9870.1], ['12.50', '100.00', '9,870.10']],
    ['double', [0.1 + 0.2], ['0.30']],
    ['double', [0.1234], ['0.1234']],
    ['double', ['NaN', 'Infinity', 1e21], ['NaN', 'Infinity', '1e+21']],
    [
      'timestamp',
      ['2026-03-01T12:03:00.000000Z', '2026-03-01T12:03:00Z'],
      ['2026-03-01 12:03:00', '2026-03-01 12:03:00'],
    ],
    [
      'timestamp',
      ['2026-03-01T12:03:00.5Z', '2026-03-01T12:03:00Z'],
      ['2026-03-01 12:03:00.500', '2026-03-01 12:03:00.000'],
    ],
    ['timestamp_ntz', ['2026-03-01 12:03:00.123456'], ['2026-03-01 12:03:00.123456']],
    ['date', ['2026-03-01'], ['2026-03-01']],
    ['boolean', [true, false], ['true', 'false']],
    ['array<bigint>', [['1', '2000', null]], ['[1, 2,000, null]']],
    ['map<string,bigint>', [{ a: '1' }], ['{a → 1}']],
    ['struct<a:bigint,b:string>', [{ a: '1000', b: 'x' }], ['{a: 1,000, b: x}']],
    [WINDOW, [range('2026-03-01T12:03:00Z', '2026-03-01T12:04:00Z')], ['12:03 – 12:04']],
    [WINDOW, [range('2026-03-01T12:03:00Z', '2026-03-01T12:03:10Z')], ['12:03:00 – 12:03:10']],
    [WINDOW, [range('2026-02-27T12:03:00Z', '2026-02-27T12:04:00Z')], ['2026-02-27 12:03 – 12:04']],
    [WINDOW, [range('2026-03-01T23:59:00Z', '2026-03-02T00:00:00Z')], ['23:59 – 00:00']],
    [WINDOW, [range('2026-03-01T12:00:00Z', '2026-03-03T12:00:00Z')], ['2026-03-01 12:00 – 2026-03-03 12:00']],
    ['struct<a>,b:bigint>', [{ 'a>,b': '1' }], ['{a>,b: 1}']],
  ])('of %s %j are shown as %j', (type, values, texts) => {
    expect(show(type, values)).toEqual(texts);
  });

  it('are shown on the clock of the session', () => {
    expect(show('timestamp', ['2026-07-01T12:00:00Z', '2026-01-01T12:00:00Z'], 'America/New_York')).toEqual([
      '2026-07-01 08:00:00',
      '2026-01-01 07:00:00',
    ]);
  });

  it('that are long are cut, and say how long they are', () => {
    const [text] = show('string', ['x'.repeat(300 * 1024)]);
    expect(text).toMatch(/^x{200}… 300 KB$/);
  });
});
