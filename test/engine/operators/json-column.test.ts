import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';
import { odd, regular } from '../json-texts.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const SCHEMA = 'id BIGINT, name STRING, amount DOUBLE, big BOOLEAN, ts TIMESTAMP';
const FIELDS = ['d.id', 'd.name', 'd.amount', 'd.big', 'd.ts'];

const values = fc.array(fc.oneof({ arbitrary: regular, weight: 5 }, { arbitrary: odd, weight: 1 }, fc.constant(null)), {
  maxLength: 60,
});

const decoded = (rows: readonly (readonly [number, unknown])[], type: 'STRING' | 'BINARY') =>
  inline.session
    .createDataFrame(rows, `n INT, value ${type}`)
    .selectExpr('n', `from_json(CAST(value AS STRING), '${SCHEMA}') AS d`);

test('JSON read out of bytes a block at a time is what the function gives value by value', async () => {
  await fc.assert(
    fc.asyncProperty(values, async (texts) => {
      const binary = texts.map((text, n) => [n, text === null ? null : new TextEncoder().encode(text)] as const);
      for (const columns of [FIELDS, ['d.name'], ['d']]) {
        const bytes = await decoded(binary, 'BINARY')
          .select('n', ...columns)
          .collect();
        const strings = await decoded(
          texts.map((text, n) => [n, text] as const),
          'STRING',
        )
          .select('n', ...columns)
          .collect();
        expect(bytes).toEqual(strings);
      }
    }),
    { numRuns: 60 },
  );
});

test('explain names the step, and explain("codegen") prints its matcher', async () => {
  const value = new TextEncoder().encode('{"id":1,"name":"PT","amount":2.5}');
  const rows = Array.from({ length: 5 }, (_, n) => [n, value] as const);
  const df = decoded(rows, 'BINARY').select('d.id', 'd.amount');
  expect(await df.explainString()).toContain('DecodeJson (value: id, amount)');
  expect(await df.explainString('codegen')).toMatch(/\/\/ DecodeJson[^]*lines: while/);
});
