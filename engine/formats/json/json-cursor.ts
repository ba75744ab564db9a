import { doubleToText } from '../../types/java-double.ts';

/** What Spark's JSON options allow beyond the standard. */
export interface JsonSyntax {
  readonly singleQuotes: boolean;
  readonly unquotedNames: boolean;
  readonly leadingZeros: boolean;
  readonly nonNumericNumbers: boolean;
  readonly comments: boolean;
  readonly backslashAnything: boolean;
  readonly controlCharacters: boolean;
}

export const DEFAULT_SYNTAX: JsonSyntax = {
  singleQuotes: true,
  unquotedNames: false,
  leadingZeros: false,
  nonNumericNumbers: true,
  comments: false,
  backslashAnything: false,
  controlCharacters: false,
};

/** A text that is not JSON. No Error: bad records are common, and a stack costs 10 us. */
export class JsonSyntaxError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Limits of Jackson, with which Spark reads JSON: what is beyond them is no JSON. */
const DEEPEST = 1000;
const LONGEST_NUMBER = 1000;
const LONGEST_NAME = 50_000;

const QUOTE = 34;
const APOSTROPHE = 39;
const BACKSLASH = 92;

/** A place in a JSON text; values are read straight from it, without a tree. */
export class JsonCursor {
  readonly text: string;
  readonly syntax: JsonSyntax;
  at = 0;
  /** Objects and arrays around. */
  private depth = 0;

  constructor(text: string, syntax: JsonSyntax) {
    this.text = text;
    this.syntax = syntax;
  }

  fail(): never {
    throw new JsonSyntaxError(`unexpected character at ${this.at}`);
  }

  /** The code of the next character that is not blank; NaN at the end. */
  peek(): number {
    const { text } = this;
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c === 32 || c === 9 || c === 10 || c === 13) this.at++;
      else if (c !== 47 || !this.syntax.comments || !this.comment()) return c;
    }
  }

  /** Passes over a comment, if one begins at the slash. */
  private comment(): boolean {
    const { text, at } = this;
    const block = text[at + 1] === '*';
    if (!block && text[at + 1] !== '/') return false;
    const end = block ? text.indexOf('*/', at + 2) : text.indexOf('\n', at);
    if (end < 0 && block) this.fail();
    this.at = end < 0 ? text.length : end + (block ? 2 : 0);
    return true;
  }

  take(code: number): boolean {
    if (this.peek() !== code) return false;
    this.at++;
    return true;
  }

  expect(code: number): void {
    if (!this.take(code)) this.fail();
  }

  startsString(): boolean {
    const c = this.peek();
    return c === QUOTE || (c === APOSTROPHE && this.syntax.singleQuotes);
  }

  string(): string {
    const quote = this.peek();
    if (quote !== QUOTE && !(quote === APOSTROPHE && this.syntax.singleQuotes)) this.fail();
    const { text } = this;
    const start = ++this.at;
    let made = '';
    let from = start;
    for (;;) {
      const c = text.charCodeAt(this.at);
      if (c === quote) {
        made += text.slice(from, this.at++);
        return made;
      }
      if (c === BACKSLASH) {
        made += text.slice(from, this.at) + this.escape();
        from = this.at;
      } else if (Number.isNaN(c) || (c < 32 && !this.syntax.controlCharacters)) this.fail();
      else this.at++;
    }
  }

  private escape(): string {
    const c = this.text[this.at + 1];
    this.at += 2;
    if (c === 'u') {
      const hex = this.text.slice(this.at, this.at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.fail();
      this.at += 4;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const plain = c === undefined ? undefined : ESCAPES[c];
    if (plain !== undefined) return plain;
    if (c !== undefined && this.syntax.backslashAnything) return c;
    return this.fail();
  }

  /** An object's field name and the colon after it. */
  name(): string {
    let name: string;
    if (this.startsString()) name = this.string();
    else {
      const word = this.syntax.unquotedNames ? /[\p{L}_$][\p{L}\p{N}_$]*/uy : undefined;
      if (word === undefined) return this.fail();
      word.lastIndex = this.at;
      const found = word.exec(this.text)?.[0];
      if (found === undefined) return this.fail();
      this.at += found.length;
      name = found;
    }
    if (name.length > LONGEST_NAME) this.fail();
    this.expect(58);
    return name;
  }

  /** Where the digits end that begin at the cursor, behind a sign; the cursor when no plain whole number stands there. */
  private wholeEnd(): number {
    const { text, at } = this;
    let end = text.charCodeAt(at) === 45 ? at + 1 : at;
    const first = end;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end === first || (text.charCodeAt(first) === 48 && end > first + 1)) return at;
    const next = text.charCodeAt(end);
    return next === 44 || next === 125 || next === 93 || next === 32 || end === text.length ? end : at;
  }

  /** The whole number at the cursor if it has at most 15 digits; else NaN, and the cursor stays. */
  smallWhole(): number {
    const first = this.peek();
    const end = this.wholeEnd();
    if (end === this.at || end - this.at > 15) return NaN;
    let n = 0;
    for (let i = first === 45 ? this.at + 1 : this.at; i < end; i++) n = n * 10 + (this.text.charCodeAt(i) - 48);
    this.at = end;
    return first === 45 ? -n : n;
  }

  /** The text of a number, or of a word that stands for one. */
  number(): string | undefined {
    this.peek();
    const end = this.wholeEnd();
    if (end > this.at && end - this.at <= LONGEST_NUMBER) {
      const whole = this.text.slice(this.at, end);
      this.at = end;
      return whole;
    }
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text)?.[0];
    if (found !== undefined) {
      if (!this.syntax.leadingZeros && /^-?0\d/.test(found)) this.fail();
      if (found.length > LONGEST_NUMBER) this.fail();
      this.at += found.length;
      return found;
    }
    if (!this.syntax.nonNumericNumbers) return undefined;
    SPECIAL.lastIndex = this.at;
    const special = SPECIAL.exec(this.text)?.[0];
    if (special !== undefined) this.at += special.length;
    return special;
  }

  word(word: string): boolean {
    if (this.peek() !== word.charCodeAt(0) || !this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** Passes over one value. */
  skip(): void {
    const c = this.peek();
    if (c === 123) this.object(SKIP);
    else if (c === 91) this.array(SKIP);
    else if (this.startsString()) this.string();
    else if (!this.word('true') && !this.word('false') && !this.word('null') && this.number() === undefined)
      this.fail();
  }

  object(field: (name: string, cursor: JsonCursor) => void): void {
    this.enter(123);
    if (!this.take(125)) {
      do field(this.name(), this);
      while (this.take(44));
      this.expect(125);
    }
    this.depth--;
  }

  array(item: (index: number, cursor: JsonCursor) => void): void {
    this.enter(91);
    if (!this.take(93)) {
      let index = 0;
      do item(index++, this);
      while (this.take(44));
      this.expect(93);
    }
    this.depth--;
  }

  private enter(opening: number): void {
    this.expect(opening);
    if (++this.depth > DEEPEST) this.fail();
  }

  /** One value as it stands in the text. */
  raw(): string {
    this.peek();
    const from = this.at;
    this.skip();
    return this.text.slice(from, this.at);
  }

  /** One value as compact JSON text. */
  copy(): string {
    const c = this.peek();
    if (c === 123) {
      const parts: string[] = [];
      this.object((name) => parts.push(`${quoted(name)}:${this.copy()}`));
      return `{${parts.join(',')}}`;
    }
    if (c === 91) {
      const parts: string[] = [];
      this.array(() => parts.push(this.copy()));
      return `[${parts.join(',')}]`;
    }
    if (this.startsString()) return quoted(this.string());
    for (const word of ['true', 'false', 'null']) if (this.word(word)) return word;
    const number = this.number();
    return number === undefined ? this.fail() : numberText(number);
  }
}

const SKIP = (_: unknown, cursor: JsonCursor): void => cursor.skip();
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
const SPECIAL = /[+-]?(?:Infinity|INF|NaN)\b/y;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** A number as Java writes it again: whole ones unchanged, others through a double. */
export const numberText = (text: string): string =>
  /^-?\d+$/.test(text) ? text : doubleToText(Number(text.replace('INF', 'Infinity')));

/** A JSON string literal. */
export function quoted(text: string): string {
  if (!/["\\\x00-\x1f]/.test(text)) return `"${text}"`;
  return `"${text.replace(/["\\\x00-\x1f]/g, (c) => WRITTEN[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)}"`;
}

const WRITTEN: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
