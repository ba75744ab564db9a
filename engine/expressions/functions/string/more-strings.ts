import { array, INTEGER, STRING } from '../../../types/data-type.ts';
import { AnalysisError, RuntimeError } from '../../../types/errors.ts';
import { wrongArgumentCount } from '../../analysis-errors.ts';
import { charCount, sliceChars } from '../../code-points.ts';
import { defineFunction } from '../../define-function.ts';
import { defineScalar } from '../../define-scalar.ts';
import { kernel, nullKernel } from '../../function-code.ts';
import { accepted, coerced, literalOf } from '../../signature.ts';
import { anyOf, BYTES, INT, TEXT } from '../../type-pattern.ts';

export const overlay = defineFunction({
  name: 'overlay',
  group: 'string',
  description: 'The text with len characters from pos replaced.',
  parameters: ['input', 'replace', 'pos', 'len?'],
  examples: [{ sql: "overlay('Spark SQL', '_', 6)", result: 'Spark_SQL' }],
  pretty: (args) => `overlay(${args.join(', ')})`,
  bind(given, context) {
    const binary = given.length > 1 && given.slice(0, 2).every((arg) => arg.type.kind === 'binary');
    const kind = binary ? BYTES : TEXT;
    const args = coerced(
      { args: [kind, kind, INT, INT], required: 3, defaults: { 3: literalOf(-1, INTEGER) } },
      given,
      context,
    );
    const text = (s: string, by: string, pos: number, len: number): string => {
      const size = len >= 0 ? len : charCount(by);
      return sliceChars(s, 0, pos - 1) + by + sliceChars(s, pos - 1 + size, Infinity);
    };
    const bytes = (s: Uint8Array, by: Uint8Array, pos: number, len: number): Uint8Array => {
      const size = len >= 0 ? len : by.length;
      return new Uint8Array(
        Buffer.concat([s.slice(0, Math.max(0, pos - 1)), by, s.slice(Math.max(0, pos - 1 + size))]),
      );
    };
    return {
      args,
      type: args[0]!.type,
      nullable: args.some((arg) => arg.nullable),
      code: binary ? kernel(bytes) : kernel(text),
    };
  },
});

export const mask = defineFunction({
  name: 'mask',
  group: 'string',
  description: 'The text with letters and digits replaced; NULL in place of a replacement keeps that kind.',
  parameters: ['input', 'upperChar?', 'lowerChar?', 'digitChar?', 'otherChar?'],
  examples: [{ sql: "mask('abcd-EFGH-8765')", result: 'xxxx-XXXX-nnnn' }],
  bind(given, context) {
    if (given.length === 0) {
      throw new AnalysisError({
        condition: 'REQUIRED_PARAMETER_NOT_FOUND',
        sqlState: '4274K',
        message:
          'Cannot invoke routine `mask` because the parameter named `str` is required, but the call gave no value.',
      });
    }
    const defaults = {
      1: literalOf('X', STRING),
      2: literalOf('x', STRING),
      3: literalOf('n', STRING),
      4: literalOf(null, STRING),
    };
    const args = coerced({ args: [TEXT, TEXT, TEXT, TEXT, TEXT], required: 1, defaults }, given, context);
    const f = (
      text: string | null,
      upper: string | null,
      lower: string | null,
      digit: string | null,
      other: string | null,
    ): string | null => {
      if (text === null) return null;
      return [...text]
        .map((c) =>
          /\p{Lu}/u.test(c)
            ? (upper ?? c)
            : /\p{Ll}/u.test(c)
              ? (lower ?? c)
              : /\p{Nd}/u.test(c)
                ? (digit ?? c)
                : (other ?? c),
        )
        .join('');
    };
    return { args, type: STRING, nullable: args[0]!.nullable, code: nullKernel(f) };
  },
});

const CODES: Readonly<Record<string, string>> = {
  B: '1',
  F: '1',
  P: '1',
  V: '1',
  C: '2',
  G: '2',
  J: '2',
  K: '2',
  Q: '2',
  S: '2',
  X: '2',
  Z: '2',
  D: '3',
  T: '3',
  L: '4',
  M: '5',
  N: '5',
  R: '6',
};

export const soundex = defineScalar({
  name: 'soundex',
  group: 'string',
  description: 'The Soundex code.',
  parameters: ['str'],
  examples: [{ sql: "soundex('Miller')", result: 'M460' }],
  args: [TEXT],
  returns: STRING,
  code: kernel((text: string) => {
    const first = text[0] ?? '';
    if (!/[A-Za-z]/.test(first)) return text;
    let result = first.toUpperCase();
    let last = CODES[result] ?? '0';
    for (const c of text.slice(1).toUpperCase()) {
      if (result.length === 4) break;
      if (!/[A-Z]/.test(c)) {
        last = '0';
        continue;
      }
      if (c === 'H' || c === 'W') continue;
      const code = CODES[c] ?? '0';
      if (code !== '0' && code !== last) result += code;
      last = code;
    }
    return result.padEnd(4, '0');
  }),
});

export const elt = defineFunction({
  name: 'elt',
  group: 'string',
  description: 'The argument at a place, counted from 1.',
  parameters: ['n', 'input1', 'input2', '...'],
  examples: [{ sql: "elt(1, 'scala', 'java')", result: 'scala' }],
  bind(given, context) {
    if (given.length < 2) throw wrongArgumentCount('elt', '> 1', given.length);
    const binary = given.slice(1).every((arg) => arg.type.kind === 'binary');
    const args = given.map((arg, i) => accepted(arg, i, i === 0 ? INT : binary ? BYTES : anyOf(TEXT), given, context));
    const pick = (n: number | null, ...values: unknown[]): unknown => {
      if (n === null) return null;
      if (n < 1 || n > values.length) {
        throw new RuntimeError({
          condition: 'INVALID_ARRAY_INDEX',
          sqlState: '22003',
          message: `The index ${n} is out of bounds. The array has ${values.length} elements.`,
        });
      }
      return values[n - 1];
    };
    return { args, type: args[1]!.type, nullable: true, code: nullKernel(pick as (...args: never[]) => unknown) };
  },
});

export const sentences = defineScalar({
  name: 'sentences',
  group: 'string',
  description: 'An array of sentences, each an array of words.',
  parameters: ['str', 'lang?', 'country?'],
  examples: [{ sql: "sentences('Hi there! Good morning.')", result: '[[Hi, there], [Good, morning]]' }],
  pretty: (args) => `sentences(${[...args, '', ''].slice(0, 3).join(', ')})`,
  args: [TEXT, TEXT, TEXT],
  required: 1,
  returns: array(array(STRING, false), false),
  code: kernel((text: string) =>
    (text.match(/[^.!?]+[.!?]*/g) ?? [])
      .map((sentence) => sentence.match(/[\p{L}\p{N}'’]+/gu) ?? [])
      .filter((words) => words.length > 0),
  ),
});

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
  code: kernel((text: string) =>
    encodeURIComponent(text)
      .replace(/%20/g, '+')
      .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
  ),
});

function urlDecoded(text: string, failing: boolean): string | null {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    if (!failing) return null;
    throw new RuntimeError({
      condition: 'CANNOT_DECODE_URL',
      sqlState: '22546',
      message: `The provided URL cannot be decoded: ${text}.`,
    });
  }
}

export const urlDecode = defineScalar({
  name: 'url_decode',
  group: 'string',
  description: 'The text of application/x-www-form-urlencoded.',
  parameters: ['str'],
  examples: [{ sql: "url_decode('a+b%26c')", result: 'a b&c' }],
  args: [TEXT],
  returns: STRING,
  code: kernel((text: string) => urlDecoded(text, true)),
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
  code: kernel((text: string) => urlDecoded(text, false)),
});
