import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataFrame } from '../../../../index.ts';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';
import { odd, regular } from '../../json-texts.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

const SCHEMA = 'id BIGINT, name STRING, amount DOUBLE, big BOOLEAN, ts TIMESTAMP';
/** A value of numbered rows that is no column of theirs. */
const LINE = `concat('{"id": ', id, ', "name": "a', id, '"}') AS value`;
const FIELDS = ['d.id', 'd.name', 'd.amount', 'd.big', 'd.ts'];

/** Values that hold line breaks: two objects in one, one object on several lines, one line and an end. */
const broken = fc.oneof(
  fc.tuple(regular, regular).map((two) => two.join('\n')),
  regular.map((text) => JSON.stringify(JSON.parse(text), null, 1)),
  fc.tuple(regular, fc.constantFrom('\n', '\r\n', '\r', '\n\n')).map((parts) => parts.join('')),
);
const values = fc.array(
  fc.oneof(
    { arbitrary: regular, weight: 8 },
    { arbitrary: odd, weight: 1 },
    { arbitrary: broken, weight: 1 },
    fc.constant(null),
  ),
  { maxLength: 60 },
);

/** What the text is taken from, and how the function is called; options make it run value by value. */
const CALLS = {
  'of a binary column': ['BINARY', 'CAST(value AS STRING)', ''],
  'of a text column': ['STRING', 'value', ''],
  'of a computed text': ['STRING', "concat(value, '')", ''],
  'value by value': ['STRING', 'value', ", map('mode', 'PERMISSIVE')"],
} as const;

const decoded = (texts: readonly (string | null)[], [type, text, options]: (typeof CALLS)[keyof typeof CALLS]) =>
  inline.session
    .createDataFrame(
      texts.map((t, n) => [n, t === null || type === 'STRING' ? t : new TextEncoder().encode(t)]),
      `n INT, value ${type}`,
    )
    .selectExpr('n', `from_json(${text}, '${SCHEMA}'${options}) AS d`);

test('JSON read out of texts a block at a time is what the function gives value by value', async () => {
  await fc.assert(
    fc.asyncProperty(values, async (texts) => {
      for (const columns of [FIELDS, ['d.name'], ['d']]) {
        const answers = await Promise.all(
          Object.values(CALLS).map((call) =>
            decoded(texts, call)
              .select('n', ...columns)
              .collect(),
          ),
        );
        for (const answer of answers) expect(answer).toEqual(answers.at(-1));
      }
    }),
    { numRuns: 60 },
  );
});

/** Steps between the rows and what is read of them; each keeps `n` and `value`. */
const STEPS: readonly ((rows: DataFrame) => DataFrame)[] = [
  (rows) => rows.selectExpr('n', 'value', 'n * 2 AS b'),
  (rows) => rows.selectExpr('n', "concat(value, '') AS value"),
  (rows) => rows.selectExpr('n', 'length(value) AS l', 'value').selectExpr('l + n AS n', 'value'),
  (rows) => rows.filter('n % 3 <> 1'),
  (rows) => rows.selectExpr('n', 'value', 'explode(array(1, 2)) AS e'),
  (rows) => rows.selectExpr('n + 1 - 1 AS n', 'value', 'upper(value) AS u').filter('n >= 0'),
];

/** What is read in the end, `d` being the struct. */
const READS: readonly ((d: string) => readonly string[])[] = [
  (d) => [`${d}.name AS z`],
  (d) => [`${d}.id AS a`, `${d}.amount AS z`],
  (d) => [`${d} AS z`],
  (d) => [`${d}.name AS y`, 'n', `CASE WHEN ${d}.id > 1 THEN ${d}.name END AS z`],
  (d) => [...Array.from({ length: 18 }, (_, i) => `upper(concat(n, '${i}')) AS c${i}`), `${d}.id AS z`],
];

test('steps before it and what is read of it change nothing', async () => {
  const chain = fc.array(fc.constantFrom(...STEPS), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(values, chain, fc.constantFrom(...READS), async (texts, steps, read) => {
      const [columns, apart] = ['', ", map('mode', 'PERMISSIVE')"].map((options) =>
        read(`from_json(value, '${SCHEMA}'${options})`),
      ) as [string[], string[]];
      const rows = inline.session
        .range(Math.max(1, texts.length))
        .selectExpr(`CAST(id AS INT) AS n`)
        .join(
          inline.session.createDataFrame(
            texts.map((t, n) => [n, t]),
            'n INT, value STRING',
          ),
          'n',
          'left',
        );
      const input = steps.reduce((all, step) => step(all), rows);
      expect(await input.selectExpr(...columns).collect()).toEqual(await input.selectExpr(...apart).collect());
      const files = steps.reduce((all, step) => step(all), inline.session.range(3).selectExpr('id AS n', LINE));
      expect(await files.selectExpr(...columns).collect()).toEqual(await files.selectExpr(...apart).collect());
    }),
    { numRuns: 60 },
  );
});

test('a text behind a filter is computed for the rows that pass only', async () => {
  const rows = [
    [1, '{"id":1}'],
    [0, '{"id":2}'],
  ];
  const df = inline.session
    .createDataFrame(rows, 'n INT, value STRING')
    .filter('n > 0')
    .selectExpr("from_json(concat(value, substring('', 1 div n)), 'id INT').id AS id");
  expect(await df.collect()).toEqual([{ id: 1 }]);
});

test('explain names the step, and explain("codegen") prints its matcher', async () => {
  const texts = Array.from({ length: 5 }, () => '{"id":1,"name":"PT","amount":2.5}');
  const df = decoded(texts, CALLS['of a binary column']).select('d.id', 'd.amount');
  expect(await df.explainString()).toContain('DecodeJson (value: id, amount)');
  expect(await df.explainString('codegen')).toMatch(/\/\/ DecodeJson[^]*lines: while/);
});
