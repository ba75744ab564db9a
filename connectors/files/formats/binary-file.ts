import { VectorBuilder } from '../../../engine/columnar/vector-builder.ts';
import type { Scalar } from '../../../engine/columnar/vector.ts';
import type { OpenFile } from '../../../engine/spi/file-store.ts';
import { defineFormat, type DataFile } from '../../../engine/spi/format.ts';
import { BINARY, field, LONG, STRING, struct, TIMESTAMP } from '../../../engine/types/data-type.ts';
import { RuntimeError } from '../../../engine/types/errors.ts';
import { fulfils } from '../file-filter.ts';

const SCHEMA = struct([
  field('path', STRING),
  field('modificationTime', TIMESTAMP),
  field('length', LONG),
  field('content', BINARY),
]);

/** `spark.sql.sources.binaryFile.maxLength`. */
const LONGEST = 2 ** 31 - 1;

/** Whole files, each a row: where it lies, when it was changed, how long it is, and what is in it if that is wanted. */
export const binaryFile = defineFormat({
  name: 'binaryFile',
  description: 'any bytes, each file one row of `path`, `modificationTime`, `length` and `content`',
  reading: [],
  writing: [],
  fixedSchema: SCHEMA,
  extension: '',
  async *read({ file, columns, filters, limit, metrics }) {
    const known: Readonly<Record<string, Scalar>> = {
      path: `file:${file.path}`,
      modificationTime: BigInt(Math.floor(file.modifiedMs)) * 1000n,
      length: BigInt(file.size),
    };
    const isOfUse = filters.every((filter) => {
      const column = SCHEMA.fields.find(({ name }) => name === filter.column);
      return column === undefined || !(column.name in known) || fulfils(column.type, filter)(known[column.name]);
    });
    if (!isOfUse || limit < 1) return;
    const vectors = [];
    for (const { name, type } of columns.fields) {
      const builder = new VectorBuilder(type, 1);
      builder.append(name === 'content' ? await contentOf(file) : known[name]);
      if (name === 'content') metrics.bytes += file.size;
      vectors.push(builder.finish());
    }
    yield { schema: columns, columns: vectors, length: 1 };
  },
});

async function contentOf(file: DataFile): Promise<Uint8Array> {
  if (file.size > LONGEST) throw tooLong(file);
  const opened = await file.open();
  try {
    return await allOf(opened);
  } finally {
    await opened.close();
  }
}

/** As many bytes as there were when it was opened; it may have been cut since. */
async function allOf(file: OpenFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.size);
  let length = 0;
  for (let n = -1; n !== 0 && length < bytes.length; length += n) n = await file.read(bytes.subarray(length), length);
  return bytes.subarray(0, length);
}

const tooLong = ({ path, size }: DataFile): RuntimeError =>
  new RuntimeError({
    condition: '_LEGACY_ERROR_TEMP_2076',
    message: `The length of ${path} is ${size}, which exceeds the max length allowed: ${LONGEST}.`,
    hint: 'Leave out the column `content`, or read the file in a format that has records.',
  });
