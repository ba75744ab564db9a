import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expressions/evaluate.ts';
import { bound, columnsOf, conditionOf } from './sql-value.ts';

const columns = columnsOf('u STRING, p STRING, k STRING');
const part = compileExpression(bound('try_parse_url(u, p)', columns), columns);
const value = compileExpression(bound('try_parse_url(u, p, k)', columns), columns);

const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** The rule as one regular expression. */
function expected(url: string, name: string): string | null {
  if (/[\s"<>\\^`{|}]|%(?![0-9a-fA-F]{2})/.test(url)) return null;
  const [, protocol, authority, path = '', query, fragment] = PARTS.exec(url)!;
  const host = authority?.replace(/^.*@/, '').replace(/:\d*$/, '');
  const parts: Readonly<Record<string, string | undefined>> = {
    HOST: host === '' ? undefined : host,
    PATH: path,
    QUERY: query,
    REF: fragment,
    PROTOCOL: protocol,
    FILE: query === undefined ? path : `${path}?${query}`,
    AUTHORITY: authority,
    USERINFO: authority?.includes('@') === true ? authority.slice(0, authority.lastIndexOf('@')) : undefined,
  };
  return parts[name] ?? null;
}

const url = fc
  .array(fc.constantFrom('http', ':', '//', '/', '?', '#', '@', '&', '=', 'a', 'é', '漢', '%41', '%4', ' ', '80', '.', '\u00a0', '|'), { maxLength: 12 })
  .map((parts) => parts.join('')); // prettier-ignore

test('the parts of a URL are those that a regular expression finds', () => {
  const names = fc.constantFrom('HOST', 'PATH', 'QUERY', 'REF', 'PROTOCOL', 'FILE', 'AUTHORITY', 'USERINFO', 'host');
  fc.assert(
    fc.property(url, names, (u, name) => void expect(part([u, name, null])).toBe(expected(u, name))),
    { numRuns: 2000 },
  );
});

test('a key of a query has its first value', () => {
  const query = fc.array(fc.constantFrom('a', 'b', 'ab', '=', '&', '=1&', 'é'), { maxLength: 10 }).map((q) => q.join(''));
  fc.assert(
    fc.property(query, fc.constantFrom('a', 'b', 'ab', 'é', 'x', ''), (q, key) => {
      const found = new RegExp(`(?:^|&)${key}=([^&]*)`).exec(q)?.[1] ?? null;
      expect(value([`s://h/p?${q}#f`, 'QUERY', key])).toBe(found);
      expect(value([`s://h/p?${q}`, 'HOST', key])).toBe(null);
    }),
    { numRuns: 1000 },
  );
}); // prettier-ignore

test.each([
  ["parse_url('http://a b', 'HOST')", 'INVALID_URL'],
  ["parse_url('http://a/%zz', 'PATH', 'k')", 'INVALID_URL'],
])('%s is refused as %s', (sql, condition) => {
  expect(conditionOf(sql)).toBe(condition);
});

test('a NULL gives NULL', () => {
  expect(part([null, 'HOST', null])).toBe(null);
  expect(value(['s://h?a=1', 'QUERY', null])).toBe(null);
});
