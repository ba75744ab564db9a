import { rowOperations } from './operation.ts';

const LENGTH = ['sum(length(x))', 'max(x)'];
const SUM = ['sum(x)'];
const URL = "concat('https://example.org/', name, '?q=', qty, '#end')";

/** Texts as bytes, in other bases and in addresses. */
export const encodings = rowOperations('encodings', [
  {
    name: 'encode and decode',
    from: 'codes',
    x: "decode(encode(code, 'UTF-8'), 'UTF-8')",
    reduce: LENGTH,
    duckdb: 'decode(encode(code))',
  },
  { name: 'encode as utf-16', from: 'codes', x: "length(encode(code, 'UTF-16BE'))", reduce: SUM, duckdb: null },
  {
    name: 'unbase64',
    from: 'codes',
    x: 'CAST(unbase64(base64(CAST(code AS BINARY))) AS STRING)',
    reduce: LENGTH,
    duckdb: 'decode(from_base64(base64(encode(code))))',
  },
  { name: 'hex of text', from: 'codes', x: 'hex(code)', reduce: LENGTH },
  {
    name: 'unhex',
    from: 'codes',
    x: 'CAST(unhex(hex(code)) AS STRING)',
    reduce: LENGTH,
    duckdb: 'decode(unhex(hex(code)))',
  },
  { name: 'conv', from: 'events', x: 'conv(CAST(id AS STRING), 10, 16)', reduce: LENGTH, duckdb: 'hex(id)' },
  { name: 'bin', from: 'events', x: 'bin(id)', reduce: LENGTH },
  { name: 'url_encode', from: 'codes', x: 'url_encode(code)', reduce: LENGTH },
  { name: 'url_decode', from: 'codes', x: 'url_decode(url_encode(code))', reduce: LENGTH },
  { name: 'parse_url', from: 'people', x: `parse_url(${URL}, 'HOST')`, reduce: LENGTH, duckdb: null },
  { name: 'parse_url of a query', from: 'people', x: `parse_url(${URL}, 'QUERY', 'q')`, reduce: LENGTH, duckdb: null },
  { name: 'sha1', from: 'codes', x: 'sha1(code)', reduce: ['max(x)'] },
  { name: 'sha2 of 512 bits', from: 'codes', x: 'sha2(code, 512)', reduce: ['max(x)'], duckdb: null },
  {
    name: 'xxhash64 of numbers',
    from: 'events',
    x: 'xxhash64(id, qty, price)',
    reduce: ['sum(x % 1000003)'],
    duckdb: null,
  },
  {
    name: 'to_binary',
    from: 'codes',
    x: 'length(to_binary(hex(code)))',
    reduce: SUM,
    duckdb: 'octet_length(unhex(hex(code)))',
  },
  {
    name: 'to_binary as base64',
    from: 'codes',
    x: "length(to_binary(base64(code), 'base64'))",
    reduce: SUM,
    duckdb: null,
  },
]);
