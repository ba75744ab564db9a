import { rowOperations } from './operation.ts';

const OTHER = 'another hash';

export const hash = rowOperations('hash', [
  {
    name: 'hash of text',
    from: 'people',
    x: 'hash(name)',
    reduce: ['sum(CAST(x AS BIGINT))'],
    duckdb: 'CAST(hash(name) % 1000 AS BIGINT)',
    duckdbDiffers: OTHER,
  },
  {
    name: 'hash of numbers',
    from: 'events',
    x: 'hash(id, qty)',
    reduce: ['sum(CAST(x AS BIGINT))'],
    duckdb: 'CAST(hash(id, qty) % 1000 AS BIGINT)',
    duckdbDiffers: OTHER,
  },
  {
    name: 'xxhash64',
    from: 'people',
    x: 'xxhash64(name)',
    reduce: ['sum(x % 1000003)'],
    duckdb: 'CAST(hash(name) % 1000 AS BIGINT)',
    duckdbDiffers: OTHER,
  },
  { name: 'md5', from: 'codes', x: 'md5(code)', reduce: ['max(x)'] },
  { name: 'sha2', from: 'codes', x: 'sha2(code, 256)', reduce: ['max(x)'], duckdb: 'sha256(code)' },
  { name: 'crc32', from: 'codes', x: 'crc32(code)', reduce: ['sum(x)'], duckdb: null },
  {
    name: 'base64',
    from: 'codes',
    x: 'base64(CAST(code AS BINARY))',
    reduce: ['sum(length(x))', 'max(x)'],
    duckdb: 'base64(encode(code))',
  },
]);
