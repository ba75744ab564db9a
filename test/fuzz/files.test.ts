import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sinks, sources } from '../../connectors/index.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { nodeFileSystem } from '../../engine/runtime/node-file-system.ts';
import { systemClock } from '../../engine/runtime/system-clock.ts';
import { sessionOn } from '../stream/inline-session.ts';
import { runsOf, SEED } from './fuzz-seed.ts';
import { internalError } from './internal-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'));
/** A long run leaves a hundred thousand files. */
afterAll(() => rmSync(folder, { recursive: true }), 120_000);
let session: MillraceSession;
beforeAll(async () => {
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  session = await sessionOn(systemClock, nodeFileSystem());
});

let files = 0;
/** A new folder for the files of one case. */
function place(): string {
  const path = join(folder, String(++files));
  mkdirSync(path);
  return path;
}

const FORMATS = sources.filter((source) => source.userSchema === 'allowed');
const SCHEMAS = [
  '',
  'a INT, b STRING, c TIMESTAMP',
  'a STRUCT<x: INT, y: ARRAY<DOUBLE>>, b MAP<STRING, DATE>, value STRING',
  'value STRING',
  'a DECIMAL(38,10), b BINARY, c BOOLEAN, _corrupt_record STRING',
];
const LINES = [
  '{"a":1,"b":"x","c":"2024-01-01T00:00:00Z"}',
  '{"a":{"x":1,"y":[1.5,null]},"b":{"k":"2024-01-01"}}',
  '[{"a":1},{"a":2}]',
  '{"a":99999999999999999999999999,"b":"\\ud83c","c":"9999-99-99"}',
  '1,x,2024-01-01 00:00:00',
  '"1","a ""quoted"" text",',
  'a,b,c',
  ',,,,,,,',
  '{"a":',
  '',
  '\u0000\u0000',
];
/** Lines, with some bytes lost, changed or put in, or nothing but bytes. */
const bytes = fc
  .tuple(
    fc.array(fc.constantFrom(...LINES), { maxLength: 8 }),
    fc.array(fc.tuple(fc.nat(400), fc.uint8Array({ maxLength: 4 }), fc.nat(5)), { maxLength: 4 }),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.boolean(),
  )
  .map(([lines, edits, end, packed]) => {
    let data: Uint8Array = Buffer.from(lines.join(end));
    for (const [at, put, lost] of edits) {
      const from = at % (data.length + 1);
      data = Buffer.concat([data.subarray(0, from), put, data.subarray(from + lost)]);
    }
    return packed ? gzipSync(data).subarray(0, data.length % 2 === 0 ? undefined : -3) : data;
  });

const VALUES = [
  '',
  'true',
  'false',
  '0',
  '1',
  '-1',
  '1.5',
  '99999999999999999999',
  'yyyy',
  'yyyy-MM-dd QQQQ',
  "'",
  '\\',
  '\n',
  ',',
  '||',
  '🎉',
  'NaN',
  'null',
  'UTC',
  'No/Where',
  'utf-8',
  'utf-99',
  'PERMISSIVE',
  'FAILFAST',
  'gzip',
  '{"a":',
  '(',
  'a INT',
];
const optionsOf = (names: readonly string[]): fc.Arbitrary<Record<string, string>> =>
  names.length === 0
    ? fc.constant({})
    : fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...VALUES), { maxKeys: 3 });

async function expectOwnErrors(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    expect(internalError(error)).toBeNull();
  }
}

describe.each(FORMATS.map((format) => [format.name, format] as const))('files of %s', (name, { options }) => {
  const set = optionsOf(options.filter((o) => o.name !== 'path').map((o) => o.name));
  const input = fc.tuple(
    bytes,
    fc.constantFrom('a.txt', 'b.json', 'c.csv', 'd.gz', '.hidden', 'e f%20ü'),
    set,
    fc.constantFrom(...SCHEMAS),
    fc.boolean(),
  );

  test(
    `whatever they hold and whatever the options: rows or an error with a condition (seed ${SEED})`,
    { timeout: 600_000 },
    async () => {
      const property = fc.asyncProperty(input, async ([data, file, settings, schema, stream]) => {
        const path = place();
        writeFileSync(join(path, file), data);
        const reader = (stream ? session.readStream : session.read).format(name).options(settings);
        const df = (schema === '' ? reader : reader.schema(schema)).load(path);
        await expectOwnErrors(async () => {
          if (!stream) return df.collect();
          const query = await df.writeStream.format('noop').trigger({ availableNow: true }).start();
          return query.awaitTermination();
        });
      });
      await fc.assert(property, { seed: SEED, numRuns: runsOf(100) });
    },
  );
});

describe.each(sinks.filter((s) => s.name !== 'kafka').map((s) => [s.name, s] as const))(
  'the sink %s',
  (name, { options }) => {
    const set = optionsOf(options.map((o) => o.name));

    test(`whatever the options: rows or an error with a condition (seed ${SEED})`, { timeout: 600_000 }, async () => {
      const property = fc.asyncProperty(
        set,
        fc.constantFrom('append', 'update', 'complete'),
        async (settings, mode) => {
          const path = place();
          const stream = session.memoryStream(`s${files}`, 'a INT, value STRING');
          await stream.addData([1, 'x'], [2, null]);
          const writer = stream.toDF().select('value').writeStream.format(name).outputMode(mode).options(settings);
          await expectOwnErrors(async () => {
            const named = writer.option('checkpointLocation', join(path, 'checkpoint')).queryName(`q${files}`);
            const query = await named.trigger({ availableNow: true }).start(join(path, 'out'));
            return query.awaitTermination();
          });
        },
      );
      await fc.assert(property, { seed: SEED, numRuns: runsOf(15) });
    });
  },
);

const KAFKA_LIKE = sources.filter((source) => source.userSchema !== 'allowed' && source.name !== 'memory-stream');
test.each(KAFKA_LIKE.map((source) => [source.name, source] as const))(
  `options of %s: an error with a condition, or a schema (seed ${SEED})`,
  async (name, { options }) => {
    const property = fc.asyncProperty(optionsOf(options.map((o) => o.name)), fc.boolean(), (settings, stream) =>
      expectOwnErrors(() =>
        (stream ? session.readStream : session.read).format(name).options(settings).load().schema(),
      ),
    );
    await fc.assert(property, { seed: SEED, numRuns: runsOf(100) });
  },
);
