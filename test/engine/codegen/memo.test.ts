import { describe, expect, test } from 'vitest';
import { Memo } from '../../../engine/codegen/memo.ts';
import { Interner } from '../../../engine/columnar/interner.ts';
import { decodeText } from '../../../engine/columnar/texts.ts';

/** A function of a text that notes for what it was asked, and what generated code does with its results. */
function counted(asText: boolean): { memo: Memo; asked: string[]; result: (texts: Interner, id: number) => unknown } {
  const asked: string[] = [];
  const memo = new Memo((out, bytes, start, end, isNull) => {
    const text = isNull ? 'NULL' : decodeText(bytes, start, end);
    asked.push(text);
    if (text === 'nothing') return null;
    if (!asText) return text.length;
    out.putText(`<${text}>`);
    return true;
  }, asText);
  const result = (texts: Interner, id: number): unknown => {
    const found = memo.values(texts)[id] ?? memo.compute(texts, id);
    if (found === memo.missing) return null;
    if (!asText) return found;
    return decodeText(memo.arena.arena, memo.starts[found as number]!, memo.starts[(found as number) + 1]!);
  };
  return { memo, asked, result };
}

describe.each([true, false])('of results that are texts: %s', (asText) => {
  test('each text is asked for once, one without a result too', () => {
    const { asked, result } = counted(asText);
    const texts = new Interner();
    const ids = ['a', 'bb', 'nothing', 'a', 'nothing', 'bb'].map((text) => texts.intern(text));
    const expected = asText ? ['<a>', '<bb>', null, '<a>', null, '<bb>'] : [1, 2, null, 1, null, 2];
    expect(ids.map((id) => result(texts, id))).toEqual(expected);
    expect(asked).toEqual(['a', 'bb', 'nothing']);
  });

  test('numbers that mean other texts are asked for anew', () => {
    const { asked, result } = counted(asText);
    const texts = new Interner();
    const ids = ['a', 'bb'].map((text) => texts.intern(text));
    ids.forEach((id) => result(texts, id));
    texts.compact(Uint8Array.of(0, 1));
    expect(result(texts, 0)).toBe(asText ? '<bb>' : 2);
    const others = new Interner();
    expect(result(others, others.intern('ccc'))).toBe(asText ? '<ccc>' : 3);
    expect(asked).toEqual(['a', 'bb', 'bb', 'ccc']);
  });
});

test('no text has a result, too, and it is computed once', () => {
  const { memo, asked } = counted(false);
  expect([memo.ofNull(), memo.ofNull()]).toEqual([4, 4]);
  expect(asked).toEqual(['NULL']);
});

test('texts that never come again do not fill the memory: results are forgotten, and found again', () => {
  const { memo, result } = counted(true);
  const texts = new Interner();
  const first = texts.intern('first');
  result(texts, first);
  for (let i = 0; i < 1 << 18; i++) result(texts, texts.intern(`${i}`));
  expect(memo.arena.at).toBeLessThan(1000);
  expect(result(texts, first)).toBe('<first>');
});
