import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextArena } from '../../../engine/columnar/text-arena.ts';
import { decodeText } from '../../../engine/columnar/texts.ts';
import { parseNumberFormat, textOfNumber } from '../../../engine/expressions/number-format.ts';
import { formatPutter, patternPutter } from '../../../engine/formats/scalars/put-number-format.ts';
import { decimalToText } from '../../../engine/types/decimal.ts';

const written = (put: (out: TextArena) => boolean | void): string | null => {
  const out = new TextArena(1);
  const done = put(out);
  if (done === false) expect(out.at).toBe(0);
  return done === false ? null : decodeText(out.arena, 0, out.at);
};

const whole = fc.array(fc.constantFrom('9', '9', '0', ','), { maxLength: 9 }).map((places) => places.join(''));
const format = fc
  .record({
    before: fc.constantFrom('', 'S', 'MI', ''),
    dollar: fc.constantFrom('', '$', ''),
    whole,
    fraction: fc.constantFrom('', '.9', '.00', '.9999', '.'),
    after: fc.constantFrom('', 'S', 'MI', 'PR'),
  })
  .filter((f) => /[09]/.test(f.whole + f.fraction))
  .map((f) => f.before + f.dollar + f.whole + f.fraction + (f.before === '' ? f.after : ''));
const numbers = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.integer({ min: -9999, max: 9999 }),
  fc.constantFrom(0, 9e15, -9e15, 100, -100),
);

test('numbers are put by a format of to_char as its text is', () => {
  fc.assert(
    fc.property(format, fc.integer({ min: 0, max: 5 }), numbers, (text, scale, n) => {
      const parsed = parseNumberFormat(text);
      const expected = textOfNumber(decimalToText(BigInt(n), scale), parsed);
      const put = formatPutter(parsed, scale);
      expect(written((out) => put(out, n))).toBe(expected.includes('#') ? null : expected);
    }),
    { numRuns: 3000 },
  );
});

describe('patterns of format_number', () => {
  const patterns = fc.record({
    prefix: fc.constantFrom('', '$', 'é '),
    suffix: fc.constantFrom('', ' %'),
    digits: fc.integer({ min: 0, max: 5 }),
    grouped: fc.boolean(),
    least: fc.integer({ min: 0, max: 3 }),
    more: fc.integer({ min: 0, max: 3 }),
  });

  test('have at least so many digits, and no more decimals than are wanted', () => {
    fc.assert(
      fc.property(patterns, numbers.map(Math.abs), fc.boolean(), ({ more, ...given }, n, negative) => {
        const pattern = { ...given, most: given.least + more };
        const [digits, all = ''] = decimalToText(BigInt(n), pattern.most).split('.') as [string, string?];
        const decimals = all.slice(0, pattern.least) + all.slice(pattern.least).replace(/0+$/, '');
        const shown =
          digits === '0' && pattern.digits === 0 ? (decimals === '' ? '0' : '') : digits.padStart(pattern.digits, '0');
        const groups = pattern.grouped ? shown.replace(/\B(?=(?:\d{3})+$)/g, ',') : shown;
        const expected = `${negative ? '-' : ''}${pattern.prefix}${groups}${decimals === '' ? '' : `.${decimals}`}${pattern.suffix}`;
        const put = patternPutter(pattern);
        expect(written((out) => put(out, negative, n))).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
