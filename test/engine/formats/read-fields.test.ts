import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datetimeFormatter } from '../../../engine/formats/datetime/format-datetime.ts';
import { localParser } from '../../../engine/formats/datetime/parse-datetime.ts';
import { fieldReader } from '../../../engine/formats/datetime/read-fields.ts';

const PATTERNS = [
  'd MMM yyyy', 'EEEE, MMMM d, yyyy', 'EEE d/M/y H:m:s', 'hh:mm a', 'KK:mm a', 'kk:mm', 'M/d/yy', 'yyyy-MM-dd HH:mm:ss.SSS',
  "dd MMM yyyy 'at' HH:mm", 'MMM', 'yyyyy-MM', 'yyyyMMMdd', "y'é'M",
]; // prettier-ignore

const micros = fc.oneof(
  fc.bigInt({ min: -8_900_000_000_000_000n, max: 8_900_000_000_000_000n }),
  fc.bigInt({ min: -62_000_000_000_000_000n, max: 253_000_000_000_000_000n }),
);
const broken = fc.record({
  at: fc.nat(20),
  by: fc.constantFrom('', '0', '9', '13', '32', 'x', ' ', 'FEB', 'pm', '-'),
  gone: fc.nat(2),
});

describe('a text is read as the parser of the pattern reads it', () => {
  test.each(PATTERNS)('%s', (pattern) => {
    const read = fieldReader(pattern)!;
    const parse = localParser(pattern);
    const format = datetimeFormatter(pattern, 'UTC');
    fc.assert(
      fc.property(micros, fc.option(broken), fc.boolean(), (time, change, capitals) => {
        const whole = format(time);
        const changed =
          change === null ? whole : whole.slice(0, change.at) + change.by + whole.slice(change.at + change.gone);
        const text = capitals ? changed.toUpperCase() : changed;
        const bytes = Buffer.from(text);
        const found = read(bytes, 0, bytes.length);
        if (!Number.isNaN(found)) expect(BigInt(found)).toBe(parse(text)?.local);
        else if (text === whole) expect(Math.abs(Number(parse(text)!.local))).toBeGreaterThanOrEqual(9e15);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  'yyyy[-MM]', 'd MMM yyyy z', 'yyyy-MM-dd XXX', 'Hmm', 'dM', 'ds', 'yyyy yyyy', 'D yyyy', 'G yyyy', 'SSSSSSSSS',
])('%s is left to the parser', (pattern) => {
  expect(fieldReader(pattern)).toBeUndefined();
}); // prettier-ignore
