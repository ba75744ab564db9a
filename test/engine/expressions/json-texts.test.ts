import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { bound, columnsOf } from './sql-value.ts';

const columns = columnsOf('j STRING, p STRING');
const on = (sql: string): ((json: string | null, path?: string) => unknown) => {
  const f = compileExpression(bound(sql, columns), columns);
  return (json, path = '$') => f([json, path]);
};
const found = on('get_json_object(j, p)');
const length = on('json_array_length(j)');
const keys = on('json_object_keys(j)');
const longs = on("from_json(j, 'ARRAY<BIGINT>')");
const ints = on("from_json(j, 'ARRAY<INT>')");

const leaf = fc.oneof(fc.constantFrom(true, false, null, 0, -7, 12345678901234, 'é', '漢"', '', 'a'), fc.integer());
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'é'), tie('tree'), { maxKeys: 3 }),
  ),
}));
const path = fc.array(fc.constantFrom<string | number>('a', 'b', 'é', 0, 1, 3), { maxLength: 4 });

describe('texts of JSON', () => {
  test('a path finds what stands there', () => {
    fc.assert(
      fc.property(tree, path, fc.boolean(), (value, steps, wide) => {
        const at = steps.reduce<unknown>((v, step) => {
          const fits = typeof step === 'number' ? Array.isArray(v) : typeof v === 'object' && !Array.isArray(v);
          return fits ? ((v as Record<string, unknown> | null)?.[step] ?? null) : null;
        }, value);
        const expected = at === null || typeof at === 'string' ? at : JSON.stringify(at);
        const text = `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')}`;
        expect(found(JSON.stringify(value, null, wide ? 2 : 0), text)).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('arrays have a length and objects keys, other texts have none', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        expect(length(JSON.stringify(value))).toBe(Array.isArray(value) ? value.length : null);
        expect(keys(JSON.stringify(value))).toEqual(isObject ? Object.keys(value) : null);
      }),
    );
  });

  test.each(['', '[1,', '[1 2]', '{"a":1,}', '{"a" 1}', '[01]', '[1x]', '[nul]', '{"a":"b}', '[-]'])('%j is none', (text) => {
    expect([found(text, '$.a'), found(text), length(text), keys(text)]).toEqual([null, null, null, null]);
  }); // prettier-ignore

  test('a NULL gives NULL, and so does a path that is none', () => {
    expect([found(null), length(null), keys(null), found('{"a":1}', 'a')]).toEqual([null, null, null, null]);
  });

  test.each([
    ['$[*].a', '[{"a":1},{"a":"x"}]', '[1,"x"]'],
    ['$[*].a', '[{"a":"x"}]', '"x"'],
    ['$.b[*]', '{"b":[1,2]}', '[1,2]'],
    ['$.a', '{"a":null,"a":1}', null],
    ['$.*', '{"a":1}', null],
  ])('%s of %s is %j', (p, json, expected) => {
    expect(found(json, p)).toBe(expected);
  });

  test('whole numbers of every size', () => {
    const whole = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -1000n, max: 1000n }));
    fc.assert(
      fc.property(fc.array(whole, { maxLength: 5 }), (items) => {
        expect(longs(`[${items.join(', ')}]`)).toEqual(items);
        const small = items.every((n) => BigInt.asIntN(32, n) === n);
        expect(ints(`[ ${items.join(' ,')} ]`)).toEqual(small ? items.map(Number) : null);
      }),
    );
  }); // prettier-ignore
});

describe('to_json of nested values', () => {
  const nested = columnsOf('s STRUCT<id: BIGINT, tags: ARRAY<STRING>, inner: STRUCT<p: DOUBLE, q: ARRAY<INT>>>');
  const write = (sql: string): ((value: unknown) => unknown) => {
    const f = compileExpression(bound(sql, nested), nested);
    return (value) => f([value]);
  };
  const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values);
  const row = fc.tuple(
    orNull(fc.integer().map(BigInt)),
    orNull(fc.array(orNull(fc.constantFrom('a', 'é"', '\\\n', '漢😀', '')), { maxLength: 3 })),
    orNull(
      fc.tuple(orNull(fc.constantFrom(0.5, 1.25, -3.75)), orNull(fc.array(orNull(fc.integer()), { maxLength: 3 }))),
    ),
  );
  const without = (_: string, v: unknown): unknown => (v === null ? undefined : v);
  test('is JSON of the same value, without the NULLs of structs unless they are wanted', () => {
    const [plain, all, list] = [
      write('to_json(s)'),
      write("to_json(s, map('ignoreNullFields', 'false'))"),
      write('to_json(s.tags)'),
    ];
    fc.assert(
      fc.property(row, ([id, tags, inner]) => {
        const value = { id: id === null ? null : Number(id), tags, inner: inner && { p: inner[0], q: inner[1] } };
        const filled: Record<string, unknown> = Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null));
        if (inner !== null) filled['inner'] = Object.fromEntries(Object.entries(value.inner!).filter(([, v]) => v !== null));
        expect(plain([id, tags, inner])).toBe(JSON.stringify(filled));
        expect(all([id, tags, inner])).toBe(JSON.stringify(value));
        expect(list([id, tags, inner])).toBe(tags === null ? null : JSON.stringify(tags, (k, v: unknown) => (k === '' ? v : (without(k, v) ?? null))));
      }),
    );
  }); // prettier-ignore
});

test.each(['UTF-16BE', 'UTF-16LE', 'UTF-16'])('encode as %s', (charset) => {
  const f = compileExpression(bound(`encode(j, '${charset}')`, columns), columns);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 8 }), (text) => {
      const little = Buffer.from(text, 'utf16le');
      const bytes = charset === 'UTF-16LE' ? little : Buffer.from(little).swap16();
      const mark = charset === 'UTF-16' && text !== '' ? [0xfe, 0xff] : [];
      expect([...(f([text, null]) as Uint8Array)]).toEqual([...mark, ...bytes]);
    }),
  );
});

test.each([
  ["str_to_map('a:1,b:2,c')", '[["a","1"],["b","2"],["c",null]]'],
  ["str_to_map('a.1|b.2', '[|]', '[.]')", '[["a","1"],["b","2"]]'],
  ["str_to_map('a.1;b.2', ';', '.')", '[["","1"]]'],
  ["str_to_map('é=漢&😀=', '&', '=')", '[["é","漢"],["😀",""]]'],
  ["str_to_map('', ',', ':')", '[["",null]]'],
])('%s', (sql, expected) => {
  if (sql.includes("'.')")) expect(() => compileExpression(bound(sql))([])).toThrow();
  else expect(JSON.stringify(compileExpression(bound(sql))([]))).toBe(expected);
});
