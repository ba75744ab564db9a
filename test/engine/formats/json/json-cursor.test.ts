import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SYNTAX,
  JsonCursor,
  JsonSyntaxError,
  numberText,
  quoted,
  type JsonSyntax,
} from '../../../../engine/formats/json/json-cursor.ts';

const STRICT: JsonSyntax = { ...DEFAULT_SYNTAX, singleQuotes: false, nonNumericNumbers: false };

/** What a cursor makes of a text that must end after one value: 'none' where it finds no JSON. */
function whole<T>(text: string, read: (c: JsonCursor) => T, syntax: Partial<JsonSyntax> = {}): T | 'none' {
  const cursor = new JsonCursor(text, { ...DEFAULT_SYNTAX, ...syntax });
  try {
    const value = read(cursor);
    return Number.isNaN(cursor.peek()) ? value : 'none';
  } catch (error) {
    if (error instanceof JsonSyntaxError) return 'none';
    throw error;
  }
}

const skip = (c: JsonCursor): 'skipped' => {
  c.skip();
  return 'skipped';
};

/** The value at a cursor, as JavaScript holds it. */
function valueAt(c: JsonCursor): unknown {
  const code = String.fromCharCode(c.peek());
  if (code === '{') {
    const entries: [string, unknown][] = [];
    c.object((name) => entries.push([name, valueAt(c)]));
    return Object.fromEntries(entries);
  }
  if (code === '[') {
    const items: unknown[] = [];
    c.array((index) => (items[index] = valueAt(c)));
    return items;
  }
  if (c.startsString()) return c.string();
  for (const word of ['true', 'false', 'null']) if (c.word(word)) return JSON.parse(word);
  const small = c.smallWhole();
  if (!Number.isNaN(small)) return small;
  const number = c.number();
  return number === undefined ? c.fail() : Number(number);
}

const values = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

describe('texts that JSON.parse takes', () => {
  test('are read as the same value, passed over whole, and given back as they stand', () => {
    fc.assert(
      fc.property(values, fc.constantFrom(undefined, 1, '\t', ' \n'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(whole(text, valueAt, STRICT)).toEqual(JSON.parse(text));
        expect(whole(text, skip, STRICT)).toBe('skipped');
        expect(whole(` \r\n${text} `, (c) => c.raw(), STRICT)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('are copied as compact text of the same value', () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(JSON.parse(whole(text, (c) => c.copy()))).toEqual(JSON.parse(text));
      }),
    );
  });
});

test('a text is JSON to the strict cursor when it is to JSON.parse', () => {
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const damage = fc.record({ at: fc.nat(30), gone: fc.nat(2), by: fc.constantFrom('', '"', ',', ':', '[', '}', '0', '-', '.', 'e', '\\', '\\u00', 'x', '\n') }); // prettier-ignore
  fc.assert(
    fc.property(values, damage, (value, { at, gone, by }) => {
      const text = JSON.stringify(value);
      const damaged = text.slice(0, at) + by + text.slice(at + gone);
      expect([damaged, whole(damaged, skip, STRICT)]).toEqual([damaged, isJson(damaged) ? 'skipped' : 'none']);
    }),
    { numRuns: 3000 },
  );
});

describe('what options allow', () => {
  test.each<[option: keyof JsonSyntax, text: string, value: unknown]>([
    ['singleQuotes', `{'a':'it"s'}`, { a: 'it"s' }],
    ['unquotedNames', '{a_$1: 1, é:2}', { a_$1: 1, é: 2 }],
    ['leadingZeros', '[007, -01.5]', [7, -1.5]],
    ['nonNumericNumbers', '[NaN, Infinity, -Infinity]', [NaN, Infinity, -Infinity]],
    ['comments', '/* a */ [1, // b\n 2 /**/]', [1, 2]],
    ['backslashAnything', String.raw`"\q\'\$"`, "q'$"],
    ['controlCharacters', '"a\u0001\tb"', 'a\u0001\tb'],
  ])('%s: %j', (option, text, value) => {
    expect(whole(text, valueAt, { ...STRICT, [option]: true })).toEqual(value);
    expect(whole(text, skip, STRICT)).toBe('none');
  });

  test.each([
    ['[1] // to the end', [1]],
    ['//\n[1]//', [1]],
    ['/***/[1]', [1]],
    ['/*/ [1]', 'none'],
    ['/* open', 'none'],
    ['[1] /* open', 'none'],
    ['/ [1]', 'none'],
    ['[1] /', 'none'],
    ['[1 / 2]', 'none'],
  ])('comments end where they say: %j', (text, value) => {
    expect(whole(text, valueAt, { ...STRICT, comments: true })).toEqual(value);
  });
});

describe('no JSON', () => {
  test.each([
    '', ' ', '{', '[1', '[1,]', '{"a"}', '{"a":}', '{"a":1,}', '{"a" 1}', '{a:1}', '01', '-', '+1', '1.', '.5', '1e', '1.5.2', '1x',
    'tru', 'nul', '"open', String.raw`"\x"`, String.raw`"\u12g4"`, String.raw`"\u123`, '"\n"', '[1 2]', ']',
  ])('%j', (text) => expect(whole(text, skip)).toBe('none')); // prettier-ignore
});

describe('numbers', () => {
  test.each<[text: string, small: number, number: string]>([
    ['0', 0, '0'],
    ['-0', -0, '-0'],
    ['999999999999999', 999_999_999_999_999, '999999999999999'],
    ['1000000000000000', NaN, '1000000000000000'],
    ['-12', -12, '-12'],
    ['1.5', NaN, '1.5'],
    ['1E+3', NaN, '1E+3'],
    ['170141183460469231731687303715884105727', NaN, '170141183460469231731687303715884105727'],
  ])('%s', (text, small, number) => {
    for (const after of ['', ',', '}', ']', ' ', '\n']) {
      const cursor = new JsonCursor(text + after, STRICT);
      const read = cursor.smallWhole();
      if (after !== '\n' || Number.isNaN(small)) expect(read).toBe(small);
      if (!Number.isNaN(read)) continue;
      expect(cursor.at).toBe(0);
      expect(cursor.number()).toBe(number);
      expect(cursor.at).toBe(text.length);
    }
  });

  test('written again by Java, whole ones stay', () => {
    expect(['12', '-0', '1.50', '1e3', '1E-5', 'NaN', '-INF', '+Infinity'].map(numberText)).toEqual([
      '12', '-0', '1.5', '1000.0', '1.0E-5', 'NaN', '-Infinity', 'Infinity',
    ]); // prettier-ignore
  });
});

test('a quoted text is read as the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(quoted(text))).toBe(text);
      expect(whole(quoted(text), (c) => c.string(), STRICT)).toBe(text);
    }),
  );
  expect(quoted('a"\\\b\f\n\r\t\u0001\u001f/é')).toBe(String.raw`"a\"\\\b\f\n\r\t\u0001\u001F/é"`);
});
