import { tokenize, type Token } from '../../../../engine/sql/tokenizer.ts';

/** A query text taken apart at its own keywords; what stands between them stays text, for the engine to read. */
export interface QueryText {
  readonly ctes: readonly { readonly name: string; readonly query: QueryText }[];
  /** The operands of UNION, INTERSECT and EXCEPT; one alone when there is none of them. */
  readonly terms: readonly TermText[];
  readonly operators: readonly SetOperator[];
  readonly orderBy: readonly string[];
  readonly limit: string | undefined;
  readonly offset: string | undefined;
}

export interface SetOperator {
  readonly kind: 'union' | 'intersect' | 'except';
  readonly all: boolean;
}

export type TermText = SelectText | ValuesText | { readonly kind: 'query'; readonly query: QueryText };

export interface SelectText {
  readonly kind: 'select';
  readonly distinct: boolean;
  readonly items: readonly string[];
  readonly from: readonly JoinedText[];
  readonly where: string | undefined;
  readonly groupBy: readonly string[] | undefined;
  readonly having: string | undefined;
}

export interface ValuesText {
  readonly kind: 'values';
  readonly rows: readonly (readonly string[])[];
}

/** A relation of FROM, and how it joins those before it. */
export interface JoinedText {
  readonly relation: { readonly kind: 'table'; readonly name: string } | TermText;
  readonly alias: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly how: string | undefined;
  readonly on: string | undefined;
  readonly using: readonly string[] | undefined;
}

/** Something of SELECT that has no counterpart among the calls of a DataFrame. */
export class NoSuchCall extends Error {}

/**
 * Takes a query apart.
 *
 * @throws NoSuchCall where a clause has no counterpart
 */
export function splitQuery(sql: string): QueryText {
  const reader = new QueryReader(sql);
  const query = reader.query();
  reader.expectEnd();
  return query;
}

const CLAUSES: readonly string[] = ['from', 'where', 'group', 'having', 'order', 'limit', 'offset', 'union', 'intersect', 'except', 'minus', 'lateral', 'sort', 'cluster', 'distribute', 'window', 'qualify']; // prettier-ignore
const JOINS: readonly string[] = ['join', 'inner', 'cross', 'left', 'right', 'full', 'natural', 'on', 'using', 'semi', 'anti', 'tablesample', 'pivot', 'unpivot']; // prettier-ignore

class QueryReader {
  private readonly sql: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(sql: string) {
    this.sql = sql;
    this.tokens = tokenize(sql);
  }

  expectEnd(): void {
    this.takeSymbol(';');
    if (this.peek().kind !== 'end') throw new NoSuchCall(`what begins with ${this.sql.slice(this.peek().start)}`);
  }

  query(): QueryText {
    const ctes: { name: string; query: QueryText }[] = [];
    if (this.take('with')) {
      do {
        const name = this.name();
        if (!this.take('as') || !this.takeSymbol('(')) throw new NoSuchCall('a common table expression of this form');
        ctes.push({ name, query: this.query() });
        this.expect(')');
      } while (this.takeSymbol(','));
    }
    const terms = [this.term()];
    const operators: SetOperator[] = [];
    for (;;) {
      const kind = this.setOperator();
      if (kind === undefined) break;
      operators.push({ kind, all: this.take('all') || (this.take('distinct'), false) });
      terms.push(this.term());
    }
    const orderBy = this.take('order', 'by') ? this.list() : [];
    const limit = this.take('limit') ? this.until(',') : undefined;
    const offset = this.take('offset') ? this.until(',') : undefined;
    return { ctes, terms, operators, orderBy, limit, offset };
  }

  private setOperator(): SetOperator['kind'] | undefined {
    if (this.take('union')) return 'union';
    if (this.take('intersect')) return 'intersect';
    return this.take('except') || this.take('minus') ? 'except' : undefined;
  }

  private term(): TermText {
    if (this.take('values')) return this.values();
    if (this.takeSymbol('(')) {
      const query = this.query();
      this.expect(')');
      return { kind: 'query', query };
    }
    if (!this.take('select')) throw new NoSuchCall('statement');
    const distinct = this.take('distinct');
    if (!distinct) this.take('all');
    const items = this.list();
    const from = this.take('from') ? this.from() : [];
    const where = this.take('where') ? this.until() : undefined;
    const groupBy = this.take('group', 'by') ? this.list() : undefined;
    const having = this.take('having') ? this.until() : undefined;
    return { kind: 'select', distinct, items, from, where, groupBy, having };
  }

  private values(): ValuesText {
    const rows: string[][] = [];
    do {
      const close = this.isSymbol('(') ? this.closing() : -1;
      const last = this.tokens[close + 1];
      const ends = last !== undefined && (last.kind !== 'symbol' || ',);'.includes(last.text));
      if (close < 0 || !ends) {
        rows.push([this.until(',')]);
        continue;
      }
      this.at++;
      rows.push(this.list());
      this.expect(')');
    } while (this.takeSymbol(','));
    return { kind: 'values', rows };
  }

  private from(): JoinedText[] {
    const all = [this.relation(undefined)];
    for (;;) {
      const how = this.takeSymbol(',') ? 'cross' : this.join();
      if (how === undefined) return all;
      all.push(this.relation(how));
    }
  }

  private join(): string | undefined {
    const start = this.at;
    let how = 'inner';
    if (this.take('inner')) how = 'inner';
    else if (this.take('cross')) how = 'cross';
    else if (this.is('left', 'right', 'full')) {
      how = this.next().text;
      if (this.is('semi', 'anti')) how += `_${this.next().text}`;
      else this.take('outer');
    } else if (this.is('semi', 'anti')) how = `left_${this.next().text}`;
    if (this.take('join')) return how;
    this.at = start;
    if (this.is(...JOINS)) throw new NoSuchCall(this.peek().text);
    return undefined;
  }

  private relation(how: string | undefined): JoinedText {
    let relation: JoinedText['relation'];
    if (this.isSymbol('(') || this.is('values')) relation = this.term();
    else if (this.is('lateral')) throw new NoSuchCall('lateral');
    else {
      relation = { kind: 'table', name: this.name() };
      if (this.isSymbol('(', '.')) throw new NoSuchCall('a table function or a name of several parts');
    }
    const named = this.take('as') || (/word|quoted/.test(this.peek().kind) && !this.is(...CLAUSES, ...JOINS));
    const alias = named ? this.name() : undefined;
    const columns = alias !== undefined && this.takeSymbol('(') ? this.names() : undefined;
    const on = how !== undefined && this.take('on') ? this.until(',', ...JOINS) : undefined;
    const using = how !== undefined && this.take('using') && this.takeSymbol('(') ? this.names() : undefined;
    return { relation, alias, columns, how, on, using };
  }

  private names(): string[] {
    const all = [this.name()];
    while (this.takeSymbol(',')) all.push(this.name());
    this.expect(')');
    return all;
  }

  private name(): string {
    const token = this.next();
    if (!/word|quoted/.test(token.kind)) throw new NoSuchCall(`a name where ${token.text} stands`);
    return token.kind === 'quoted' ? token.text : this.sql.slice(token.start, token.end);
  }

  private list(): string[] {
    const all = [this.until(',')];
    while (this.takeSymbol(',')) all.push(this.until(','));
    return all;
  }

  /** The text up to a clause, or one of `stops`, outside of parentheses. */
  private until(...stops: string[]): string {
    const { start } = this.peek();
    let end = start;
    while (!this.stopsAt(stops)) {
      const close = this.isSymbol('(', '[', '{') ? this.closing() : this.at;
      end = this.tokens[close]!.end;
      this.at = close + 1;
    }
    return this.sql.slice(start, end);
  }

  private stopsAt(stops: readonly string[]): boolean {
    const token = this.peek();
    if (token.kind === 'end' || this.isSymbol(')', ']', '}', ';')) return true;
    if (token.kind === 'symbol') return stops.includes(token.text);
    if (token.kind !== 'word') return false;
    const [before, after] = [this.tokens[this.at - 1], this.tokens[this.at + 1]!];
    if (before?.text === '.') return false;
    if (['group', 'order', 'sort', 'cluster', 'distribute'].includes(token.text)) return after.text === 'by';
    if (token.text === 'from') return before?.text !== 'distinct';
    // window(ts, '1 minute') and window.start, left(text, 2), * EXCEPT (a, b)
    if (token.text === 'window' && after.kind !== 'word') return false;
    if (after.text === '(' && stops.length === 1) return false;
    return CLAUSES.includes(token.text) || stops.includes(token.text);
  }

  /** The index of the token that closes the bracket here. */
  private closing(): number {
    let depth = 0;
    for (let i = this.at; i < this.tokens.length; i++) {
      const { kind, text } = this.tokens[i]!;
      if (kind !== 'symbol') continue;
      if ('([{'.includes(text)) depth++;
      if (')]}'.includes(text) && --depth === 0) return i;
    }
    return this.tokens.length - 2;
  }

  private peek(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)]!;
  }

  private next(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private is(...words: readonly string[]): boolean {
    return this.peek().kind === 'word' && words.includes(this.peek().text);
  }

  private isSymbol(...symbols: readonly string[]): boolean {
    return this.peek().kind === 'symbol' && symbols.includes(this.peek().text);
  }

  private take(...words: readonly string[]): boolean {
    const found = words.every((word, i) => this.tokens[this.at + i]?.kind === 'word' && this.tokens[this.at + i]!.text === word); // prettier-ignore
    if (found) this.at += words.length;
    return found;
  }

  private takeSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.at++;
    return found;
  }

  private expect(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw new NoSuchCall(`what stands in place of ${symbol}`);
  }
}
