import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { STRING } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { formDecoded, formEncoded } from '../../bytes/form-encoding.ts';
import type { BytesCode } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes, kernel } from '../../function-code.ts';
import { TEXT } from '../../type-pattern.ts';

const URL_PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function urlPart(url: string, part: string, key?: string): string | null {
  const match = URL_PARTS.exec(url);
  if (match === null) return null;
  const [, protocol, authority, path, query, fragment] = match;
  const host = authority?.replace(/^.*@/, '').replace(/:\d*$/, '');
  switch (part) {
    case 'HOST':
      return host === undefined || host === '' ? null : host;
    case 'PATH':
      return path ?? '';
    case 'QUERY':
      if (key === undefined || query === undefined) return query ?? null;
      return new RegExp(`(?:^|&)${key.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}=([^&]*)`).exec(query)?.[1] ?? null;
    case 'REF':
      return fragment ?? null;
    case 'PROTOCOL':
      return protocol ?? null;
    case 'FILE':
      return query === undefined ? (path ?? '') : `${path}?${query}`;
    case 'AUTHORITY':
      return authority ?? null;
    case 'USERINFO':
      return authority?.includes('@') === true ? authority.slice(0, authority.lastIndexOf('@')) : null;
    default:
      return null;
  }
}

function checkedUrl(url: string, part: string, key: string | undefined, failing: boolean): string | null {
  if (/[\s"<>\\^`{|}]|%(?![0-9a-fA-F]{2})/.test(url)) {
    if (!failing) return null;
    throw new RuntimeError({
      condition: 'INVALID_URL',
      sqlState: '22P02',
      message: `The url is invalid: ${url}.`,
      hint: 'Use `try_parse_url` to tolerate invalid URL and return NULL instead.',
    });
  }
  return key !== undefined && part !== 'QUERY' ? null : urlPart(url, part, key);
}

export const parseUrl = defineScalar({
  name: 'parse_url',
  group: 'string',
  description: 'A part of a URL: HOST, PATH, QUERY (or one of its keys), REF, PROTOCOL, FILE, AUTHORITY, USERINFO.',
  parameters: ['url', 'partToExtract', 'key?'],
  examples: [{ sql: "parse_url('http://spark.apache.org/path?query=1', 'HOST')", result: 'spark.apache.org' }],
  args: [TEXT, TEXT, TEXT],
  required: 2,
  returns: STRING,
  mayBeNull: true,
  code: kernel((url: string, part: string, key?: string) => checkedUrl(url, part, key, true)),
});

export const tryParseUrl = defineScalar({
  name: 'try_parse_url',
  group: 'string',
  description: 'Like parse_url, with NULL for an invalid URL.',
  parameters: ['url', 'partToExtract', 'key?'],
  examples: [{ sql: "try_parse_url('http://a b', 'HOST')", result: 'NULL' }],
  args: [TEXT, TEXT, TEXT],
  required: 2,
  returns: STRING,
  mayBeNull: true,
  code: kernel((url: string, part: string, key?: string) => checkedUrl(url, part, key, false)),
});

export const urlEncode = defineScalar({
  name: 'url_encode',
  group: 'string',
  description: 'The text as application/x-www-form-urlencoded.',
  parameters: ['str'],
  examples: [{ sql: "url_encode('a b&c')", result: 'a+b%26c' }],
  args: [TEXT],
  returns: STRING,
  code: bytes('text', formEncoded),
});

/** A function that decodes; it gives false, or throws, when the text cannot be decoded. */
const formDecoding = (failing: boolean): BytesCode =>
  bytes(
    'text',
    (out: TextScratch, b: Uint8Array, start: number, end: number) => {
      if (formDecoded(out, b, start, end)) return true;
      if (failing) throw cannotDecode(decodeText(b, start, end));
      return false;
    },
    { mayBeNull: !failing },
  );

const cannotDecode = (text: string): RuntimeError =>
  new RuntimeError({
    condition: 'CANNOT_DECODE_URL',
    sqlState: '22546',
    message: `The provided URL cannot be decoded: ${text}.`,
  });

export const urlDecode = defineScalar({
  name: 'url_decode',
  group: 'string',
  description: 'The text of application/x-www-form-urlencoded.',
  parameters: ['str'],
  examples: [{ sql: "url_decode('a+b%26c')", result: 'a b&c' }],
  args: [TEXT],
  returns: STRING,
  code: formDecoding(true),
});

export const tryUrlDecode = defineScalar({
  name: 'try_url_decode',
  group: 'string',
  description: 'Like url_decode, with NULL in place of an error.',
  parameters: ['str'],
  examples: [{ sql: "try_url_decode('%zz')", result: 'NULL' }],
  args: [TEXT],
  returns: STRING,
  mayBeNull: true,
  code: formDecoding(false),
});
