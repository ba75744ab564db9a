import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TextScratch } from '../../../engine/columnar/text-scratch.ts';
import { decodeText } from '../../../engine/columnar/texts.ts';
import { DECODERS, ENCODERS, type Transcode } from '../../../engine/expressions/bytes/charset-bytes.ts';
import { lowerCase, upperCase } from '../../../engine/expressions/bytes/case.ts';
import { compareToText } from '../../../engine/expressions/bytes/stored-text.ts';
import { compareText } from '../../../engine/types/utf8-order.ts';

/** The bytes that a function appends, null where it says no. */
function appended(f: Transcode | ((...args: Parameters<Transcode>) => void), bytes: Uint8Array): Uint8Array | null {
  const out = new TextScratch(1);
  const done = f(out, bytes, 0, bytes.length);
  if (done === false) expect(out.at).toBe(0);
  return done === false ? null : out.arena.slice(0, out.at);
}

const PLANES = [[0x80, 0xd7ff], [0xe000, 0xffff], [0x1e900, 0x1e943]] as const; // prettier-ignore

test.each([['upper', upperCase, 'toUpperCase'], ['lower', lowerCase, 'toLowerCase']] as const)(
  '%s of every character, alone and in a word, is that of JavaScript',
  (_, f, method) => {
    for (const [from, to] of PLANES) {
      for (let code = from; code <= to; code++) {
        for (const text of [String.fromCodePoint(code), `é${String.fromCodePoint(code)}b`]) {
          const made = appended(f, Buffer.from(text))!;
          if (decodeText(made, 0, made.length) !== text[method]()) expect(text).toBe(text[method]());
        }
      }
    }
  },
); // prettier-ignore

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((s) => Buffer.from(s).toString());
const utf16 = (s: string, big: boolean): Uint8Array => {
  const bytes = Buffer.from(s, 'utf16le');
  return Uint8Array.from(big ? bytes.swap16() : bytes);
};
const points = (s: string): number[] => [...s].map((c) => c.codePointAt(0)!);

const RULES: Readonly<Record<string, (s: string) => Uint8Array | null>> = {
  'US-ASCII': (s) => (points(s).every((c) => c < 128) ? Uint8Array.from(points(s)) : null),
  'ISO-8859-1': (s) => (points(s).every((c) => c < 256) ? Uint8Array.from(points(s)) : null),
  'UTF-16BE': (s) => utf16(s, true),
  'UTF-16LE': (s) => utf16(s, false),
  'UTF-16': (s) => (s === '' ? new Uint8Array(0) : utf16(`\ufeff${s}`, true)),
  'UTF-32': (s) => Uint8Array.from(points(s).flatMap((c) => [c >>> 24, (c >> 16) & 255, (c >> 8) & 255, c & 255])),
};

describe.each(Object.keys(RULES))('%s', (name) => {
  const texts = fc.oneof(text, fc.string({ unit: 'binary-ascii' }), fc.constantFrom('ÿé', '\ufeffa', ''));

  test('texts become its bytes, and the bytes the texts', () => {
    fc.assert(
      fc.property(texts, (s) => {
        const expected = RULES[name]!(s);
        expect(appended(ENCODERS[name]!, Buffer.from(s))).toEqual(expected);
        if (expected === null) return;
        expect(Buffer.from(appended(DECODERS[name]!, expected)!).toString()).toBe(s);
      }),
      { numRuns: 500 },
    );
  });

  test('bytes that are no text of it are left, and so is malformed UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        const decoded = appended(DECODERS[name]!, bytes);
        if (decoded !== null) expect(Buffer.from(Buffer.from(decoded).toString())).toEqual(Buffer.from(decoded));
        const encoded = appended(ENCODERS[name]!, bytes);
        const isText = Buffer.from(Buffer.from(bytes).toString()).equals(bytes);
        expect(encoded).toEqual(isText ? RULES[name]!(Buffer.from(bytes).toString()) : null);
      }),
      { numRuns: 1000 },
    );
  });
});

test('bytes and a string are in the order of their texts, malformed bytes too', () => {
  const near = fc.array(fc.constantFrom('a', 'b', 'é', 'ê', '日', '\uffff', '😀', '😁'), { maxLength: 5 });
  const word = fc.oneof(
    near.map((parts) => parts.join('')),
    text,
  );
  const bytes = fc.oneof(
    word.map((s) => new Uint8Array(Buffer.from(s))),
    fc.uint8Array({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(bytes, word, (given, s) => {
      const expected = compareText(decodeText(given, 0, given.length), s);
      expect(Math.sign(compareToText(given, 0, given.length, s))).toBe(Math.sign(expected));
    }),
    { numRuns: 3000 },
  );
});
