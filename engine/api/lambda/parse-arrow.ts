import { refuse } from './refuse.ts';
import type { Arrow, ObjectEntry, Parameter, Syntax } from './syntax.ts';
import { tokenize, type Token } from './tokenize.ts';

/** Precedence of the binary operators, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['??'],
  ['||'],
  ['&&'],
  ['===', '!==', '==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Reads the source of an arrow function, TypeScript's annotations included. */
export const parseArrow = (source: string): Arrow => new ArrowParser(source, tokenize(source)).arrow();

class ArrowParser {
  private readonly source: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(source: string, tokens: readonly Token[]) {
    this.source = source;
    this.tokens = tokens;
  }

  private get token(): Token | undefined {
    return this.tokens[this.at];
  }

  private is(text: string, ahead = 0): boolean {
    const token = this.tokens[this.at + ahead];
    return token !== undefined && token.kind !== 'string' && token.kind !== 'template' && token.text === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) this.fail();
  }

  private fail(): never {
    const found = this.token === undefined ? 'its end' : `"${this.token.text}" at this place`;
    return refuse(this.source, found, 'Write it as one expression: o => o.amount > 10.');
  }

  private name(): string {
    const token = this.token;
    if (token?.kind !== 'name') this.fail();
    this.at++;
    return token.text;
  }

  arrow(): Arrow {
    if (this.is('async'))
      refuse(this.source, 'async', 'A lambda is translated, not called: leave out async and await.');
    if (this.is('function')) refuse(this.source, 'function', 'Write an arrow function: o => o.amount > 10.');
    const parameters = this.parameters();
    this.expect('=>');
    if (!this.is('{')) return { parameters, locals: [], body: this.ended(this.expression()) };
    this.at++;
    const locals: [string, Syntax][] = [];
    for (;;) {
      if (this.take('return')) break;
      if (this.coverageStatement()) continue;
      if (!this.take('const') && !this.take('let')) this.fail();
      const name = this.name();
      if (this.take(':')) this.skipType(['=']);
      this.expect('=');
      locals.push([name, this.expression()]);
      this.take(';');
    }
    const body = this.expression();
    this.take(';');
    this.expect('}');
    return { parameters, locals, body: this.ended(body) };
  }

  /** Coverage tools put counters in front of statements: `cov_1().s[0]++;`. */
  private coverageStatement(): boolean {
    if (this.token?.kind !== 'name' || !this.token.text.startsWith('cov_')) return false;
    while (this.token !== undefined && !this.take(';')) this.at++;
    return true;
  }

  /** And in front of expressions: `(cov_1().b[0][1]++, value)`. */
  private coverageCounter(): void {
    if (this.token?.kind !== 'name' || !this.token.text.startsWith('cov_')) return;
    while (this.token !== undefined && !this.take(',')) this.at++;
  }

  private ended(body: Syntax): Syntax {
    this.take(';');
    if (this.at < this.tokens.length) this.fail();
    return body;
  }

  private parameters(): Parameter[] {
    if (this.token?.kind === 'name') return [{ kind: 'name', name: this.name() }];
    this.expect('(');
    const parameters: Parameter[] = [];
    while (!this.take(')')) {
      parameters.push(this.is('{') ? this.pattern() : { kind: 'name', name: this.name() });
      this.take('?');
      if (this.take(':')) this.skipType([',', ')']);
      if (!this.is(')')) this.expect(',');
    }
    if (this.take(':')) this.skipType(['=>']);
    return parameters;
  }

  private pattern(): Parameter {
    this.expect('{');
    const fields: { field: string; name: string }[] = [];
    while (!this.take('}')) {
      const token = this.token;
      const field = token?.kind === 'string' ? token.value : undefined;
      if (field !== undefined) this.at++;
      const name = field ?? this.name();
      fields.push({ field: name, name: this.take(':') ? this.name() : name });
      if (!this.is('}')) this.expect(',');
    }
    return { kind: 'pattern', fields };
  }

  /** Types mean nothing here: skips to one of the symbols that end them. */
  private skipType(ends: readonly string[]): void {
    let depth = 0;
    while (this.token !== undefined) {
      if (depth === 0 && ends.some((end) => this.is(end))) return;
      if (['(', '[', '{', '<'].some((open) => this.is(open))) depth++;
      if ([')', ']', '}', '>'].some((close) => this.is(close))) depth--;
      if (depth < 0) return;
      this.at++;
    }
  }

  private expression(): Syntax {
    const test = this.binary(0);
    if (!this.take('?')) return test;
    const yes = this.expression();
    this.expect(':');
    return { kind: 'conditional', test, yes, no: this.expression() };
  }

  private binary(level: number): Syntax {
    const operators = LEVELS[level];
    if (operators === undefined) return this.power();
    let left = this.binary(level + 1);
    for (;;) {
      const operator = operators.find((o) => this.is(o));
      if (operator === undefined) return left;
      this.at++;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
  }

  private power(): Syntax {
    const base = this.unary();
    return this.take('**') ? { kind: 'binary', operator: '**', left: base, right: this.power() } : base;
  }

  private unary(): Syntax {
    for (const operator of ['!', '-', '+', 'typeof']) {
      if (this.take(operator)) return { kind: 'unary', operator, operand: this.unary() };
    }
    return this.postfix(this.primary());
  }

  private postfix(start: Syntax): Syntax {
    let value = start;
    for (;;) {
      if (this.take('?.')) {
        if (this.take('[')) value = this.index(value);
        else value = { kind: 'member', object: value, property: { kind: 'string', value: this.name() } };
      } else if (this.take('.'))
        value = { kind: 'member', object: value, property: { kind: 'string', value: this.name() } };
      else if (this.take('[')) value = this.index(value);
      else if (this.take('(')) value = { kind: 'call', callee: value, args: this.list(')') };
      else if (this.is('!') && !this.is('=', 1)) this.at++;
      else if (this.take('as') || this.take('satisfies')) {
        this.skipType([',', ')', ']', '}', ':', '?', ';', ...LEVELS.flat().filter((o) => o !== '<' && o !== '>')]);
      } else return value;
    }
  }

  private index(object: Syntax): Syntax {
    const property = this.expression();
    this.expect(']');
    return { kind: 'member', object, property };
  }

  private list(end: string): Syntax[] {
    const items: Syntax[] = [];
    while (!this.take(end)) {
      items.push(this.expression());
      if (!this.is(end)) this.expect(',');
    }
    return items;
  }

  private primary(): Syntax {
    const token = this.token;
    if (token === undefined) return this.fail();
    this.at++;
    switch (token.kind) {
      case 'number':
        return { kind: 'number', text: token.text };
      case 'string':
        return { kind: 'string', value: token.value };
      case 'template': {
        const holes = token.holes.map((hole) => new ArrowParser(this.source, tokenize(hole)).whole());
        return { kind: 'template', parts: token.parts, holes };
      }
      case 'name':
        return { kind: 'name', name: token.text };
      case 'symbol':
        this.at--;
        return this.bracketed();
    }
  }

  private whole(): Syntax {
    return this.ended(this.expression());
  }

  private bracketed(): Syntax {
    if (this.take('(')) {
      this.coverageCounter();
      const value = this.expression();
      this.expect(')');
      return value;
    }
    if (this.take('[')) return { kind: 'array', items: this.list(']') };
    if (this.take('{')) return this.object();
    return this.fail();
  }

  private object(): Syntax {
    const entries: ObjectEntry[] = [];
    while (!this.take('}')) {
      if (this.take('...')) entries.push({ value: this.expression() });
      else {
        const token = this.token;
        const quoted = token?.kind === 'string' ? token.value : undefined;
        if (quoted !== undefined) this.at++;
        const name = quoted ?? this.name();
        entries.push({ name, value: this.take(':') ? this.expression() : { kind: 'name', name } });
      }
      if (!this.is('}')) this.expect(',');
    }
    return { kind: 'object', entries };
  }
}
