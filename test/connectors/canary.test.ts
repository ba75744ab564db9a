import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sinks, sources } from '../../connectors/index.ts';
import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import type { OptionSpec } from '../../engine/spi/source.ts';
import { sessionOn } from '../stream/inline-session.ts';

/** Everything that is said while a secret is in use. */
const said: string[] = [];
const say = (...things: unknown[]): void =>
  void said.push(...things.map((thing) => (typeof thing === 'string' ? thing : inspect(thing, { depth: 8 }))));

const folder = mkdtempSync(join(tmpdir(), 'millrace-canary-'));
const data = join(folder, 'data.json');
writeFileSync(data, '{"value":"a"}\n');

/** Names that a prefix takes and no declaration lists. */
const BEHIND_PREFIX = ['kafka.apiKey', 'kafka.ssl.truststore.passphrase', 'kafka.sasl.oauthbearer.client.secret'];
/** What a connector needs beside the option that is tried; a port that nobody listens on. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kafka: {
    'kafka.bootstrap.servers': '127.0.0.1:1',
    subscribe: 't',
    topic: 't',
    'fetchOffset.numRetries': '0',
    'kafka.retries': '0',
    'kafka.security.protocol': 'SASL_SSL',
    'kafka.sasl.mechanism': 'PLAIN',
  },
  socket: { host: '127.0.0.1', port: '1' },
};
const ONE_OF = ['subscribe', 'subscribePattern', 'assign'];

let session: MillraceSession;
beforeAll(async () => {
  session = await sessionOn(systemClock, nodeFileSystem(), say);
  for (const method of ['log', 'warn', 'error', 'info'] as const) vi.spyOn(console, method).mockImplementation(say);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (say(String(text)), true));
});
afterEach(() => void (said.length = 0));

let last = 0;
/** A secret that no other case has. */
const canary = (): string => `Canary+${++last}"7f`;
const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
];

/** The options that a declaration stands for. */
const namesOf = ({ name, prefix }: OptionSpec): string[] => (prefix === true ? BEHIND_PREFIX : [name]);

/** How a canary is put into an option: as a secret, or as the password of an address. */
function valuesFor({ secret, prefix }: OptionSpec, text: string): string[] {
  if (secret === true || prefix === true) return [text, `Module required username="u" password="${text}";`];
  return [`user:${text}@host`, `https://user:${text}@host/path`];
}

function optionsOf(connector: string, name: string, value: string): Record<string, string> {
  const needed = Object.entries(NEEDED[connector] ?? {}).filter(
    ([other]) => !(ONE_OF.includes(name) && ONE_OF.includes(other)),
  );
  return { ...Object.fromEntries(needed), [name]: value };
}

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

function expectNoCanary(secret: string): void {
  const all = said.join('\n');
  expect(said.length).toBeGreaterThan(3);
  for (const form of formsOf(secret)) expect(around(all, form)).toBe('');
}

/** Where a text stands in another, empty when it does not. */
const around = (all: string, text: string): string => {
  const at = all.indexOf(text);
  return at < 0 ? '' : all.slice(Math.max(0, at - 300), at + 100);
};

describe.each(sources.filter((s) => s.name !== 'memory-stream').map((s) => [s.name, s] as const))(
  'the source %s',
  (name, definition) => {
    const cases = definition.options.flatMap((spec) => namesOf(spec).map((option) => [option, spec] as const));
    test.each(cases.length === 0 ? [['path', { name: 'path', description: '' }] as const] : cases)(
      'shows no canary of %s',
      async (option, spec) => {
        const secret = canary();
        for (const value of valuesFor(spec, secret)) {
          for (const reader of [session.read, session.readStream]) {
            reader.format(name).options(optionsOf(name, option, value));
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
        expectNoCanary(secret);
      },
    );
  },
);

describe.each(sinks.map((s) => [s.name, s] as const))('the sink %s', (name, definition) => {
  const cases = [...definition.options, { name: 'checkpointLocation', description: '' }].flatMap((spec: OptionSpec) =>
    namesOf(spec).map((option) => [option, spec] as const),
  );
  test.each(cases)('shows no canary of %s', async (option, spec) => {
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
          ...optionsOf(name, option, option === 'checkpointLocation' ? join(folder, value) : value),
        })
        .queryName(`q${last}`)
        .trigger({ availableNow: true });
      say(writer);
      await saying(async () => {
        const query = await writer.start(join(folder, `o${last}`));
        await query.awaitTermination().finally(() => say(query, query.status, query.recentProgress, query.exception));
      });
    }
    expectNoCanary(secret);
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
  expectNoCanary(secret);
});
