import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inlineSession, type InlineSession } from '../stream/inline-session.ts';

let inline: InlineSession;
let folder: string;
beforeAll(async () => {
  inline = await inlineSession();
  folder = mkdtempSync(join(tmpdir(), 'millrace-every-type-'));
});
afterAll(async () => {
  await inline.session.stop();
  rmSync(folder, { recursive: true });
});

/** A value of each type made of the number of a row; every third row has none. */
const SCALARS: Readonly<Record<string, string>> = {
  TINYINT: 'id % 100',
  SMALLINT: 'id * 7',
  INT: '-id',
  BIGINT: 'id * 900719925474099',
  FLOAT: 'id / 8',
  DOUBLE: 'id / 3',
  'DECIMAL(38,10)': 'id / 4',
  BOOLEAN: 'id % 2 = 0',
  STRING: "concat('é \"', id)",
  BINARY: "cast(concat('bytes ', id) AS BINARY)",
  DATE: "date_add(DATE'2026-01-01', cast(id AS INT))",
  TIMESTAMP: 'timestamp_micros(id * 1234567890123)',
};
const NESTED: Readonly<Record<string, string>> = {
  'ARRAY<BINARY>': "array(cast(id AS STRING), 'x')",
  'MAP<STRING, INT>': "map('k', id)",
  'STRUCT<a: BINARY, b: ARRAY<INT>>': "struct(cast(id AS STRING) AS a, array(id, null) AS b)",
}; // prettier-ignore
const { BINARY: _, ...PLAIN } = SCALARS;

test.each([
  ['json', { ...SCALARS, ...NESTED }],
  ['csv', PLAIN],
] as const)('a value of each type is read from %s as it was written, in batch and as a stream', async (format, types) => {
  const { session } = inline;
  const path = join(folder, format);
  const columns = Object.entries(types).map(([type, value], i) => `if(id % 3 = 2, null, cast(${value} AS ${type})) AS c${i}`);
  const schema = `id BIGINT, ${Object.keys(types).map((type, i) => `c${i} ${type}`).join(', ')}`;
  const written = session.range(40).selectExpr('id', ...columns);
  await written.write.format(format).save(path);
  const expected = await written.collect({ bigint: true });
  expect(await session.read.schema(schema).format(format).load(path).orderBy('id').collect({ bigint: true })).toEqual(expected);
  const query = await session.readStream
    .schema(schema)
    .format(format)
    .load(path)
    .writeStream.format('memory')
    .queryName(`read_${format}`)
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  expect(await session.table(`read_${format}`).orderBy('id').collect({ bigint: true })).toEqual(expected);
}); // prettier-ignore
