import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashBytes, Interner } from '../../../engine/columnar/interner.ts';
import { TextBlockWriter } from '../../../engine/columnar/text-block.ts';
import type { TextVector } from '../../../engine/columnar/vector.ts';

const TEXTS = ['', 'a', 'ab', 'abc', 'é', 'e\u0301', '\0', 'a\0', '漢字', '\u{1f600}', '__proto__', 'constructor'];
const texts = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'grapheme', maxLength: 40 }));

/** A Map from each text to its number, in the order of coming. */
class Model {
  readonly ids = new Map<string, number>();

  intern(text: string): number {
    const id = this.ids.get(text) ?? this.ids.size;
    this.ids.set(text, id);
    return id;
  }
}

const bytesAmong = (text: string): { arena: Uint8Array; start: number; end: number } => {
  const arena = Buffer.from(`xx${text}yyy`);
  return { arena, start: 2, end: arena.length - 3 };
};

describe('numbers of texts', () => {
  test('are those of a Map, as texts and as bytes within an arena', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, fc.boolean())), (steps) => {
        const [interner, model] = [new Interner(1), new Model()];
        for (const [text, asBytes] of steps) {
          const { arena, start, end } = bytesAmong(text);
          const wanted = model.ids.get(text) ?? -2;
          expect([interner.idOf(text), interner.idOfRange(arena, start, end)]).toEqual([wanted, wanted]);
          const id = asBytes ? interner.internRange(arena, start, end) : interner.intern(text);
          expect(id).toBe(model.intern(text));
        }
        expect(interner.size).toBe(model.ids.size);
        for (const [text, id] of model.ids) {
          expect(interner.text(id)).toBe(text);
          expect(Buffer.from(interner.bytesOf(id))).toEqual(Buffer.from(text));
          expect(Buffer.from(interner.arena.slice(interner.starts[id], interner.ends[id]))).toEqual(Buffer.from(text));
        }
      }),
    );
  });

  test('stay while the table grows from one slot to fifty thousand texts', () => {
    const interner = new Interner(1);
    const text = (i: number): string => `key-${i}-${'x'.repeat(i % 37)}`;
    for (let i = 0; i < 50_000; i++) if (interner.intern(text(i)) !== i) expect.unreachable(`${i} is known already`);
    for (let i = 0; i < 50_000; i++) if (interner.idOf(text(i)) !== i) expect.unreachable(`${i} is lost`);
    expect(interner.size).toBe(50_000);
    expect(interner.idOf('key-50000')).toBe(-2);
  });

  test('are the same for many rows together, rows without a text and rows of one text among them', () => {
    const rows = fc.array(fc.option(texts, { freq: 5 }), { maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 100), (each, repeat) => {
        const all = Array.from({ length: repeat }, () => each).flat();
        const [together, model] = [new Interner(1), new Model()];
        const block = new TextBlockWriter(1);
        for (const text of all) block.addText(text ?? '');
        const vector: TextVector = {
          layout: 'string',
          data: Int32Array.from(all, (_, i) => i),
          valid: Uint8Array.from(all, (text) => (text === null ? 0 : 1)),
          texts: block.finish(),
        };
        const wanted = all.map((text) => (text === null ? -1 : model.intern(text)));
        expect([...together.internRows(vector, all.length)]).toEqual(wanted);
        expect([...together.internRows(vector, all.length)]).toEqual(wanted);
        expect(together.size).toBe(model.ids.size);
      }),
      { numRuns: 50 },
    );
  });

  test('differ when hashes do not: the bytes decide', () => {
    const interner = new Interner();
    const [a, b] = [Buffer.from('left'), Buffer.from('right')];
    expect(interner.internBytes(a, 0, a.length, 7)).toBe(0);
    expect(interner.internBytes(b, 0, b.length, 7)).toBe(1);
    expect(interner.internBytes(a, 0, a.length, 7)).toBe(0);
  });

  test('of bytes that are no UTF-8 are by their bytes', () => {
    const interner = new Interner();
    const [high, low] = [Uint8Array.of(0xff), Uint8Array.of(0xfe)];
    expect([interner.internRange(high, 0, 1), interner.internRange(low, 0, 1)]).toEqual([0, 1]);
    expect([interner.text(0), interner.text(1)]).toEqual(['\ufffd', '\ufffd']);
    expect(interner.bytesOf(1)).toEqual(low);
  });
});

describe('a new generation', () => {
  test('keeps the marked texts in their order and forgets the others', () => {
    fc.assert(
      fc.property(fc.uniqueArray(texts), fc.infiniteStream(fc.boolean()), texts, (all, marks, later) => {
        const interner = new Interner(1);
        for (const text of all) interner.text(interner.intern(text));
        const live = Uint8Array.from(all, () => (marks.next().value === true ? 1 : 0));
        const renamed = interner.compact(live);
        const kept = all.filter((_, i) => live[i] === 1);
        expect([...renamed]).toEqual(all.map((text, i) => (live[i] === 1 ? kept.indexOf(text) : -1)));
        expect([interner.size, interner.generation]).toEqual([kept.length, 1]);
        expect(kept.map((_, id) => interner.text(id))).toEqual(kept);
        for (const [i, text] of all.entries()) expect(interner.idOf(text)).toBe(live[i] === 1 ? renamed[i] : -2);
        expect(interner.intern(later)).toBe(kept.includes(later) ? kept.indexOf(later) : kept.length);
      }),
    );
  });

  test('gives memory back', () => {
    const interner = new Interner(1);
    for (let i = 0; i < 20_000; i++) interner.intern(`${i}${'x'.repeat(100)}`);
    const full = interner.bytes;
    expect(interner.used).toBeLessThanOrEqual(full + 40 * 20_000);
    interner.compact(new Uint8Array(20_000));
    expect(interner.bytes).toBeLessThan(full / 10);
  });
});

test('the hash of bytes does not depend on where they lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), fc.nat(9), (bytes, before) => {
      const arena = new Uint8Array(before + bytes.length + 3).fill(255);
      arena.set(bytes, before);
      expect(hashBytes(arena, before, before + bytes.length)).toBe(hashBytes(bytes, 0, bytes.length));
    }),
  );
});

test('texts repeat as long as they are few', () => {
  const interner = new Interner();
  for (let i = 0; i <= 1 << 16; i++) {
    if (i === 1 << 16) expect(interner.repeats).toBe(true);
    interner.intern(String(i));
  }
  expect(interner.repeats).toBe(false);
});
