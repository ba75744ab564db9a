import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataFrame } from '../../index.ts';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

let inline: InlineSession;
let folder: string;
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-partition-by-'));
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

const ROWS = [
  [1, 'a/b', null, 'x'],
  [2, "é 'q'\"#%*:=?\\{}[]^ü", 1.5, 'y'],
  [3, '', 2.5, 'z'],
  [4, '  sp ', null, null],
  [5, 'new\nline', null, 'tab\t'],
  [6, 'CAPS', 0, 'w'],
] as const;

let places = 0;
interface Written {
  readonly path: string;
  /** Folder and content of each data file. */
  readonly files: readonly (readonly [folder: string, text: string])[];
  readonly names: readonly string[];
}

/** Streams rows into files, in one batch. */
async function write(
  format: string,
  partitionBy: readonly string[],
  select: readonly string[] = ['*'],
  options: Readonly<Record<string, string>> = {},
  where = 'true',
): Promise<Written> {
  const stream = inline.session.memoryStream(`rows${++places}`, 'id INT, s STRING, d DOUBLE, t STRING');
  await stream.addData(...ROWS.map((row) => [...row]));
  const path = join(folder, String(places));
  const query = await stream
    .toDF()
    .filter(where)
    .selectExpr(...select)
    .writeStream.format(format)
    .partitionBy(...partitionBy)
    .queryName(`q${places}`)
    .options({ checkpointLocation: `${path}-state`, ...options })
    .trigger({ availableNow: true })
    .start(path);
  await query.awaitTermination();
  const found = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith('part-'))
    .map((entry) => [relative(path, entry.parentPath), entry.name] as const)
    .sort();
  const files = found.map(([at, name]) => [at, readFileSync(join(path, at, name), 'utf8')] as const);
  return { path, files, names: found.map(([, name]) => name) };
}

/** As real Spark 4.3 writes it. */
const WRITTEN: readonly (readonly [
  format: string,
  by: readonly string[],
  files: Readonly<Record<string, string>>,
  select?: readonly string[],
  options?: Readonly<Record<string, string>>,
])[] = [
  [
    'json',
    ['s'],
    {
      's=  sp ': '{"id":4}\n',
      's=CAPS': '{"id":6,"d":0.0,"t":"w"}\n',
      's=__HIVE_DEFAULT_PARTITION__': '{"id":3,"d":2.5,"t":"z"}\n',
      's=a%2Fb': '{"id":1,"t":"x"}\n',
      's=new%0Aline': '{"id":5,"t":"tab\\t"}\n',
      's=é %27q%27%22%23%25%2A%3A%3D%3F%5C%7B}%5B%5D%5Eü': '{"id":2,"d":1.5,"t":"y"}\n',
    },
  ],
  ['json', ['S'], { 's=x': '{"id":1}\n{"id":2}\n{"id":3}\n{"id":4}\n{"id":5}\n{"id":6}\n' }, ['id', "'x' AS s"]],
  [
    'csv',
    ['d'],
    {
      'd=0.0': '6,CAPS,w\n',
      'd=1.5': '2,"é \'q\'\\"#%*:=?\\\\{}[]^ü",y\n',
      'd=2.5': '3,"",z\n',
      'd=__HIVE_DEFAULT_PARTITION__': '1,a/b,x\n4,sp,\n5,"new\nline",tab\n',
    },
  ],
  [
    'csv',
    ['t', 'k'],
    { 't=__HIVE_DEFAULT_PARTITION__/k=4': 'id,d\n4,\n', 't=w/k=6': 'id,d\n6,0.0\n' },
    ['id', 'd', 'if(id = 4, null, "w") AS t', 'id AS k'],
    { header: 'true', where: 'id IN (4, 6)' },
  ],
  ['text', ['k'], { 'k=1': 'x\ny\nz\n\ntab\t\nw\n' }, ['t', '1 AS k']],
  [
    'json',
    ['ts', 'dt', 'dec', 'b', 'bin', 'f', 'l', 'i', 'n'],
    {
      'ts=2024-01-02 03%3A04%3A05.6/dt=2024-01-02/dec=1.50/b=true/bin=AB/f=1.0E10/l=7/i=INTERVAL %271%27 DAY/n=2024-01-02 03%3A04%3A05':
        '{"id":1}\n',
    },
    [
      'id',
      "timestamp'2024-01-02 03:04:05.6' AS ts",
      "date'2024-01-02' AS dt",
      'cast(1.50 AS decimal(5,2)) AS dec',
      'true AS b',
      "X'4142' AS bin",
      'cast(1e10 AS double) AS f',
      'cast(7 AS bigint) AS l',
      "interval '1' day AS i",
      "timestamp_ntz'2024-01-02 03:04:05' AS n",
    ],
    { where: 'id = 1' },
  ],
];

const cases = WRITTEN.map(([format, by, files, select = ['*'], more = {}]) => ({ format, by, files, select, more }));

test.each(cases)('$format by $by', async ({ format, by, files, select, more: { where = 'true', ...options } }) => {
  const written = await write(format, by, select, options, where);
  expect(Object.fromEntries(written.files)).toEqual(files);
  for (const name of written.names) expect(name).toMatch(/^part-00000-[-0-9a-f]{36}\.c000\.\w+$/);
});

test('what was written comes back with its columns, types and nulls', async () => {
  const { path } = await write('json', ['s', 'd']);
  const read = inline.session.read.schema('id INT, t STRING, s STRING, d DOUBLE').json(path);
  const rows = (await read.orderBy('id').collect()).map(({ id, s, d, t }) => [id, s, d, t]);
  expect(rows).toEqual(ROWS.map(([id, s, d, t]) => [id, s === '' ? null : s, d, t]));
  const found = await inline.session.read.json(path).schema();
  expect(found.fields.map((f) => `${f.name} ${f.type.kind}`)).toEqual(['id long', 't string', 's string', 'd double']);
});

const REFUSED: readonly (readonly [string, readonly string[], condition: string, select?: readonly string[]])[] = [
  ['json', ['nope'], '_LEGACY_ERROR_TEMP_1196'],
  ['json', ['id', 's', 'd', 't'], 'ALL_PARTITION_COLUMNS_NOT_ALLOWED'],
  ['json', ['s', 'S'], 'COLUMN_ALREADY_EXISTS'],
  ['json', ['st'], 'INVALID_PARTITION_COLUMN_DATA_TYPE', ['id', "named_struct('a', 1) AS st"]],
  ['json', ['st'], 'INVALID_PARTITION_COLUMN_DATA_TYPE', ['id', 'array(1) AS st']],
  ['json', ['st'], 'INVALID_PARTITION_COLUMN_DATA_TYPE', ['id', 'map(1, 2) AS st']],
  ['json', ['st.a'], '_LEGACY_ERROR_TEMP_1196', ['id', "named_struct('a', 1) AS st"]],
  ['text', ['s'], 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE'],
  ['text', ['s'], 'ALL_PARTITION_COLUMNS_NOT_ALLOWED', ['s']],
  ['text', [], '_LEGACY_ERROR_TEMP_1290', ['s', 't']],
  ['text', [], 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', ['id']],
  ['text', [], 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', ['id', 's']],
  ['csv', [], 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', ['array(id) AS a']],
  ['json', [], 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE', ['make_interval(1) AS a']],
  ['memory', ['s'], '_LEGACY_ERROR_TEMP_1197'],
  ['console', ['s'], '_LEGACY_ERROR_TEMP_1197'],
  ['noop', ['nope'], '_LEGACY_ERROR_TEMP_1197'],
];

const refused = REFUSED.map(([format, by, condition, select = ['*']]) => ({ format, by, condition, select }));

test.each(refused)('$format by $by of $select is $condition', async ({ format, by, condition, select }) => {
  await expect(write(format, by, select)).rejects.toMatchObject({ condition });
});

test('foreachBatch has no partitions', async () => {
  const stream = inline.session.memoryStream('each', 'id INT');
  const started = stream
    .toDF()
    .writeStream.partitionBy('id')
    .foreachBatch(() => undefined)
    .start();
  await expect(started).rejects.toMatchObject({ condition: '_LEGACY_ERROR_TEMP_1197' });
});

describe.each(['gzip', 'deflate', 'zstd', 'lz4', 'snappy'])('compression %s', (compression) => {
  test.each(['json', 'csv', 'text'])('of %s is written, smaller, and read again', async (format) => {
    const select = ["concat('row ', id, repeat('x', 2000)) AS value"];
    const plain = await write(format, [], select);
    const packed = await write(format, [], select, { compression: compression.toUpperCase() });
    const size = ({ path, names }: Written): number => statSync(join(path, names[0]!)).size;
    expect(size(packed)).toBeLessThan(size(plain) / 4);
    const read = ({ path }: Written): DataFrame => inline.session.read.format(format).load(path);
    expect(await read(packed).collect()).toEqual(await read(plain).collect());
    const log = readFileSync(join(packed.path, '_spark_metadata', '0'), 'utf8');
    expect(log).toContain(packed.names[0]);
  });
});

test.each(['none', 'uncompressed', 'NONE'])('compression %s writes plain files', async (compression) => {
  const { names, files } = await write('json', [], ['id'], { compression });
  expect(names[0]).toMatch(/-c000\.json$/);
  expect(files[0]![1]).toContain('{"id":1}');
});

test.each(['bzip2', 'brotli', ''])('compression "%s" is refused by its name', async (compression) => {
  await expect(write('json', [], ['id'], { compression })).rejects.toMatchObject({
    condition: 'CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION',
  });
});
