import { BOOLEAN, quoteIfNeeded, VOID } from '../types/data-type.ts';
import type { Expression, SortOrder } from '../expressions/expression.ts';
import { intervalLiteral } from './interval-literal.ts';
import { numberLiteral } from './number-literal.ts';
import type { ParseOptions } from './parse-options.ts';
import { call, text } from './build-expression.ts';
import { specialCall } from './special-calls.ts';
import { invalidIdentifier } from '../types/invalid-identifier.ts';
import { stringValue } from '../types/string-literal.ts';
import { unsupportedSyntax } from './syntax-error.ts';
import { TokenStream } from './token-stream.ts';
import { readType } from './type-text.ts';
import { typedLiteral } from './typed-literal.ts';

/** How tightly operators bind; larger is tighter. */
const BINARY: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['or', [1, 'or']],
  ['and', [2, 'and']],
  ['=', [5, '==']],
  ['==', [5, '==']],
  ['<>', [5, '!=']],
  ['!=', [5, '!=']],
  ['<', [5, '<']],
  ['<=', [5, '<=']],
  ['>', [5, '>']],
  ['>=', [5, '>=']],
  ['<=>', [5, '<=>']],
  ['|', [6, '|']],
  ['^', [7, '^']],
  ['&', [8, '&']],
  ['<<', [9, '<<']],
  ['>>', [9, '>>']],
  ['>>>', [9, '>>>']],
  ['+', [10, '+']],
  ['-', [10, '-']],
  ['||', [10, '||']],
  ['*', [11, '*']],
  ['/', [11, '/']],
  ['%', [11, '%']],
  ['div', [11, 'div']],
]);

const NOT_LEVEL = 3;
const PREDICATE_LEVEL = 4;
const UNARY_LEVEL = 12;

/** Aggregates that take IGNORE NULLS between their parentheses. */
const IGNORING_INSIDE: ReadonlySet<string> = new Set(['first', 'last', 'any_value']);

/** A Pratt parser of Spark SQL's expressions. */
export class ExpressionParser {
  readonly tokens: TokenStream;
  readonly options: ParseOptions;
  /** The last LIKE ANY or ALL: its NOT has gone to each pattern. */
  private quantified: Expression | undefined;
  /** Parameters of the lambdas around, innermost last, in lower case. */
  private readonly lambdas: (readonly string[])[] = [];

  constructor(sql: string, options: ParseOptions) {
    this.tokens = new TokenStream(sql);
    this.options = options;
  }

  end(): void {
    if (!this.tokens.atEnd()) this.tokens.fail();
  }

  /** An expression, and the name behind it: any word, as Spark reserves none. */
  namedExpression(): Expression {
    const { tokens } = this;
    const child = this.expression();
    const named = tokens.takeWords('as');
    if (tokens.takeSymbol('(')) return { kind: 'alias', child, names: this.identifierList(), isList: true };
    if (!named && !/word|quoted/.test(tokens.peek().kind)) return child;
    return { kind: 'alias', child, names: [this.identifier()] };
  }

  /** Whether the next word is the last of an item: then it is a name, and nothing that wants more. */
  private isLastWord(): boolean {
    const { kind, text } = this.tokens.peek(1);
    return kind === 'end' || (kind === 'symbol' && (text === ',' || text === ')'));
  }

  private identifierList(): string[] {
    const names = [this.identifier()];
    while (this.tokens.takeSymbol(',')) names.push(this.identifier());
    this.tokens.expectSymbol(')');
    return names;
  }

  identifier(): string {
    const token = this.tokens.next();
    if (token.kind === 'quoted') return token.text;
    if (token.kind === 'word') {
      const name = this.tokens.textOf(token);
      if (!/^\w+$/.test(name)) throw invalidIdentifier(name);
      return name;
    }
    this.tokens.position--;
    return this.tokens.fail();
  }

  expression(level = 0): Expression {
    // operators of values take no predicate, NOT, AND or OR that stands without parentheses
    let logical = this.tokens.isWord('not') || this.tokens.isSymbol('!');
    let left = this.prefix();
    for (;;) {
      const binds = BINARY.get(this.tokens.peek().text)?.[0] ?? PREDICATE_LEVEL;
      if (logical && binds >= PREDICATE_LEVEL) return left;
      const next = this.infix(left, level);
      if (next === undefined) return left;
      logical ||= binds <= PREDICATE_LEVEL;
      left = next;
    }
  }

  private infix(left: Expression, level: number): Expression | undefined {
    const token = this.tokens.peek();
    if (token.kind !== 'symbol' && token.kind !== 'word') return undefined;
    if (token.kind === 'word' && this.isLastWord()) return undefined;
    const binary = BINARY.get(token.text);
    if (binary !== undefined) {
      if (binary[0] <= level) return undefined;
      this.tokens.next();
      const right = this.expression(binary[0]);
      return binary[1] === '!=' ? call('not', call('==', left, right)) : call(binary[1], left, right);
    }
    if (token.kind === 'word' && level < PREDICATE_LEVEL) return this.predicate(left);
    return undefined;
  }

  private predicate(left: Expression): Expression | undefined {
    const { tokens } = this;
    const start = tokens.position;
    const negated = tokens.takeWords('not');
    const positive = this.positivePredicate(left, negated);
    if (positive === undefined) {
      tokens.position = start;
      return undefined;
    }
    return negated && positive !== this.quantified ? call('not', positive) : positive;
  }

  private positivePredicate(left: Expression, negated: boolean): Expression | undefined {
    const { tokens } = this;
    if (tokens.takeWords('between')) {
      const low = this.expression(PREDICATE_LEVEL);
      tokens.expectWord('and');
      return call('between', left, low, this.expression(PREDICATE_LEVEL));
    }
    if (tokens.takeWords('in')) {
      tokens.expectSymbol('(');
      if (tokens.isWord('select', 'with')) throw unsupportedSyntax('A subquery');
      const values = this.list();
      tokens.expectSymbol(')');
      return call('in', left, ...values);
    }
    if (tokens.isWord('like', 'ilike')) return this.like(left, tokens.next().text, negated);
    if (tokens.isWord('rlike', 'regexp')) {
      tokens.next();
      return call('rlike', left, this.expression(PREDICATE_LEVEL));
    }
    return tokens.takeWords('is') ? this.isPredicate(left) : undefined;
  }

  private isPredicate(left: Expression): Expression {
    const { tokens } = this;
    const negated = tokens.takeWords('not');
    const negate = (e: Expression): Expression => (negated ? call('not', e) : e);
    if (tokens.takeWords('null')) return call(negated ? 'isnotnull' : 'isnull', left);
    if (tokens.takeWords('true')) return negate(call('<=>', left, { kind: 'literal', value: true, type: BOOLEAN }));
    if (tokens.takeWords('false')) return negate(call('<=>', left, { kind: 'literal', value: false, type: BOOLEAN }));
    if (tokens.takeWords('unknown')) return call(negated ? 'isnotnull' : 'isnull', left);
    if (tokens.takeWords('distinct', 'from')) {
      const same = call('<=>', left, this.expression(PREDICATE_LEVEL));
      return negated ? same : call('not', same);
    }
    return tokens.fail();
  }

  private like(left: Expression, name: string, negated: boolean): Expression {
    const { tokens } = this;
    if (tokens.isWord('any', 'some', 'all') && tokens.peek(1).text === '(') {
      const all = tokens.next().text === 'all';
      tokens.expectSymbol('(');
      const patterns = this.list();
      tokens.expectSymbol(')');
      const tests = patterns.map((p) => (negated ? call('not', call(name, left, p)) : call(name, left, p)));
      this.quantified = tests.reduce((a, b) => call(all ? 'and' : 'or', a, b));
      return this.quantified;
    }
    const pattern = this.expression(PREDICATE_LEVEL);
    if (!tokens.takeWords('escape')) return call(name, left, pattern);
    const escape = tokens.next();
    if (escape.kind !== 'string') tokens.fail();
    return call(name, left, pattern, text(stringValue(escape.text)));
  }

  private list(): Expression[] {
    const items = [this.expression()];
    while (this.tokens.takeSymbol(',')) items.push(this.expression());
    return items;
  }

  private prefix(): Expression {
    const { tokens } = this;
    if (tokens.isWord('not') || tokens.isSymbol('!')) {
      tokens.next();
      return call('not', this.expression(NOT_LEVEL));
    }
    if (tokens.isSymbol('-') && tokens.peek(1).kind === 'number') {
      tokens.next();
      return this.postfix(numberLiteral(tokens.next().text, true));
    }
    if (tokens.isSymbol('-', '+', '~')) {
      const sign = tokens.next().text;
      return call(sign === '-' ? '-' : sign, this.expression(UNARY_LEVEL));
    }
    return this.postfix(this.primary());
  }

  private postfix(start: Expression): Expression {
    const { tokens } = this;
    let e = start;
    for (;;) {
      if (tokens.takeSymbol('[')) {
        e = { kind: 'extract', child: e, extraction: this.expression() };
        tokens.expectSymbol(']');
      } else if (tokens.isSymbol('.') && /word|quoted|number/.test(tokens.peek(1).kind)) {
        tokens.next();
        e = { kind: 'extract', child: e, extraction: text(this.identifier()) };
      } else if (tokens.takeSymbol('::')) {
        e = { kind: 'cast', child: e, type: readType(tokens), mode: 'ansi' };
      } else if (tokens.isSymbol(':') || (tokens.isWord('collate') && !this.isLastWord())) {
        throw unsupportedSyntax(`'${tokens.peek().text}'`);
      } else return e;
    }
  }

  private primary(): Expression {
    const { tokens } = this;
    const token = tokens.peek();
    switch (token.kind) {
      case 'number':
        return numberLiteral(tokens.next().text, false);
      case 'string': {
        let value = '';
        while (tokens.peek().kind === 'string') value += stringValue(tokens.next().text);
        return text(value);
      }
      case 'quoted': {
        const lambda = this.lambdaParameters();
        return lambda === undefined ? this.nameOrCall() : this.lambda(lambda);
      }
      case 'word':
        return this.word(token.text);
      case 'symbol':
        if (token.text === '(') return this.parenthesised();
        if (token.text === '*') {
          tokens.next();
          return { kind: 'star' };
        }
    }
    return tokens.fail();
  }

  private parenthesised(): Expression {
    const { tokens } = this;
    const lambda = this.lambdaParameters();
    if (lambda !== undefined) return this.lambda(lambda);
    tokens.expectSymbol('(');
    if (tokens.isWord('select', 'with')) throw unsupportedSyntax('A subquery');
    const first = this.namedExpression();
    if (first.kind !== 'alias' && tokens.takeSymbol(')')) return first;
    const items = [first];
    do {
      tokens.expectSymbol(',');
      items.push(this.namedExpression());
    } while (!tokens.isSymbol(')'));
    tokens.expectSymbol(')');
    return call('struct', ...items);
  }

  /** The names of `(x, y) ->` or `x ->`; nothing is taken when no arrow follows, or behind one name in parentheses. */
  private lambdaParameters(): string[] | undefined {
    const { tokens } = this;
    const start = tokens.position;
    const names: string[] = [];
    if (tokens.takeSymbol('(')) {
      do {
        if (!/word|quoted/.test(tokens.peek().kind)) break;
        names.push(this.identifier());
      } while (tokens.takeSymbol(','));
      if (names.length > 1 && tokens.takeSymbol(')') && tokens.takeSymbol('->')) return names;
    } else if (/word|quoted/.test(tokens.peek().kind) && tokens.peek(1).text === '->') {
      names.push(this.identifier());
      tokens.next();
      return names;
    }
    tokens.position = start;
    return undefined;
  }

  private lambda(parameters: string[]): Expression {
    this.lambdas.push(parameters.map((name) => name.toLowerCase()));
    const body = this.expression();
    this.lambdas.pop();
    return { kind: 'lambda', parameters, body };
  }

  private word(word: string): Expression {
    const { tokens } = this;
    const lambda = tokens.peek(1).text === '->' ? this.lambdaParameters() : undefined;
    if (lambda !== undefined) return this.lambda(lambda);
    const nextIsString = tokens.peek(1).kind === 'string';
    if (nextIsString) {
      const literal = typedLiteral(word, tokens, this.options);
      if (literal !== undefined) return literal;
    }
    const isCall = tokens.peek(1).text === '(' && tokens.peek(1).kind === 'symbol';
    switch (word) {
      case 'null':
        tokens.next();
        return { kind: 'literal', value: null, type: VOID };
      case 'true':
      case 'false':
        tokens.next();
        return { kind: 'literal', value: word === 'true', type: BOOLEAN };
      case 'case':
        return this.caseWhen();
      case 'cast':
      case 'try_cast':
        if (isCall) return this.cast(word === 'cast' ? 'ansi' : 'try');
        break;
      case 'interval': {
        tokens.next();
        const interval = intervalLiteral(tokens);
        if (interval !== undefined) return interval;
        tokens.position--;
        break;
      }
      case 'exists':
        if (isCall && /select|with/.test(tokens.peek(2).text)) throw unsupportedSyntax('A subquery');
        break;
      default:
    }
    if (isCall) {
      const special = specialCall(word, this);
      if (special !== undefined) return special;
    }
    return this.nameOrCall();
  }

  private caseWhen(): Expression {
    const { tokens } = this;
    tokens.next();
    const subject = tokens.isWord('when') ? undefined : this.expression();
    const args: Expression[] = [];
    while (tokens.takeWords('when')) {
      const condition = this.expression();
      args.push(subject === undefined ? condition : call('==', subject, condition));
      tokens.expectWord('then');
      args.push(this.expression());
    }
    if (args.length === 0) tokens.fail();
    if (tokens.takeWords('else')) args.push(this.expression());
    tokens.expectWord('end');
    return call('when', ...args);
  }

  private cast(mode: 'ansi' | 'try'): Expression {
    const { tokens } = this;
    tokens.next();
    tokens.expectSymbol('(');
    const child = this.expression();
    tokens.expectWord('as');
    const type = readType(tokens);
    tokens.expectSymbol(')');
    return { kind: 'cast', child, type, mode };
  }

  /** `a`, `a.b.c`, `t.*`, `f(x)`. */
  private nameOrCall(): Expression {
    const { tokens } = this;
    const parts = [this.identifier()];
    while (tokens.isSymbol('.')) {
      const after = tokens.peek(1);
      if (after.kind === 'symbol' && after.text === '*') {
        tokens.next();
        tokens.next();
        return { kind: 'star', target: parts.map(quoteIfNeeded).join('.') };
      }
      if (!/word|quoted/.test(after.kind)) break;
      tokens.next();
      parts.push(this.identifier());
    }
    if (tokens.isSymbol('(')) return this.callArguments(parts[parts.length - 1]!);
    return this.reference(parts);
  }

  private reference(parts: readonly string[]): Expression {
    const [head, ...rest] = parts;
    if (this.lambdas.some((names) => names.includes(head!.toLowerCase()))) {
      const variable: Expression = { kind: 'lambda_variable', name: head! };
      return rest.reduce<Expression>((child, part) => ({ kind: 'extract', child, extraction: text(part) }), variable);
    }
    return { kind: 'attribute', name: parts.map(quoteIfNeeded).join('.') };
  }

  /** What follows a function's name. */
  callArguments(name: string): Expression {
    const { tokens } = this;
    tokens.expectSymbol('(');
    const distinct = tokens.takeWords('distinct');
    if (!distinct) tokens.takeWords('all');
    const args: Expression[] = [];
    if (!tokens.isSymbol(')')) {
      do args.push(this.argument(name));
      while (tokens.takeSymbol(','));
    }
    if (tokens.isWord('ignore') && IGNORING_INSIDE.has(name.toLowerCase())) this.nullTreatment(args);
    tokens.expectSymbol(')');
    if (tokens.isWord('ignore', 'respect') && tokens.peek(1).text === 'nulls') this.nullTreatment(args);
    if (tokens.takeWords('within', 'group')) {
      tokens.expectSymbol('(');
      tokens.expectWord('order');
      tokens.expectWord('by');
      do args.push(this.sortOrder());
      while (tokens.takeSymbol(','));
      tokens.expectSymbol(')');
    }
    let filter: Expression | undefined;
    if (tokens.isWord('filter') && tokens.peek(1).text === '(') {
      tokens.next();
      tokens.next();
      tokens.expectWord('where');
      filter = this.expression();
      tokens.expectSymbol(')');
    }
    if (tokens.isWord('over') && !this.isLastWord()) throw unsupportedSyntax('OVER');
    return {
      kind: 'function',
      name,
      args,
      ...(distinct ? { distinct } : {}),
      ...(filter === undefined ? {} : { filter }),
    };
  }

  /** A field of a struct may have a name, no other argument. */
  private argument(name: string): Expression {
    if (this.tokens.peek(1).text === '=>') throw unsupportedSyntax('A named argument');
    return name.toLowerCase() === 'struct' ? this.namedExpression() : this.expression();
  }

  private nullTreatment(args: Expression[]): void {
    const ignore = this.tokens.next().text === 'ignore';
    this.tokens.expectWord('nulls');
    args.push({ kind: 'literal', value: ignore, type: BOOLEAN });
  }

  /** `a DESC NULLS LAST`. */
  sortOrder(): SortOrder {
    const { tokens } = this;
    const child = this.expression();
    const descending = tokens.takeWords('desc') || (tokens.takeWords('asc') && false);
    let nullsFirst = !descending;
    if (tokens.takeWords('nulls', 'first')) nullsFirst = true;
    else if (tokens.takeWords('nulls', 'last')) nullsFirst = false;
    return { kind: 'sort_order', child, descending, nullsFirst };
  }
}
