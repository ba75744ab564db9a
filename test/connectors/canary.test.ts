import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { canary, canaryIn, neededBeside, sinkOptions, sourceOptions, valuesFor } from './canaries.ts';

/** Everything that is said while a secret is in use. */
const said: string[] = [];
const say = (...things: unknown[]): void =>
  void said.push(...things.map((thing) => (typeof thing === 'string' ? thing : inspect(thing, { depth: 8 }))));

const folder = mkdtempSync(join(tmpdir(), 'millrace-canary-'));
const data = join(folder, 'data.json');
writeFileSync(data, '{"value":"a"}\n');

let session: MillraceSession;
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem(), say);
  for (const method of ['log', 'warn', 'error', 'info'] as const) vi.spyOn(console, method).mockImplementation(say);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (say(String(text)), true));
});
afterEach(() => void (said.length = 0));

let last = 0;

/** Does something and says all that comes of it, errors among it. */
async function saying(act: () => unknown): Promise<void> {
  try {
    say(await act());
  } catch (error) {
    for (let at: unknown = error; at instanceof Error; at = at.cause)
      say(at, at.message, at.stack ?? '', JSON.stringify(at), (at as { hint?: string }).hint ?? '');
  }
}

async function sayAllOf(df: DataFrame): Promise<void> {
  say(df, JSON.stringify(df.plan));
  for (const mode of ['simple', 'extended', 'codegen', 'formatted'] as const) await saying(() => df.explain(mode));
  await saying(() => df.printSchema());
  await saying(() => df.select('missing').schema());
}

function expectNoCanary(): void {
  expect(said.length).toBeGreaterThan(3);
  expect(canaryIn(said.join('\n'))).toBe('');
}

describe.each(sourceOptions.map(([source, options]) => [source.name, source, options] as const))(
  'the source %s',
  (name, definition, options) => {
    test.each(options)('shows no canary of %s', async (option, spec) => {
      const secret = canary();
      for (const value of valuesFor(spec, secret)) {
        for (const reader of [session.read, session.readStream]) {
          reader.format(name).options({ ...neededBeside(name, option), [option]: value });
          say(reader);
          const df = definition.userSchema === 'allowed' ? reader.schema('value STRING').load(data) : reader.load();
          await sayAllOf(df);
          if (reader === session.read || definition.batch === undefined) continue;
          await saying(() => df.limit(1).collect());
          const writer = df.writeStream.format('noop').trigger({ availableNow: true });
          await saying(async () => {
            const query = await writer.start();
            await query
              .awaitTermination()
              .finally(() => say(query, query.status, query.recentProgress, query.exception));
          });
        }
      }
      expectNoCanary();
    });
  },
);

describe.each(sinkOptions.map(([sink, options]) => [sink.name, options] as const))('the sink %s', (name, options) => {
  test.each(options)('shows no canary of %s', async (option, spec) => {
    const secret = canary();
    for (const value of valuesFor(spec, secret)) {
      const stream = session.memoryStream(`s${++last}`, 'value STRING');
      await stream.addData(['a']);
      const checkpointLocation = join(folder, `c${last}`);
      const writer = stream
        .toDF()
        .writeStream.format(name)
        .options({
          checkpointLocation,
          ...neededBeside(name, option),
          [option]: option === 'checkpointLocation' ? join(folder, value) : value,
        })
        .queryName(`q${last}`)
        .trigger({ availableNow: true });
      say(writer);
      await saying(async () => {
        const query = await writer.start(join(folder, `o${last}`));
        await query.awaitTermination().finally(() => say(query, query.status, query.recentProgress, query.exception));
      });
    }
    expectNoCanary();
  });
});

test('a path shows no password', async () => {
  const secret = canary();
  for (const path of [`ftp://user:${secret}@host/data.json`, join(folder, `user:${secret}@host`, 'data.json')]) {
    for (const reader of [session.read, session.readStream]) {
      const df = reader.schema('value STRING').json(path);
      await sayAllOf(df);
      await saying(() => df.writeStream.format('json').option('checkpointLocation', join(folder, 'p')).start(path));
    }
  }
  expectNoCanary();
});
