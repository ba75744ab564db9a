/** A text that is no JSON, or JSON that does not fit the schema. No Error: bad rows are common, and a stack costs 10 us. */
export class JsonSyntaxError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

const QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;
const decoder = new TextDecoder();

/** A JSON value as it is written; numbers keep their text. */
export type JsonNode =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[]; readonly text: string }
  | {
      readonly kind: 'object';
      readonly fields: readonly (readonly [name: string, value: JsonNode])[];
      readonly text: string;
    };

/**
 * Reads JSON from UTF-8 bytes by hand, as Jackson does with Spark's settings: single quotes and NaN are allowed,
 * comments are not.
 */
export class JsonReader {
  private readonly bytes: Uint8Array;
  private readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** The whole text as one value. */
  document(): JsonNode {
    const value = this.value();
    this.space();
    if (this.at < this.end) this.fail();
    return value;
  }

  /** Whether only white space is left. */
  get blank(): boolean {
    this.space();
    return this.at >= this.end;
  }

  value(): JsonNode {
    this.space();
    const from = this.at;
    const byte = this.bytes[this.at];
    if (this.at >= this.end) this.fail();
    switch (byte) {
      case 123:
        return { kind: 'object', fields: this.fields(), text: this.textFrom(from) };
      case 91:
        return { kind: 'array', items: this.items(), text: this.textFrom(from) };
      case QUOTE:
      case SINGLE_QUOTE:
        return { kind: 'string', text: this.string() };
      default:
        return this.word();
    }
  }

  private fail(): never {
    throw new JsonSyntaxError(`unexpected character at byte ${this.at}`);
  }

  private textFrom(start: number): string {
    return decoder.decode(this.bytes.subarray(start, this.at));
  }

  private space(): void {
    while (this.at < this.end) {
      const byte = this.bytes[this.at]!;
      if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) return;
      this.at++;
    }
  }

  private expect(byte: number): void {
    this.space();
    if (this.at >= this.end || this.bytes[this.at] !== byte) this.fail();
    this.at++;
  }

  private next(byte: number): boolean {
    this.space();
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  private fields(): [string, JsonNode][] {
    this.expect(123);
    const fields: [string, JsonNode][] = [];
    if (this.next(125)) return fields;
    do {
      this.space();
      const name = this.string();
      this.expect(58);
      fields.push([name, this.value()]);
    } while (this.next(44));
    this.expect(125);
    return fields;
  }

  private items(): JsonNode[] {
    this.expect(91);
    const items: JsonNode[] = [];
    if (this.next(93)) return items;
    do items.push(this.value());
    while (this.next(44));
    this.expect(93);
    return items;
  }

  private string(): string {
    const quote = this.bytes[this.at];
    if (quote !== QUOTE && quote !== SINGLE_QUOTE) this.fail();
    const start = ++this.at;
    let plain = true;
    while (this.at < this.end && this.bytes[this.at] !== quote) {
      const byte = this.bytes[this.at]!;
      if (byte < 32) this.fail();
      if (byte === BACKSLASH) {
        plain = false;
        this.at++;
      }
      this.at++;
    }
    if (this.at >= this.end) this.fail();
    const text = decoder.decode(this.bytes.subarray(start, this.at));
    this.at++;
    return plain ? text : this.unescaped(text);
  }

  private unescaped(text: string): string {
    return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, escape: string) => {
      const simple = ESCAPES[escape];
      if (simple !== undefined) return simple;
      if (escape.length === 5) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      return this.fail();
    });
  }

  private word(): JsonNode {
    const start = this.at;
    while (this.at < this.end && isWordByte(this.bytes[this.at]!)) this.at++;
    const text = this.textFrom(start);
    if (text === 'null') return { kind: 'null' };
    if (text === 'true' || text === 'false') return { kind: 'boolean', value: text === 'true' };
    if (NUMBER.test(text) || NON_NUMBERS.has(text)) return { kind: 'number', text };
    return this.fail();
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NON_NUMBERS: ReadonlySet<string> = new Set(['NaN', 'INF', '+INF', '-INF', 'Infinity', '+Infinity', '-Infinity']);

const isWordByte = (byte: number): boolean =>
  (byte >= 48 && byte <= 57) ||
  (byte >= 65 && byte <= 90) ||
  (byte >= 97 && byte <= 122) ||
  byte === 43 ||
  byte === 45 ||
  byte === 46;
