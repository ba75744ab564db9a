import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataStreamWriter } from '../../../engine/api/data-stream-writer.ts';
import { inlineSession, type InlineSession } from '../../stream/inline-session.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'millrace-tables-'));
let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
  await inline.session.conf.set('spark.sql.warehouse.dir', ROOT);
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(ROOT, { recursive: true });
});

let tables = 0;
const writer = (): { writer: DataStreamWriter; name: string; add: (...rows: unknown[][]) => Promise<unknown> } => {
  const name = `t${++tables}`;
  const stream = inline.session.memoryStream(name, 'k STRING, n INT');
  const df = stream.toDF();
  return { writer: df.writeStream.option('checkpointLocation', join(ROOT, `${name}-state`)), name, add: (...rows) => stream.addData(...rows) }; // prettier-ignore
};

test.each<[what: string, set: (w: DataStreamWriter) => DataStreamWriter]>([
  ['JSON', (w) => w],
  ['CSV with options of its own', (w) => w.format('csv').options({ header: true, sep: ';', quoteAll: true })],
  ['compressed JSON in folders', (w) => w.partitionBy('k').options({ compression: 'gzip', ignoreNullFields: false })],
])('a table of %s is empty at first, and grows', async (_, set) => {
  const { writer: plain, name, add } = writer();
  const query = await set(plain).toTable(name);
  const rows = () => inline.session.table(name).select('k', 'n').orderBy('n').collect();
  expect(await rows()).toEqual([]);
  await add(['a', 1]);
  await query.processAllAvailable();
  await add(['b;"', 2], ['c', 3]);
  await query.processAllAvailable();
  expect(await rows()).toEqual([
    { k: 'a', n: 1 },
    { k: 'b;"', n: 2 },
    { k: 'c', n: 3 },
  ]);
  await query.stop();
});

test.each<[what: string, set: (w: DataStreamWriter) => DataStreamWriter]>([
  ['prints', (w) => w.format('console')],
  ['keeps nothing', (w) => w.format('noop')],
  ['has another schema', (w) => w.format('text')],
  ['is code of the user', (w) => w.foreachBatch(() => undefined)],
])('a sink that %s makes no table', async (_, set) => {
  const { writer: plain, name } = writer();
  await expect(set(plain).toTable(name)).rejects.toMatchObject({ condition: 'UNSUPPORTED_FEATURE.TABLE_FORMAT' });
  await expect(inline.session.table(name).collect()).rejects.toMatchObject({ condition: 'TABLE_OR_VIEW_NOT_FOUND' });
});
