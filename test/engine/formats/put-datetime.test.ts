import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextArena } from '../../../engine/columnar/text-arena.ts';
import { decodeText } from '../../../engine/columnar/texts.ts';
import { datetimeFormatter } from '../../../engine/formats/datetime/format-datetime.ts';
import { datetimePutter } from '../../../engine/formats/datetime/put-datetime.ts';
import { wordsOf } from '../../../engine/types/int128.ts';

const MOST: Readonly<Record<string, number>> = {
  G: 4, y: 6, M: 4, L: 4, d: 2, D: 3, E: 4, F: 1, a: 1, h: 2, H: 2, k: 2, K: 2, m: 2, s: 2, S: 9, Q: 4, q: 4, X: 5, x: 5, Z: 5, O: 1, OOOO: 1, z: 4, VV: 1,
}; // prettier-ignore

const field = fc
  .constantFrom(...Object.keys(MOST))
  .chain((letter) => fc.integer({ min: 1, max: MOST[letter]! }).map((count) => letter.repeat(count)));
const item = fc.oneof({ arbitrary: field, weight: 4 }, { arbitrary: fc.constantFrom("'é'", ' ', '-', ':'), weight: 2 });
const optional = fc.array(item, { maxLength: 3 }).map((items) => `[${items.join(' ')}]`);
const pattern = fc.array(fc.oneof(item, item, optional), { maxLength: 8 }).map((items) => items.join(' '));

const HOUR = 3_600_000_000n;
const micros = fc.oneof(
  fc.bigInt({ min: -70_000_000_000_000_000n, max: 270_000_000_000_000_000n }),
  fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
  // around both changes of clocks of 2024 in Lisbon
  fc.bigInt({ min: -HOUR, max: HOUR }).map((n) => 1_711_846_800_000_000n + n),
  fc.bigInt({ min: -HOUR, max: HOUR }).map((n) => 1_729_990_800_000_000n + n),
);
const zone = fc.constantFrom('UTC', 'Europe/Lisbon', 'America/St_Johns', '-03:30');

test('a time is put as its text is, by any pattern, in zones whose clocks change', () => {
  fc.assert(
    fc.property(pattern, zone, fc.array(micros, { minLength: 1, maxLength: 6 }), (text, id, times) => {
      const put = datetimePutter(text, id);
      const format = datetimeFormatter(text, id);
      const out = new TextArena(1);
      for (const time of times) {
        const from = out.at;
        put(out, wordsOf(time), 0);
        expect(decodeText(out.arena, from, out.at)).toBe(format(time));
      }
    }),
    { numRuns: 1500 },
  );
});
