import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StreamingQuery } from '../../../index.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

const DAY = 86_400;
const ROOT = mkdtempSync(join(tmpdir(), 'millrace-file-streams-'));
let inline: InlineSession;
beforeAll(async () => void (inline = await inlineSession()));
afterAll(async () => {
  await inline.session.stop();
  rmSync(ROOT, { recursive: true });
});

/** A file that holds its name. */
function put(folder: string, name: string, seconds: number): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, name);
  utimesSync(path, seconds, seconds);
}

type Options = Readonly<Record<string, string | number | boolean>>;

interface Run {
  readonly folder: string;
  /** The rows of each batch. */
  readonly batches: string[];
  readonly query: StreamingQuery;
}

async function run(options: Options, fill: (folder: string) => void, checkpoint?: string): Promise<Run> {
  const folder = checkpoint === undefined ? mkdtempSync(join(ROOT, 'in-')) : join(checkpoint, '..', 'in');
  fill(folder);
  const batches: string[] = [];
  const writer = inline.session.readStream
    .option('recursiveFileLookup', true)
    .options(options)
    .text(folder)
    .writeStream.foreachBatch(
      async (batch) => void batches.push((await batch.collect()).map((r) => r['value']).join(' ')),
    );
  if (checkpoint !== undefined) writer.option('checkpointLocation', checkpoint);
  const query = await writer.start();
  await query.processAllAvailable();
  return { folder, batches, query };
}

/** What a stream takes of files that are there, batch by batch, and of those that come then. */
const TAKEN: Readonly<
  Record<
    string,
    {
      options: Options;
      first: readonly (readonly [string, number])[];
      then?: readonly (readonly [string, number])[];
      batches: string[];
    }
  >
> = {
  'files up to so many bytes': {
    options: { maxBytesPerTrigger: 5 },
    first: [
      ['aa', 1],
      ['bbb', 2],
      ['c', 3],
      ['dddd', 4],
      ['e', 5],
    ],
    batches: ['aa bbb', 'c dddd', 'e'],
  },
  'one file that is larger': {
    options: { maxBytesPerTrigger: 1 },
    first: [
      ['aa', 1],
      ['bbb', 2],
    ],
    batches: ['aa', 'bbb'],
  },
  'files of any age in the first batch, and none that is a week older then': {
    options: {},
    first: [
      ['a', 1],
      ['b', 30 * DAY],
    ],
    then: [
      ['late', 23 * DAY - 1],
      ['in-time', 23 * DAY],
    ],
    batches: ['a b', 'in-time'],
  },
  'files up to another age': {
    options: { maxFileAge: '1h' },
    first: [['a', DAY]],
    then: [
      ['late', DAY - 3601],
      ['in-time', DAY - 3600],
    ],
    batches: ['a', 'in-time'],
  },
  'files of any age where the latest go first and batches are limited': {
    options: { latestFirst: true, maxFilesPerTrigger: 1, maxFileAge: '1h' },
    first: [
      ['a', 1],
      ['b', DAY],
    ],
    then: [['old', 2]],
    batches: ['b', 'a', 'old'],
  },
  'one file of a name': {
    options: { fileNameOnly: true },
    first: [
      ['x/same', 1],
      ['y/same', 2],
      ['y/other', 3],
    ],
    then: [
      ['z/same', 4],
      ['z/new', 5],
    ],
    batches: ['x/same y/other', 'z/new'],
  },
  'the files of all folders without that': {
    options: {},
    first: [
      ['x/same', 1],
      ['y/same', 2],
    ],
    batches: ['x/same y/same'],
  },
};

test.each(Object.entries(TAKEN))('a stream takes %s', async (_, { options, first, then = [], batches: wanted }) => {
  const { folder, batches, query } = await run(options, (into) => first.forEach(([name, s]) => put(into, name, s)));
  then.forEach(([name, seconds]) => put(folder, name, seconds));
  await query.processAllAvailable();
  await query.stop();
  expect(batches).toEqual(wanted);
});

test('what was seen is known after a restart, by name too', async () => {
  const place = mkdtempSync(join(ROOT, 'restart-'));
  const [input, checkpoint] = [join(place, 'in'), join(place, 'checkpoint')];
  const options = { fileNameOnly: true, maxFileAge: '1h' };
  const first = await run(options, () => put(input, 'x/same', DAY), checkpoint);
  await first.query.stop();
  const fill = (): void => {
    put(input, 'y/same', DAY + 1);
    put(input, 'old', 1);
    put(input, 'new', DAY + 2);
  };
  const { batches, query } = await run(options, fill, checkpoint);
  await query.stop();
  expect(batches).toEqual(['new']);
});

describe('cleanSource', () => {
  const files = (folder: string): string[] => (readdirSync(folder, { recursive: true }) as string[]).sort();

  test('delete takes files away whose batch is done', async () => {
    const { folder, batches, query } = await run({ cleanSource: 'delete', maxFilesPerTrigger: 1 }, (into) => {
      put(into, 'a', 1);
      put(into, 'b', 2);
    });
    await query.stop();
    expect([batches, files(folder)]).toEqual([['a', 'b'], []]);
  });

  test('archive gives them their whole path below another folder', async () => {
    const archive = mkdtempSync(join(ROOT, 'archive-'));
    const { folder, query } = await run({ cleanSource: 'archive', sourceArchiveDir: archive }, (into) =>
      put(into, 'x/a', 1),
    );
    await query.stop();
    expect(existsSync(join(folder, 'x/a'))).toBe(false);
    expect(existsSync(join(archive, folder, 'x/a'))).toBe(true);
  });

  test('files of a batch that is not done stay', async () => {
    const folder = mkdtempSync(join(ROOT, 'failing-'));
    put(folder, 'a', 1);
    const query = await inline.session.readStream
      .option('cleanSource', 'delete')
      .text(folder)
      .writeStream.foreachBatch(() => {
        throw new Error('the sink fails');
      })
      .start();
    await expect(query.processAllAvailable()).rejects.toThrow('the sink fails');
    expect(files(folder)).toEqual(['a']);
  });
});

const REFUSED: Readonly<Record<string, { options: Options; says: RegExp }>> = {
  'two limits': {
    options: { maxFilesPerTrigger: 1, maxBytesPerTrigger: 1 },
    says: /'maxFilesPerTrigger' and 'maxBytesPerTrigger' can't be both set/,
  },
  'no bytes': { options: { maxBytesPerTrigger: 0 }, says: /Invalid value '0' for option 'maxBytesPerTrigger'/ },
  'an age that is none': { options: { maxFileAge: 'old' }, says: /Invalid value 'old' for option 'maxFileAge'/ },
  'another way to clean': { options: { cleanSource: 'burn' }, says: /Invalid mode for clean source option burn/ },
  'an archive nowhere': { options: { cleanSource: 'archive' }, says: /must be used with 'sourceArchiveDir'/ },
  'an archive in the folder that is read': {
    options: { cleanSource: 'archive', sourceArchiveDir: join(ROOT, 'refused', 'done') },
    says: /lie in one another/,
  },
};
test.each(Object.entries(REFUSED))('a stream refuses %s', async (_, { options, says }) => {
  put(join(ROOT, 'refused'), 'a', 1);
  const df = inline.session.readStream.options(options).text(join(ROOT, 'refused'));
  await expect(df.writeStream.format('noop').start()).rejects.toThrow(says);
});

test('an archive that the pattern of the source names is refused, one beside it is not', async () => {
  put(join(ROOT, 'lake', 'in'), 'a', 1);
  const start = (archive: string) =>
    inline.session.readStream
      .options({ cleanSource: 'archive', sourceArchiveDir: join(ROOT, archive) })
      .text(join(ROOT, 'lake', '*'))
      .writeStream.format('noop')
      .start();
  await expect(start('lake/done')).rejects.toThrow(/lie in one another/);
  await (await start('done')).stop();
});

test('the folder of a file sink is not cleaned', async () => {
  const folder = join(ROOT, 'sink', '_spark_metadata');
  mkdirSync(folder, { recursive: true });
  const df = inline.session.readStream.option('cleanSource', 'delete').schema('value STRING').text(join(ROOT, 'sink'));
  await expect(df.writeStream.format('noop').start()).rejects.toThrow(/output directory of FileStreamSink/);
});
