import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../engine/api/data-frame.ts';
import type { MillraceSession } from '../../engine/api/session.ts';
import { inlineSession } from '../stream/inline-session.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-write-'));
let session: MillraceSession;
beforeAll(async () => {
  ({ session } = await inlineSession());
});
afterAll(async () => {
  await session.stop();
  rmSync(folder, { recursive: true });
});

let last = 0;
const place = (): string => join(folder, `${++last}`);
const orders = (...ids: number[]): DataFrame =>
  session.createDataFrame(
    ids.map((id) => ({ id, country: id % 2 === 0 ? 'PT' : 'E/S', note: id === 3 ? null : `n,"${id}` })),
    'id INT, country STRING, note STRING',
  );
const idsIn = async (path: string): Promise<unknown[]> =>
  (await session.read.schema('id INT').json(path).orderBy('id').collect()).map((row) => row['id']);
const condition = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: { condition?: string }) => error.condition,
  );
/** All files below a folder, hidden ones too, parts of names that differ from run to run left out. */
const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .map((name) => name.replace(/-[0-9a-f]{8}-[0-9a-f-]{27}/, ''))
    .sort();

describe('what is there already', () => {
  const MODES: Readonly<Record<string, { again: unknown; ids: number[] }>> = {
    append: { again: 'done', ids: [1, 2, 3, 4] },
    overwrite: { again: 'done', ids: [3, 4] },
    ignore: { again: 'done', ids: [1, 2] },
    error: { again: 'PATH_ALREADY_EXISTS', ids: [1, 2] },
    errorifexists: { again: 'PATH_ALREADY_EXISTS', ids: [1, 2] },
    default: { again: 'PATH_ALREADY_EXISTS', ids: [1, 2] },
    Overwrite: { again: 'done', ids: [3, 4] },
    replace: { again: 'INVALID_SAVE_MODE', ids: [1, 2] },
    constructor: { again: 'INVALID_SAVE_MODE', ids: [1, 2] },
  };
  test.each(Object.entries(MODES))('is met by the mode %s', async (mode, { again, ids }) => {
    const path = place();
    await orders(1, 2).write.json(path);
    expect(await condition(orders(3, 4).write.mode(mode).json(path))).toBe(again);
    expect(await idsIn(path)).toEqual(ids);
    expect(filesIn(path).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('is not replaced by a query that reads it', async () => {
    const path = place();
    await orders(1, 2).write.json(path);
    const read = session.read.schema('id INT').json(path);
    for (const target of [path, folder, join(path, 'below')]) {
      expect(await condition(read.union(read).write.mode('overwrite').json(target))).toBe('UNSUPPORTED_OVERWRITE.PATH');
    }
    expect(await idsIn(path)).toEqual([1, 2]);
  });

  test('stays when the rows that were to replace it break off', async () => {
    const path = place();
    await orders(1, 2).write.json(path);
    const failing = session.range(20_000).selectExpr('10 div (id - 15000) AS id');
    expect(await condition(failing.write.mode('overwrite').json(path))).toBe('DIVIDE_BY_ZERO');
    expect(await idsIn(path)).toEqual([1, 2]);
    expect(filesIn(path)).toEqual(['_SUCCESS', 'part-00000-c000.json']);
  });
});

test('files are named as Spark names them, in the folders of their partitions, and a part of a failed write is none', async () => {
  const path = place();
  await orders(1, 2, 3).write.partitionBy('country').option('compression', 'gzip').json(path);
  expect(filesIn(path)).toEqual([
    '_SUCCESS',
    'country=E%2FS/part-00000.c000.json.gz',
    'country=PT/part-00000.c000.json.gz',
  ]);
  const part = readdirSync(join(path, 'country=PT')).find((name) => name.endsWith('.gz'))!;
  expect(gunzipSync(readFileSync(join(path, 'country=PT', part))).toString()).toBe('{"id":2,"note":"n,\\"2"}\n');
  const back = await session.read.json(path).orderBy('id').select('id', 'country').collect();
  expect(back).toEqual([
    { id: 1, country: 'E/S' },
    { id: 2, country: 'PT' },
    { id: 3, country: 'E/S' },
  ]);
});

test.each(['none', 'gzip', 'deflate', 'zstd', 'snappy', 'lz4'])(
  'rows of many blocks come back from CSV with one header, compressed by %s',
  async (compression) => {
    const path = place();
    const rows = session.range(30_000).selectExpr('id', "concat('a ', id) AS text");
    await rows.write.options({ header: true, compression }).csv(path);
    const back = session.read.option('header', 'true').schema('id BIGINT, text STRING').csv(path);
    expect(await back.selectExpr('count(1) AS n', 'CAST(sum(id) AS BIGINT) AS ids').collect()).toEqual([
      { n: 30_000, ids: 449_985_000 },
    ]);
    expect(await back.filter("text != concat('a ', id)").count()).toBe(0);
  },
);

test('a result without rows is a file without rows', async () => {
  const path = place();
  await orders().write.option('header', 'true').csv(path);
  expect(filesIn(path)).toEqual(['_SUCCESS', 'part-00000-c000.csv']);
  expect(await session.read.option('header', 'true').schema('id INT').csv(path).count()).toBe(0);
});

describe('is refused', () => {
  const REFUSED: Readonly<Record<string, readonly [write: () => Promise<unknown>, condition: string]>> = {
    'a stream': [
      () => session.readStream.format('rate').load().write.format('noop').save(),
      'CALL_ON_STREAMING_DATASET_UNSUPPORTED',
    ],
    'a format that nobody has': [() => orders(1).write.save(place()), 'DATA_SOURCE_NOT_FOUND'],
    'a sink that is for streams': [() => orders(1).write.format('console').save(), 'UNSUPPORTED_FEATURE.BATCH_WRITE'],
    'no path': [() => orders(1).write.format('json').save(), 'PATH_MISSING'],
    'an unknown option': [() => orders(1).write.option('sepp', ';').csv(place()), 'UNKNOWN_OPTION'],
    'an unknown codec': [
      () => orders(1).write.option('compression', 'rar').csv(place()),
      'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION',
    ],
    'a partition column that is not there': [
      () => orders(1).write.partitionBy('land').json(place()),
      '_LEGACY_ERROR_TEMP_1196',
    ],
    'partitions of what makes no folders': [
      () => orders(1).write.partitionBy('id').format('noop').save(),
      '_LEGACY_ERROR_TEMP_1197',
    ],
    'two columns as text': [() => orders(1).select('note', 'country').write.text(place()), '_LEGACY_ERROR_TEMP_1290'],
    'a nested column as CSV': [
      () => orders(1).selectExpr('struct(id) AS s').write.csv(place()),
      'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE',
    ],
  };
  test.each(Object.entries(REFUSED))('%s', async (_, [write, expected]) => {
    expect(await condition(Promise.resolve().then(write))).toBe(expected);
  });

  test('a folder in which a file stands where the folder should be, by its name', async () => {
    const file = place();
    writeFileSync(file, '');
    const failure = await orders(1)
      .write.mode('append')
      .json(join(file, 'out'))
      .catch((error: Error) => error);
    expect((failure as Error).message).toContain(file);
  });
});

test('noop computes all rows', async () => {
  expect(await condition(session.range(3).selectExpr('1 div (id - 2) AS x').write.format('noop').save())).toBe(
    'DIVIDE_BY_ZERO',
  );
  expect(await condition(session.range(3).write.format('noop').mode('overwrite').save())).toBe('done');
});

test('a batch of foreachBatch is written like any other', async () => {
  const path = place();
  const numbers = session.memoryStream('written', 'id INT');
  const query = await numbers
    .toDF()
    .writeStream.foreachBatch((batch, id) => batch.write.mode('append').json(join(path, `batch=${id}`)))
    .start();
  for (const id of [1, 2, 3]) {
    await numbers.addData([id]);
    await query.processAllAvailable();
  }
  await query.stop();
  const back = await session.read.schema('id INT').json(path).orderBy('id').collect();
  expect(back.map((row) => [row['id'], row['batch']])).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
  expect(existsSync(join(path, 'batch=2', '_SUCCESS'))).toBe(true);
});
