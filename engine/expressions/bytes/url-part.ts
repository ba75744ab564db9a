import type { TextScratch } from '../../columnar/text-scratch.ts';

const [COLON, SLASH, QUESTION, HASH, AT, AMPERSAND, EQUALS, PERCENT, LAST_ASCII] = [
  58, 47, 63, 35, 64, 38, 61, 37, 127,
];
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isHexDigit = (byte: number): boolean => isDigit(byte) || ((byte | 32) >= 97 && (byte | 32) <= 102);

/** Bytes that no URL may have: blanks, controls that count as blanks and `"<>\^`{|}`. */
const FORBIDDEN = new Uint8Array(256);
for (const character of '\t\n\v\f\r "<>\\^`{|}') FORBIDDEN[character.charCodeAt(0)] = 1;

/** Whether ASCII bytes may be a URL; undefined when there are others. */
export function mayBeUrl(b: Uint8Array, start: number, end: number): boolean | undefined {
  let allowed = true;
  for (let i = start; i < end; i++) {
    const byte = b[i]!;
    if (byte > LAST_ASCII) return undefined;
    if (FORBIDDEN[byte] === 1) allowed = false;
    else if (byte === PERCENT && !(i + 2 < end && isHexDigit(b[i + 1]!) && isHexDigit(b[i + 2]!))) allowed = false;
  }
  return allowed;
}

/** Where a URL has its parts; a part that is missing begins at -1. */
class UrlParts {
  protocolEnd = -1;
  authority = -1;
  authorityEnd = -1;
  path = 0;
  pathEnd = 0;
  query = -1;
  queryEnd = -1;
  fragment = -1;

  find(b: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && b[at] !== COLON && b[at] !== SLASH && b[at] !== QUESTION && b[at] !== HASH) at++;
    const named = at < end && b[at] === COLON && at > start;
    this.protocolEnd = named ? at : -1;
    at = named ? at + 1 : start;
    this.authority = -1;
    if (at + 1 < end && b[at] === SLASH && b[at + 1] === SLASH) {
      at += 2;
      this.authority = at;
      while (at < end && b[at] !== SLASH && b[at] !== QUESTION && b[at] !== HASH) at++;
      this.authorityEnd = at;
    }
    this.path = at;
    while (at < end && b[at] !== QUESTION && b[at] !== HASH) at++;
    this.pathEnd = at;
    this.query = -1;
    if (at < end && b[at] === QUESTION) {
      this.query = ++at;
      while (at < end && b[at] !== HASH) at++;
      this.queryEnd = at;
    }
    this.fragment = at < end ? at + 1 : -1;
  }
}

const PARTS = new UrlParts();

/** Leaves a slice that may be missing. @returns whether it is there */
function slice(out: TextScratch, from: number, to: number): boolean {
  if (from < 0) return false;
  out.from = from;
  out.to = to;
  return true;
}

/** Leaves the part of a URL of that name as the slice of `out`. @returns whether there is such a part */
export function urlPart(out: TextScratch, b: Uint8Array, start: number, end: number, part: string): boolean {
  const p = PARTS;
  p.find(b, start, end);
  switch (part) {
    case 'HOST':
      return host(out, b, p.authority, p.authorityEnd);
    case 'PATH':
      return slice(out, p.path, p.pathEnd);
    case 'QUERY':
      return slice(out, p.query, p.queryEnd);
    case 'REF':
      return slice(out, p.fragment, end);
    case 'PROTOCOL':
      return p.protocolEnd >= 0 && slice(out, start, p.protocolEnd);
    case 'FILE':
      return slice(out, p.path, p.query < 0 ? p.pathEnd : p.queryEnd);
    case 'AUTHORITY':
      return slice(out, p.authority, p.authorityEnd);
    case 'USERINFO':
      return p.authority >= 0 && slice(out, lastAt(b, p) < 0 ? -1 : p.authority, lastAt(b, p));
    default:
      return false;
  }
}

function lastAt(b: Uint8Array, { authority, authorityEnd }: UrlParts): number {
  let at = authorityEnd - 1;
  while (at >= authority && b[at] !== AT) at--;
  return at < authority ? -1 : at;
}

/** What stands behind the user and before the port. */
function host(out: TextScratch, b: Uint8Array, authority: number, end: number): boolean {
  if (authority < 0) return false;
  const from = Math.max(authority, lastAt(b, PARTS) + 1);
  let digits = end;
  while (digits > from && isDigit(b[digits - 1]!)) digits--;
  const to = digits > from && b[digits - 1] === COLON ? digits - 1 : end;
  return to > from && slice(out, from, to);
}

/** The same of the value that the query gives a key first. */
export function queryValue(
  out: TextScratch,
  b: Uint8Array,
  start: number,
  end: number,
  key: Uint8Array,
  keyStart: number,
  keyEnd: number,
): boolean {
  PARTS.find(b, start, end);
  const { query, queryEnd } = PARTS;
  if (query < 0) return false;
  const size = keyEnd - keyStart;
  for (let at = query; at + size < queryEnd; at++) {
    if (at > query && b[at - 1] !== AMPERSAND) continue;
    let same = 0;
    while (same < size && b[at + same] === key[keyStart + same]) same++;
    if (same < size || b[at + size] !== EQUALS) continue;
    let to = at + size + 1;
    while (to < queryEnd && b[to] !== AMPERSAND) to++;
    return slice(out, at + size + 1, to);
  }
  return false;
}
