import { expect, test } from 'vitest';
import type { QueryView } from '../../../engine/spi/view-port.ts';
import { whyLine } from '../../../kernel/views/why.ts';
import { createWallClock } from '../../../kernel/views/wall-clock.ts';

/** The words in bold of a sentence that the engine wrote. */
const bold = (why: string): string[] =>
  whyLine(
    { why } as QueryView,
    null,
    createWallClock('UTC', () => 0),
  )
    .filter((span) => span.tone === 'strong')
    .map((span) => span.text);

test.each([
  ['0 rows: waits for 10:00.', ['10:00']],
  ['the window 10:00 – 10:05 closes at 2026-01-01 10:05:10', ['10:00 – 10:05', '2026-01-01 10:05:10']],
  ['The row {"ts":"9999-12-31T00:00:00.000Z","a":"x12:30"} of 9999-12-31 00:00:00 UTC', ['9999-12-31 00:00:00']],
  ['reads localhost:9092 and 12345:678', []],
])('of %j the times are bold', (why, times) => {
  expect(bold(why)).toEqual(times);
});
