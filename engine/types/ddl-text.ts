import { AnalysisError } from './errors.ts';
import { invalidIdentifier } from './invalid-identifier.ts';
import { stringValue } from './string-literal.ts';

const COMMENT = /--[^\n]*/y;
const WORD = /[A-Za-z_0-9]+/y;
/** What a name would be if it stood in backquotes. */
const LOOSE_NAME = /[\p{L}\p{N}_-]+/uy;
const QUOTED_NAME = /`((?:[^`]|``)*)`/y;
const QUOTED_TEXT = /r'[^']*'|r"[^"]*"|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"/iy;

/** A cursor over the text of a type or a schema. */
export class DdlText {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  fail(): never {
    const near = this.text.slice(this.position, this.position + 20).trim();
    throw new AnalysisError({
      condition: 'PARSE_SYNTAX_ERROR',
      sqlState: '42601',
      message: near
        ? `Syntax error at or near '${near}' in the type or schema "${this.text.slice(0, 200)}".`
        : `Syntax error at end of input in the type or schema "${this.text.slice(0, 200)}".`,
      hint: 'Write a schema as "name TYPE, name TYPE", for example "id BIGINT, tags ARRAY<STRING>".',
    });
  }

  done(): boolean {
    this.skip();
    return this.position >= this.text.length;
  }

  take(symbol: string): boolean {
    this.skip();
    if (!this.text.startsWith(symbol, this.position)) return false;
    this.position += symbol.length;
    return true;
  }

  expect(symbol: string): void {
    if (!this.take(symbol)) this.fail();
  }

  /** The next word in lower case, empty when something else comes. */
  peekWord(): string {
    this.skip();
    const word = this.match(WORD);
    return word === undefined || /^\d/.test(word) ? '' : word.toLowerCase();
  }

  /** Whether the next words are these; takes them if so. */
  takeWords(...words: readonly string[]): boolean {
    const start = this.position;
    for (const word of words) {
      if (this.peekWord() !== word) {
        this.position = start;
        return false;
      }
      this.position += word.length;
    }
    return true;
  }

  /** The next word in lower case, taken. */
  word(): string {
    const word = this.peekWord();
    if (word === '') this.fail();
    this.position += word.length;
    return word;
  }

  number(): number {
    this.skip();
    const digits = this.match(WORD);
    if (digits === undefined || !/^\d+$/.test(digits)) this.fail();
    this.position += digits.length;
    return Number(digits);
  }

  /** @throws AnalysisError INVALID_IDENTIFIER for a name that must stand in backquotes */
  identifier(): string {
    this.skip();
    const quoted = this.match(QUOTED_NAME);
    if (quoted !== undefined) {
      this.position += quoted.length;
      return quoted.slice(1, -1).replaceAll('``', '`');
    }
    const loose = this.match(LOOSE_NAME);
    if (loose === undefined || /^\d+$/.test(loose)) this.fail();
    const plain = this.match(WORD);
    if (plain !== loose) throw invalidIdentifier(loose);
    this.position += plain.length;
    return plain;
  }

  /** The value of the quoted texts that come, which are one text. */
  string(): string {
    this.skip();
    let value = '';
    let quoted = this.match(QUOTED_TEXT);
    if (quoted === undefined) this.fail();
    for (; quoted !== undefined; quoted = this.match(QUOTED_TEXT)) {
      value += stringValue(quoted);
      this.position += quoted.length;
      this.skip();
    }
    return value;
  }

  /** Moves over blanks and comments; a comment in slashes may hold others. */
  private skip(): void {
    for (;;) {
      while (/\s/.test(this.text[this.position] ?? '')) this.position++;
      const comment = this.match(COMMENT)?.length ?? bracketedComment(this.text, this.position);
      if (comment === 0) return;
      this.position += comment;
    }
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    return pattern.exec(this.text)?.[0];
  }
}

/** How long the comment in slashes is that begins at a place, 0 when none does or it does not end. */
export function bracketedComment(text: string, at: number): number {
  if (!text.startsWith('/*', at)) return 0;
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text.startsWith('/*', i)) depth++;
    else if (text.startsWith('*/', i)) depth--;
    else continue;
    i++;
    if (depth === 0) return i + 1 - at;
  }
  return 0;
}
