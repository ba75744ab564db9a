import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

let inline: InlineSession;
let folder: string;
const COUNTRIES = ['DE', 'PT', '__HIVE_DEFAULT_PARTITION__'];
const DAYS = ['2026-01-01', '2026-01-02', '2026-02-01'];

/** One file for each country, day and number, with the number of its folders within. */
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-pushed-'));
  let id = 0;
  for (const country of COUNTRIES)
    for (const day of DAYS)
      for (const n of [1, 2, 10]) {
        const place = join(folder, `country=${country}`, `day=${day}`, `n=${n}`);
        mkdirSync(place, { recursive: true });
        writeFileSync(join(place, 'rows.json'), `{"id":${id++}}\n{"id":${id++}}\n`);
      }
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

const read = () => inline.session.read.schema('id INT, country STRING, day DATE, n INT').json(folder);

/** What the source was told, as the plan shows it. */
async function told(condition: string): Promise<string> {
  const text = await read().filter(condition).explainString();
  return /PushedFilters: \[(.*?)\] \[/.exec(text)?.[1] ?? '';
}

const TOLD: Readonly<Record<string, string>> = {
  "country = 'PT'": 'country = PT',
  "'PT' = country AND id > 3": 'country = PT, id > 3',
  "n > 1 AND n <= 5 + 5 AND day < '2026-02-01'": 'n > 1, n <= 10, day < 20485',
  '3 < n': 'n > 3',
  'n IN (1, 10)': 'n in (1, 10)',
  'country IS NULL': 'country is null',
  'country IS NOT NULL AND n = 2': 'country is not null, n = 2',
  // nothing that a folder says
  'id > 3': '',
  "country = 'PT' OR n = 1": '',
  'n + 1 = 2': '',
  'rand() > 2': '',
  'n IN (1, NULL)': '',
};

describe('a source of files is told', () => {
  test.each(Object.entries(TOLD))('%s', async (condition, filters) => expect(await told(condition)).toBe(filters));
});

test('files whose folders cannot fulfil a condition are not read', async () => {
  const broken = join(folder, 'country=PT', 'day=2026-01-01', 'n=77');
  mkdirSync(broken);
  writeFileSync(join(broken, 'rows.json.gz'), 'not gzip');
  await expect(read().filter('n >= 10').collect()).rejects.toThrow('rows.json.gz');
  expect(await read().filter('n < 10 AND country IS NOT NULL').count()).toBe(24);
  expect(await read().filter("n = 77 AND country = 'DE'").count()).toBe(0);
  rmSync(broken, { recursive: true });
});

const value = (column: string): fc.Arbitrary<string> => {
  const texts = { country: ["'DE'", "'PT'", "'XX'"], day: DAYS.map((d) => `DATE'${d}'`), n: ['1', '2', '9', '10'], id: ['7', '20'] }; // prettier-ignore
  return fc.constantFrom(...texts[column as keyof typeof texts]);
};
const part = fc.constantFrom('country', 'day', 'n', 'id').chain((column) =>
  fc.oneof(
    fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), value(column)).map(([op, v]) => `${column} ${op} ${v}`),
    fc.array(value(column), { minLength: 1, maxLength: 3 }).map((all) => `${column} IN (${all.join(', ')})`),
    fc.constantFrom(`${column} IS NULL`, `${column} IS NOT NULL`, `NOT ${column} <=> NULL`),
  ),
);

test('the rows are those of a filter that the source knows nothing of', async () => {
  const rows = await read().collect();
  expect(rows.length).toBe(2 * 27);
  expect(readdirSync(folder).length).toBe(3);
  const known = inline.session.createDataFrame(rows, 'id INT, country STRING, day DATE, n INT');
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 3 }), async (parts) => {
      const condition = parts.join(' AND ');
      const found = await read().filter(condition).orderBy('id').collect();
      expect(found, condition).toEqual(await known.filter(condition).orderBy('id').collect());
    }),
    { numRuns: 60 },
  );
});
