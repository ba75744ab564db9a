import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RowFunction } from '../../../../engine/api/lambda/row-function.ts';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

/** A lambda that can be translated, and called as JavaScript as well. */
const made = (source: string): RowFunction => new Function(`return ${source}`)() as RowFunction;

const ROWS = [
  { a: 1.5, b: -2.25, s: 'Lisboa', t: ' is ', f: true },
  { a: 0, b: 7, s: '', t: 'a', f: false },
  { a: -3, b: 0.5, s: 'aXbXc', t: 'X', f: true },
  { a: 1e6, b: 1e-6, s: '  both ', t: '  ', f: false },
];
const SCHEMA = 'a DOUBLE, b DOUBLE, s STRING, t STRING, f BOOLEAN';
const rows = () => inline.session.createDataFrame(ROWS, SCHEMA);

const { number, text, flag } = fc.letrec<{ number: string; text: string; flag: string }>((tie) => {
  const [number, text, flag] = [tie('number'), tie('text'), tie('flag')];
  const deep = { maxDepth: 4, depthSize: 'small' } as const;
  const both = (operators: string[], side: fc.Arbitrary<string>) =>
    fc.tuple(side, fc.constantFrom(...operators), side).map(([l, operator, r]) => `(${l} ${operator} ${r})`);
  const choice = (side: fc.Arbitrary<string>) => fc.tuple(flag, side, side).map(([c, y, n]) => `(${c} ? ${y} : ${n})`);
  return {
    number: fc.oneof(
      deep,
      fc.constantFrom('o.a', 'o.b', 'o["a"]', '0.5', '2.5', '-1.5', '1e3'),
      both(['+', '-', '*'], number),
      choice(number),
      number.map((n) => `-${n.startsWith('-') ? `(${n})` : n}`),
      number.map((n) => `(${n} % 3.5)`),
      number.map((n) => `Math.sqrt(Math.abs(${n}))`),
      fc.tuple(fc.constantFrom('min', 'max'), number, number).map(([name, l, r]) => `Math.${name}(${l}, ${r})`),
      fc.tuple(fc.constantFrom('floor', 'ceil'), number).map(([name, n]) => `(Math.${name}(${n} % 99.5) + 0.5)`),
      text.map((s) => `(${s}.length + 0.5)`),
    ),
    text: fc.oneof(
      deep,
      fc.constantFrom('o.s', 'o.t', '"X"', '"a"', "' '", '``'),
      both(['+'], text),
      choice(text),
      fc.tuple(text, text, flag).map(([l, r, f]) => `\`<\${${l}}-\${${r}}|\${${f}}>\``),
      fc
        .tuple(
          text,
          fc.constantFrom('toUpperCase()', 'toLowerCase()', 'trim()', 'trimStart()', 'trimEnd()', 'repeat(2)'),
        )
        .map(([s, call]) => `${s}.${call}`),
      text.map((s) => `${s}.replaceAll("X", "yy")`),
    ),
    flag: fc.oneof(
      deep,
      fc.constantFrom('o.f', 'true', 'false', '!o.f'),
      both(['<', '<=', '>', '>=', '===', '!==', '==', '!='], number),
      both(['<', '>', '===', '!=='], text),
      both(['&&', '||', '===', '!=='], flag),
      flag.map((f) => `!${f}`),
      fc
        .tuple(text, fc.constantFrom('startsWith', 'endsWith', 'includes'), text)
        .map(([s, name, other]) => `${s}.${name}(${other})`),
      fc.tuple(text, text, text).map(([l, r, s]) => `[${l}, ${r}].includes(${s})`),
      fc.constantFrom('(o.a !== null)', '(o.s === undefined)'),
    ),
  };
});

/** Zero has one sign, and NaN is itself. */
const plain = (value: unknown): unknown => (typeof value === 'number' ? value + 0 : value);

test('without nulls a lambda gives what JavaScript gives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(number, text, flag), { minLength: 5, maxLength: 10 }), async (expressions) => {
      const fields = expressions.map((expression, i) => `c${i}: ${expression}`);
      const lambda = made(`o => ({ ${fields.join(', ')} })`);
      const wanted = ROWS.map((row) => Object.values(lambda(row) as object).map(plain));
      const found = await rows().select(lambda).collect();
      expect(found.map((row) => Object.values(row).map(plain))).toEqual(wanted);
    }),
    { numRuns: 25 },
  );
}, 60_000);

test.each<[lambda: string, type: string, value: unknown]>([
  ['o => 2147483647', 'integer', 2147483647],
  ['o => -2147483648', 'integer', -2147483648],
  ['o => 2147483648', 'long', 2147483648n],
  ['o => -9223372036854775808n', 'long', -9223372036854775808n],
  ['o => 9223372036854775807n', 'long', 9223372036854775807n],
  ['o => 0xffn', 'long', 255n],
  ['o => 1_000', 'integer', 1000],
  ['o => 1.0', 'integer', 1],
  ['o => 1e400', 'double', Infinity],
  ['o => -Infinity', 'double', -Infinity],
  ['o => +2', 'integer', 2],
  ['o => "a" + 1', 'string', 'a1'],
  ['o => ``', 'string', ''],
])('%s is a literal of type %s', async (lambda, type, value) => {
  const literal = lambda.slice('o => '.length);
  const { fields } = await rows()
    .select(made(`o => ({ v: ${literal} })`))
    .schema();
  expect(fields.map((field) => field.type.kind)).toEqual([type]);
  // a BIGINT beyond 2^53 is read as its text
  const shown = typeof value === 'bigint' ? `\`\${${literal}}\`` : literal;
  const [row] = await rows()
    .limit(1)
    .select(made(`o => ({ v: ${shown} })`))
    .collect();
  expect(row!['v']).toEqual(typeof value === 'bigint' ? String(value) : value);
});

test.each<[lambda: string, columns: string[]]>([
  ['o => o.a', ['a']],
  ['o => ({ x: o.a, "y z": o.b })', ['x', 'y z']],
  ['o => ({ ...o })', ['a', 'b', 's', 't', 'f']],
  ['o => ({ ...o, c: 1 })', ['a', 'b', 's', 't', 'f', 'c']],
  ['o => ({ ...o, b: 1, c: o.a, a: 2 })', ['a', 'b', 's', 't', 'f', 'c']],
  ['o => ({ x: 1, y: 2, x: 3 })', ['x', 'y']],
  ['({ s, "t": other }) => ({ s, other })', ['s', 'other']],
])('the columns of %s are %j', async (lambda, columns) => {
  expect((await rows().select(made(lambda)).schema()).fields.map(({ name }) => name)).toEqual(columns);
});

test.each([
  ['o => -9223372036854775809n', 'beyond BIGINT'],
  ['o => typeof o.a', 'typeof has no translation'],
  ['o => o', 'the row itself'],
  ['o => [o]', 'the row itself'],
  ['o => o[true]', 'a column whose name is no text'],
  ['o => o[o.s]', 'a column chosen by data'],
  ['o => ({ x: { ...o } })', 'a spread inside a struct'],
  ['o => ({ x: 1, ...o })', 'a spread that does not stand first'],
  ['o => ({ ...o, x: 1, ...o })', 'a spread that does not stand first'],
  ['o => ({ ...o.s })', 'the spread of something else than the row'],
  ['o => o.s[o.t]()', 'this call has no translation'],
  ['o => o.f(1)', 'the method f'],
  ['o => Math.tan(o.a)', 'the method Math.tan'],
  ['o => (o.a)(1)', 'the method a'],
])('%s is refused: %s', (lambda, says) => {
  expect(() => rows().select(made(lambda))).toThrow(says);
});
