import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashBytes, Interner } from '../../../engine/columnar/interner.ts';
import { TextArena } from '../../../engine/columnar/text-arena.ts';
import { rangesVector, TextBlockWriter } from '../../../engine/columnar/text-block.ts';
import { TextScratch } from '../../../engine/columnar/text-scratch.ts';
import { decodeText } from '../../../engine/columnar/texts.ts';
import { scalarAt } from '../../../engine/columnar/vector.ts';

/** Halves of surrogate pairs included. */
const anyText = fc.string({ unit: 'binary', maxLength: 80 });
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('texts as bytes', () => {
  test('are written as UTF-8, half a surrogate pair as U+FFFD, wherever the arena has to grow', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 30 }), (texts) => {
        const arena = new TextArena(1);
        texts.forEach((text) => arena.putText(text));
        const expected = Buffer.concat(texts.map(utf8));
        expect(Buffer.from(arena.arena.subarray(0, arena.at)).equals(expected)).toBe(true);
      }),
    );
  });

  test('are copied within their own arena', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.nat(199), (text, cut) => {
        const arena = new TextArena(1);
        arena.putText(text);
        const [length, from] = [arena.at, Math.min(cut, arena.at)];
        arena.putBytes(arena.arena, from, length);
        const bytes = utf8(text);
        expect([...arena.arena.subarray(length, arena.at)]).toEqual([...bytes.subarray(from)]);
      }),
    );
  });

  test('any bytes decode as TextDecoder decodes them', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(5), (bytes, skip) => {
        const start = Math.min(skip, bytes.length);
        expect(decodeText(bytes, start, bytes.length)).toBe(decoder.decode(bytes.subarray(start)));
      }),
    );
  });

  test('of ASCII decode at every length around the short ones', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (let n = 0; n <= letters.length; n++) expect(decodeText(utf8(letters), 0, n)).toBe(letters.slice(0, n));
  });

  test('of a block have numbers in order', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 50 }), (texts) => {
        const writer = new TextBlockWriter(0, 0);
        expect(texts.map((text) => writer.addText(text))).toEqual([...texts.keys()]);
        const block = writer.finish();
        expect(texts.map((_, id) => block.text(id))).toEqual(texts);
        expect(texts.map((_, id) => [...block.bytesOf(id)])).toEqual(texts.map((text) => [...utf8(text)]));
      }),
    );
  });
});

test('ranges are texts where they lie, and NULL where they end before they start', () => {
  const vector = rangesVector('string', utf8('one,two'), Int32Array.of(0, 4, 3, 9), Int32Array.of(3, 7, 3, 8), 4);
  expect([0, 1, 2, 3].map((row) => scalarAt(vector, row))).toEqual(['one', 'two', '', null]);
});

test('scratch memory that one huge text needed is given back with the next block', () => {
  const scratch = new TextScratch();
  scratch.putAll(new Uint8Array(3 << 20));
  scratch.begin();
  expect(scratch.at).toBe(0);
  expect(scratch.arena.length).toBeLessThanOrEqual(1 << 20);
});

describe('an interner', () => {
  test('that is compacted holds what is marked, under new numbers, and knows nothing of the rest', () => {
    const marked = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { maxLength: 60 }).chain((texts) =>
      fc.record({ texts: fc.constant(texts), live: fc.array(fc.boolean(), { minLength: texts.length, maxLength: texts.length }) }),
    ); // prettier-ignore
    fc.assert(
      fc.property(marked, ({ texts, live }) => {
        const interner = new Interner(2);
        texts.forEach((text) => interner.intern(text));
        const renamed = interner.compact(Uint8Array.from(live, Number));
        expect(interner.generation).toBe(1);
        expect(interner.size).toBe(live.filter(Boolean).length);
        texts.forEach((text, id) => {
          expect(renamed[id]! >= 0).toBe(live[id]);
          if (live[id]) expect(interner.text(renamed[id]!)).toBe(text);
          expect(interner.idOf(text)).toBe(live[id] ? renamed[id] : -2);
        });
      }),
    );
  });

  test('tells texts apart that fall into one slot', () => {
    const bySum = new Map<number, string>();
    let pair: [string, string] | undefined;
    for (let i = 0; pair === undefined; i++) {
      const text = `k${i}`;
      const hash = hashBytes(utf8(text), 0, text.length) & 0xffff;
      if (bySum.has(hash)) pair = [bySum.get(hash)!, text];
      bySum.set(hash, text);
    }
    // the low bits choose the slot
    const interner = new Interner(1);
    const [a, b] = pair.map((text) => interner.intern(text));
    expect(a).not.toBe(b);
    expect([interner.text(a!), interner.text(b!)]).toEqual(pair);
  });

  test('takes any bytes, not only UTF-8', () => {
    const interner = new Interner();
    const [ff, fe] = [Uint8Array.of(0xff), Uint8Array.of(0xfe)];
    const id = interner.internRange(ff, 0, 1);
    expect(interner.internRange(fe, 0, 1)).not.toBe(id);
    expect([...interner.bytesOf(id)]).toEqual([0xff]);
    expect(interner.text(id)).toBe('\ufffd');
    expect(interner.idOf('\ufffd')).toBe(-2);
  });
});
