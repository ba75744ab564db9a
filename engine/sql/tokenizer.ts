import { bracketedComment } from '../types/ddl-text.ts';
import { AnalysisError } from '../types/errors.ts';
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

const BLANK = /(?:\s|--[^\n]*(?:\n|$))*/y;
const NUMBER = /(?:\d+[YSL]|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[FD])?)(?![\p{L}\p{N}_])/iuy;
/** Part of no number, and no name either. */
const BROKEN_NUMBER = /(?:\d+\.\d+|\.\d+)[YSL](?![\p{L}\p{N}_])/iuy;
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
    skip();
    if (at >= sql.length) break;
    const token = next();
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: sql.length, end: sql.length });
  return tokens;

  /** Moves over blanks and comments; a comment in slashes may hold others. */
  function skip(): void {
    for (let before = -1; before < at;) {
      before = at;
      at += take(BLANK)?.length ?? 0;
      at += bracketedComment(sql, at);
    }
  }

  function next(): Token {
    if (sql.startsWith('/*', at)) throw unclosedComment();
    const string = take(RAW) ?? take(STRING);
    if (string !== undefined) return { kind: 'string', text: string, start: at, end: at + string.length };
    const quoted = take(BACKTICK);
    if (quoted !== undefined) {
      const text = quoted.slice(1, -1).replaceAll('``', '`');
      return { kind: 'quoted', text, start: at, end: at + quoted.length };
    }
    const previous = tokens[tokens.length - 1];
    const afterName = previous !== undefined && previous.end === at && /word|quoted/.test(previous.kind);
    const broken = afterName ? undefined : take(BROKEN_NUMBER);
    if (broken !== undefined) throw syntaxError(sql, at, broken);
    const number = sql[at] === '.' && afterName ? undefined : take(NUMBER);
    if (number !== undefined) return { kind: 'number', text: number, start: at, end: at + number.length };
    const word = take(WORD);
    if (word !== undefined) return { kind: 'word', text: word.toLowerCase(), start: at, end: at + word.length };
    const symbol = SYMBOLS.find((s) => sql.startsWith(s, at));
    if (symbol === undefined) throw syntaxError(sql, at, sql[at]!);
    return { kind: 'symbol', text: symbol, start: at, end: at + symbol.length };
  }
}

const unclosedComment = (): AnalysisError =>
  new AnalysisError({
    condition: 'UNCLOSED_BRACKETED_COMMENT',
    sqlState: '42601',
    message: 'Found an unclosed bracketed comment. Please, append */ at the end of the comment.',
  });
