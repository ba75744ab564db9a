import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseExpression } from '../../../engine/sql/parse-expression.ts';
import { parseSchema, parseType } from '../../../engine/types/ddl.ts';
import { schemaFromJson } from '../../../engine/types/schema-json.ts';
import type { DataFrame } from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const DEEP = 100_000;
const around = (before: string, inside: string, after: string): string =>
  before.repeat(DEEP) + inside + after.repeat(DEEP);

const EXPRESSIONS = {
  parentheses: around('(', '1', ')'),
  'open parentheses': '('.repeat(DEEP),
  calls: around('abs(', 'id', ')'),
  'open calls': 'abs('.repeat(DEEP),
  casts: around('CAST(', 'id', ' AS INT)'),
  cases: around('CASE WHEN true THEN ', 'id', ' END'),
  negations: `${'NOT '.repeat(DEEP)}true`,
  signs: `${'- '.repeat(DEEP)}id`,
  sums: `id${' + 1'.repeat(DEEP)}`,
  disjunctions: `id = 1${' OR id = 2'.repeat(DEEP)}`,
  concatenations: `'a'${" || 'a'".repeat(DEEP)}`,
  indices: `id${'[0]'.repeat(DEEP)}`,
  'cast signs': `id${'::int'.repeat(DEEP)}`,
  lambdas: `transform(array(1), ${'x -> '.repeat(DEEP)}x)`,
  'cast to a type': `CAST(null AS ${around('ARRAY<', 'INT', '>')})`,
  'cast to an open type': `CAST(null AS ${'ARRAY<'.repeat(DEEP)})`,
  'schema of from_json': `from_json('{}', 'a ${around('STRUCT<a: ', 'INT', '>')}')`,
};

test.each(Object.entries(EXPRESSIONS))('%s are an error that says what to do', async (_, text) => {
  await expect(inline.session.range(1).selectExpr(text).collect()).rejects.toMatchObject({
    condition: expect.stringMatching(/^(FAILED_TO_PARSE_TOO_COMPLEX|PARSE_SYNTAX_ERROR)$/) as string,
  });
});

test.each(['parentheses', 'calls', 'cases', 'negations'] as const)('%s are refused by the parser itself', (name) => {
  expect(() => parseExpression(EXPRESSIONS[name])).toThrow(/FAILED_TO_PARSE_TOO_COMPLEX/);
});

const json = (type: string): string =>
  `{"type":"struct","fields":[{"name":"a","nullable":true,"metadata":{},"type":${type}}]}`;
const TYPES: readonly (readonly [name: string, read: () => unknown])[] = [
  ['a type', () => parseType(around('ARRAY<', 'INT', '>'))],
  ['an open type', () => parseType('ARRAY<'.repeat(DEEP))],
  ['a schema of structs', () => parseSchema(`a ${around('STRUCT<a: ', 'INT', '>')}`)],
  ['a schema of maps', () => parseSchema(`a ${around('MAP<INT, ', 'INT', '>')}`)],
  ['JSON', () => schemaFromJson(json(around('{"type":"array","elementType":', '"integer"', '}')))],
];

test.each(TYPES)('a deep type as %s is a clean error', (_, read) => {
  expect(read).toThrow(/\[(FAILED_TO_PARSE_TOO_COMPLEX|PARSE_SYNTAX_ERROR|INVALID_JSON_DATA_TYPE)\]/);
});

test('a schema given to a reader, too', async () => {
  const read = inline.session.read.schema(`a ${around('ARRAY<', 'INT', '>')}`).json('.');
  await expect(read.schema()).rejects.toMatchObject({ condition: 'FAILED_TO_PARSE_TOO_COMPLEX' });
});

test('a long chain of steps is refused before it is followed', async () => {
  let df: DataFrame = inline.session.range(1);
  for (let i = 0; i < 5000; i++) df = df.filter('id >= 0');
  await expect(df.count()).rejects.toMatchObject({ condition: 'FAILED_TO_PARSE_TOO_COMPLEX' });
});

test('what is only long, or as deep as Spark takes it, is computed', async () => {
  const row = await inline.session
    .range(1)
    .selectExpr(
      `id IN (${'1, '.repeat(20_000)}0) AS listed`,
      `${'('.repeat(100)}id${')'.repeat(100)} AS deep`,
      `id${' + 1'.repeat(400)} AS sum`,
    )
    .first();
  expect(row).toEqual({ listed: true, deep: 0, sum: 400 });
});
