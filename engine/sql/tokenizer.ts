import { syntaxError } from './syntax-error.ts';

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A word in lower case, a symbol, a number's text, or the content of something quoted (escapes not yet resolved). */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SYMBOLS: readonly string[] = [
  '<=>', '>>>', '::', '->', '=>', '<=', '>=', '<>', '!=', '==', '||', '<<', '>>',
  '(', ')', '[', ']', ',', '.', '+', '-', '*', '/', '%', '=', '<', '>', '!', '~', '&', '|', '^', ':', '?', ';', '{', '}', '@',
]; // prettier-ignore

const BLANK = /(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[YSLFD])?(?![\p{L}\p{N}_])/iuy;
const WORD = /[\p{L}_\p{N}][\p{L}\p{N}_]*/uy;
const STRING = /r?'(?:[^'\\]|\\[\s\S]|'')*'|r?"(?:[^"\\]|\\[\s\S]|"")*"/iy;
const RAW = /r'[^']*'|r"[^"]*"/iy;
const BACKTICK = /`(?:[^`]|``)*`/y;

/** The tokens of an SQL text; the last one has kind `end`. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  for (;;) {
    at += take(BLANK)?.length ?? 0;
    if (at >= sql.length) break;
    const token = next();
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: sql.length, end: sql.length });
  return tokens;

  function next(): Token {
    const string = take(RAW) ?? take(STRING);
    if (string !== undefined) return { kind: 'string', text: string, start: at, end: at + string.length };
    const quoted = take(BACKTICK);
    if (quoted !== undefined) {
      const text = quoted.slice(1, -1).replaceAll('``', '`');
      return { kind: 'quoted', text, start: at, end: at + quoted.length };
    }
    const previous = tokens[tokens.length - 1];
    const afterName = previous !== undefined && previous.end === at && /word|quoted/.test(previous.kind);
    const number = sql[at] === '.' && afterName ? undefined : take(NUMBER);
    if (number !== undefined) return { kind: 'number', text: number, start: at, end: at + number.length };
    const word = take(WORD);
    if (word !== undefined) return { kind: 'word', text: word.toLowerCase(), start: at, end: at + word.length };
    const symbol = SYMBOLS.find((s) => sql.startsWith(s, at));
    if (symbol === undefined) throw syntaxError(sql, at, sql[at]!);
    return { kind: 'symbol', text: symbol, start: at, end: at + symbol.length };
  }
}
