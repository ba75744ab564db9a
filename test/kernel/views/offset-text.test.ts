import { expect, test } from 'vitest';
import { offsetsText } from '../../../kernel/views/offset-text.ts';

const TEXTS: readonly (readonly [start: string | null, end: string | null, text: string])[] = [
  ['88100', '90508', '88,100 → 90,508'],
  [null, '{"logOffset":0}', 'start → 0'],
  ['{"offset":4450,"timestamp":1772366845000}', '{"offset":4500,"timestamp":1772366850000}', '4,450 → 4,500'],
  ['{"orders":{"0":19817}}', '{"orders":{"0":21058}}', '19,817 → 21,058'],
  ['{"a":{"0":1,"1":2},"b":{"0":3}}', '{"a":{"0":1001,"1":5},"b":{"0":6}}', 'a partition 0: 1 → 1,001 and 2 more'],
  ['{"a":{"0":1,"1":2}}', '{"a":{"0":1001,"1":5}}', 'partition 0: 1 → 1,001 and 1 more'],
  ['{"a":null}', '{"a":null}', '{"a":null} → {"a":null}'],
  ['"earlier"', '"later"', 'earlier → later'],
  ['not json', '{"x":"<img src=x>"}', 'not json → {"x":"<img src=x>"}'],
  ['1', null, ''],
];

test.each(TEXTS)('%s to %s', (start, end, text) => {
  expect(offsetsText([{ source: 's', start, end }])).toBe(text);
});
