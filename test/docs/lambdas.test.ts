import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripTypeScriptTypes } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MillraceSession, type DataFrame } from '../../index.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/lambdas.md'), 'utf8');

/** The rows of the tables, cell by cell, without the code marks. */
function rowsOf(title: string): string[][] {
  const part = page.split(`## ${title}\n`)[1]!.split('\n## ')[0]!;
  const lines = part.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|'))
      .map((cell) => /^(`+) ?(.*?) ?\1$/.exec(cell)?.[2] ?? cell),
  );
}

/** A lambda as a program would have it. */
const lambda = (source: string): ((row: any) => unknown) =>
  new Function(`return ${stripTypeScriptTypes(`(${source})`, { mode: 'strip' })}`)() as (row: any) => unknown;

const SCHEMA =
  'id BIGINT, n INT, amount DOUBLE, country STRING, flag BOOLEAN, address STRUCT<city: STRING>, tags ARRAY<STRING>, `two words` INT';
const ROWS = [
  [1, 1, 12.5, 'PT', true, { city: 'Porto' }, ['a', 'b'], 7],
  [2, 4, 9.25, ' es ', false, { city: null }, ['c'], 8],
  [null, null, null, null, null, null, null, null],
];

let session: MillraceSession;
let rows: DataFrame;
beforeAll(async () => {
  session = await MillraceSession.builder.create();
  rows = session.createDataFrame(ROWS, SCHEMA);
});
afterAll(() => session.stop());

describe('docs/lambdas.md', () => {
  test.each(rowsOf('What is accepted').map(([source, sql]) => [source!, sql!]))('%s is %s', async (source, sql) => {
    const ours = rows.withColumn('value', lambda(source)).select('value');
    const theirs = rows.selectExpr(`${sql} AS value`);
    expect(await ours.dtypes()).toEqual(await theirs.dtypes());
    expect(await ours.collect()).toEqual(await theirs.collect());
  });

  test.each(rowsOf('What is refused').map(([source, why]) => [source!, why!]))('%s is refused: %s', (source, why) => {
    expect(() => rows.withColumn('value', lambda(source))).toThrow(why);
  });
});
