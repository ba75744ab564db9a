import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { StreamingContext } from '../../dstreams.ts';
import { MillraceSession } from '../../index.ts';
import { exampleNames } from './example-names.ts';
import { expectedOutcome, parseExample, runExample } from './run-example.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/dstreams.md'), 'utf8');
const [prelude, ...cells] = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((found) => found[1]!);

const folder = mkdtempSync(join(tmpdir(), 'millrace-dstreams-'));
const home = process.cwd();
let session: MillraceSession;
beforeAll(async () => {
  process.chdir(folder);
  session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').create();
});
afterEach(() => StreamingContext.getActive()?.stop(false));
afterAll(async () => {
  await session.stop();
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

test('the page has a cell for each rule', () => expect(cells.length).toBeGreaterThan(12));

test.each(cells.map((cell, i) => [`${i}: ${cell.split('\n')[0]}`, cell] as const))('%s', async (_, cell) => {
  const { body, expected } = parseExample(`${prelude}${cell}`);
  const names = await exampleNames(session, body);
  const outcome = await runExample(body, names);
  expect(outcome).toEqual(await expectedOutcome(expected, outcome, names));
});
