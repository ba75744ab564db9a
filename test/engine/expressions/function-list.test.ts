import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expr, type MillraceSession } from '../../../index.ts';
import { FUNCTIONS } from '../../../engine/expressions/functions/index.ts';
import { inlineSession } from '../../stream/inline-session.ts';
import { shown } from './sql-value.ts';

const folder = join(import.meta.dirname, '../../../engine/expressions/functions');

const filesIn = (path: string): string[] =>
  readdirSync(path).flatMap((name) => {
    const full = join(path, name);
    return statSync(full).isDirectory() ? filesIn(full) : [full];
  });

describe('the list of functions', () => {
  test('holds every file of the folder', () => {
    const index = readFileSync(join(folder, 'index.ts'), 'utf8');
    const families = filesIn(folder).filter((file) => file.slice(folder.length + 1).includes('/'));
    const helper = (file: string): boolean => basename(file).startsWith('define-');
    const defining = families
      .filter((file) => !helper(file))
      .filter((file) => /\bdefine[A-Z]\w*\(/.test(readFileSync(file, 'utf8')));
    const missing = defining.filter((file) => !index.includes(`'.${file.slice(folder.length)}'`));
    expect(missing).toEqual([]);
  });

  test('gives each name to one function', () => {
    const names = FUNCTIONS.flatMap((f) => [f.name, ...(f.aliases ?? [])].map((name) => name.toLowerCase()));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('describes each function in a sentence', () => {
    expect(FUNCTIONS.filter((f) => !/^.*\.$/.test(f.description)).map((f) => f.name)).toEqual([]);
  });
});

describe('the examples of functions', () => {
  const examples = FUNCTIONS.flatMap((f) => f.examples.map((example) => ({ name: f.name, kind: f.kind, ...example })));
  test.each(examples.filter(({ kind }) => kind === 'scalar'))('$name: $sql', ({ sql, result }) => {
    expect(shown(sql)).toBe(result);
  });

  let session: MillraceSession;
  beforeAll(async () => ({ session } = await inlineSession()));
  afterAll(() => session.stop());

  test.each(examples.filter(({ over }) => over !== undefined))('$name: $sql', async ({ sql, over, result }) => {
    const columns = Object.values(over!).map((values) => `array(${values})`);
    const rows = session
      .range(1)
      .selectExpr(`inline(arrays_zip(${columns.join(', ')}))`)
      .toDF(...Object.keys(over!));
    const [row] = await rows.agg(expr(sql).as('v')).selectExpr("coalesce(CAST(v AS STRING), 'NULL') AS v").collect();
    expect(row!['v']).toBe(result);
  });

  test.each(examples.filter(({ kind }) => kind === 'generator'))('$name: $sql', async ({ sql, result }) => {
    const rows = await session.range(1).selectExpr(sql).collect();
    expect(rows.map((row) => Object.values(row).map((v) => v ?? 'NULL').join(', ')).join('; ')).toBe(result); // prettier-ignore
  });

  test('are there for every function whose result does not depend on chance, on the day or on a grouping', () => {
    const without = FUNCTIONS.filter((f) => f.examples.length === 0).map((f) => f.name);
    expect(without.sort()).toEqual([
      'current_date', 'current_timestamp', 'grouping', 'grouping_id', 'localtimestamp', 'monotonically_increasing_id', 'raise_error', 'rand', 'randn', 'uuid',
    ]); // prettier-ignore
  });
});
