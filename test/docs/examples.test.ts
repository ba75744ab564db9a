import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { StreamingContext } from '../../dstreams.ts';
import { MillraceSession } from '../../index.ts';
import { exampleNames } from './example-names.ts';
import { expectedOutcome, parseExample, runExample } from './run-example.ts';
import { publicMembers, writtenExamples } from './written-examples.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-examples-'));
const home = process.cwd();
let session: MillraceSession;
beforeAll(async () => {
  process.chdir(folder); // relative paths of examples, read at the start of the engine
  session = await MillraceSession.builder.config('spark.sql.session.timeZone', 'UTC').getOrCreate();
});
afterEach(async () => {
  await StreamingContext.getActive()?.stop(false);
  await session.streams.stopAll();
});
afterAll(async () => {
  await session.stop();
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const written = writtenExamples();

test('every public method says by an example what it does', () => {
  const shown = new Set(written.map(({ name }) => name));
  const members = [...publicMembers(), ...publicMembers('dstreams')];
  expect(members.filter((name) => !shown.has(name))).toEqual([]);
  expect(members.length).toBeGreaterThan(240);
});

describe('the example of', () => {
  test.each(written)('$name', async ({ text }) => {
    const { body, expected } = parseExample(text);
    const names = await exampleNames(session, body);
    const outcome = await runExample(body, names);
    expect(outcome).toEqual(await expectedOutcome(expected, outcome, names));
  });
});
