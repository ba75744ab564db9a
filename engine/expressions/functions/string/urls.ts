import type { TextScratch } from '../../../columnar/text-scratch.ts';
import { decodeText } from '../../../columnar/texts.ts';
import { STRING } from '../../../types/data-type.ts';
import { RuntimeError } from '../../../types/errors.ts';
import { formDecoded, formEncoded } from '../../bytes/form-encoding.ts';
import { mayBeUrl, queryValue, urlPart } from '../../bytes/url-part.ts';
import type { BytesCode } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { bytes } from '../../function-code.ts';
import { TEXT } from '../../type-pattern.ts';

/** Whether a text has what no URL has. */
const isInvalid = (text: string): boolean => /[\s"<>\\^`{|}]|%(?![0-9a-fA-F]{2})/.test(text);

/** A function that finds a part of a URL, or the value of a key in its query; an invalid URL is refused, or has no parts. */
const urlParts = (failing: boolean): BytesCode =>
  bytes(
    'slice',
    (
      out: TextScratch,
      b: Uint8Array,
      start: number,
      end: number,
      part: Uint8Array,
      partStart: number,
      partEnd: number,
      key?: Uint8Array,
      keyStart = 0,
      keyEnd = 0,
    ) => {
      if (!(mayBeUrl(b, start, end) ?? !isInvalid(decodeText(b, start, end)))) {
        if (failing) throw invalidUrl(decodeText(b, start, end));
        return false;
      }
      const name = decodeText(part, partStart, partEnd);
      if (key === undefined) return urlPart(out, b, start, end, name);
      return name === 'QUERY' && queryValue(out, b, start, end, key, keyStart, keyEnd);
    },
    { mayBeNull: true },
  );

const invalidUrl = (url: string): RuntimeError =>
  new RuntimeError({
    condition: 'INVALID_URL',
    sqlState: '22P02',
    message: `The url is invalid: ${url}.`,
    hint: 'Use `try_parse_url` to tolerate invalid URL and return NULL instead.',
  });

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
  code: urlParts(true),
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
  code: urlParts(false),
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
