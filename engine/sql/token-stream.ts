import { syntaxError } from './syntax-error.ts';
import { tokenize, type Token } from './tokenizer.ts';

/** A cursor over the tokens of one SQL text. */
export class TokenStream {
  readonly sql: string;
  readonly tokens: readonly Token[];
  position = 0;

  constructor(sql: string) {
    this.sql = sql;
    this.tokens = tokenize(sql);
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  isWord(...words: string[]): boolean {
    const token = this.peek();
    return token.kind === 'word' && words.includes(token.text);
  }

  isSymbol(...symbols: string[]): boolean {
    const token = this.peek();
    return token.kind === 'symbol' && symbols.includes(token.text);
  }

  /** Whether the next words are these; takes them if so. */
  takeWords(...words: string[]): boolean {
    const found = words.every((word, i) => this.peek(i).kind === 'word' && this.peek(i).text === word);
    if (found) this.position += words.length;
    return found;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.position++;
    return true;
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.fail();
  }

  expectWord(word: string): void {
    if (!this.takeWords(word)) this.fail();
  }

  atEnd(): boolean {
    return this.peek().kind === 'end';
  }

  /** The text of a token as the user wrote it. */
  textOf(token: Token): string {
    return this.sql.slice(token.start, token.end);
  }

  fail(): never {
    const token = this.peek();
    throw syntaxError(this.sql, token.start, this.textOf(token));
  }

  /** Moves behind a place of the text. */
  skipTo(offset: number): void {
    while (this.peek().kind !== 'end' && this.peek().start < offset) this.position++;
  }
}
