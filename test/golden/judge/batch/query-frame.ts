import { F, type Column, type DataFrame, type MillraceSession } from '../../../../index.ts';
import { struct } from '../../../../engine/types/data-type.ts';
import { NoSuchCall, type JoinedText, type QueryText, type SelectText, type TermText } from './query-text.ts';

/** Makes the DataFrame of a query, call by call; the tables are views of the session. */
export class QueryFrames {
  private readonly session: MillraceSession;
  private readonly one: DataFrame;

  constructor(session: MillraceSession) {
    this.session = session;
    this.one = session.createDataFrame([[]], struct([]));
  }

  /**
   * @param known the common table expressions in reach, by name
   * @throws NoSuchCall where there is no such call
   */
  async query(q: QueryText, known: ReadonlyMap<string, DataFrame> = new Map()): Promise<DataFrame> {
    const names = new Map(known);
    if (new Set(q.ctes.map(({ name }) => name.toLowerCase())).size < q.ctes.length)
      throw new NoSuchCall('two of a name');
    for (const { name, query } of q.ctes) names.set(name.toLowerCase(), await this.query(query, names));
    const only = q.terms.length === 1 ? q.terms[0]! : undefined;
    let df: DataFrame;
    if (only?.kind === 'select') df = await this.select(only, q.orderBy, names);
    else {
      df = await this.combined(q, names);
      if (q.orderBy.length > 0) df = df.orderBy(...q.orderBy.map((key) => sortKey(key)));
    }
    if (q.offset !== undefined) df = df.offset(count(q.offset));
    if (q.limit !== undefined && !/^all$/i.test(q.limit)) df = df.limit(count(q.limit));
    return df;
  }

  private async combined(q: QueryText, names: ReadonlyMap<string, DataFrame>): Promise<DataFrame> {
    const kinds = new Set(q.operators.map(({ kind }) => kind));
    if (kinds.has('intersect') && kinds.size > 1) throw new NoSuchCall('INTERSECT beside other set operations');
    let df = await this.term(q.terms[0]!, names);
    for (const [i, { kind, all }] of q.operators.entries()) {
      const right = await this.term(q.terms[i + 1]!, names);
      if (kind === 'union') df = all ? df.union(right) : df.union(right).distinct();
      else if (kind === 'intersect') df = all ? df.intersectAll(right) : df.intersect(right);
      else df = all ? df.exceptAll(right) : df.subtract(right);
    }
    return df;
  }

  private term(term: TermText, names: ReadonlyMap<string, DataFrame>): Promise<DataFrame> | DataFrame {
    if (term.kind === 'query') return this.query(term.query, names);
    if (term.kind === 'select') return this.select(term, [], names);
    if (term.rows.some(({ length }) => length !== term.rows[0]!.length))
      throw new NoSuchCall('rows that differ in length');
    const rows = term.rows.map((row) => this.one.select(...row.map((text, i) => F.expr(text).as(`col${i + 1}`))));
    return rows.reduce((above, row) => above.union(row));
  }

  private async select(
    s: SelectText,
    orderBy: readonly string[],
    names: ReadonlyMap<string, DataFrame>,
  ): Promise<DataFrame> {
    let df = this.one;
    for (const joined of s.from) df = await this.joined(df, joined, names);
    if (s.where !== undefined) df = df.filter(s.where);
    if (s.groupBy !== undefined) df = await grouped(df, s, s.groupBy, orderBy);
    else if (s.having === undefined) df = selected(df, s.items, orderBy);
    else throw new NoSuchCall('HAVING without GROUP BY');
    return s.distinct ? df.distinct() : df;
  }

  private async joined(df: DataFrame, j: JoinedText, names: ReadonlyMap<string, DataFrame>): Promise<DataFrame> {
    const { relation } = j;
    let right =
      relation.kind === 'table'
        ? (names.get(relation.name.toLowerCase()) ?? this.session.table(relation.name))
        : await this.term(relation, names);
    if (j.columns !== undefined) right = right.toDF(...j.columns);
    const alias = j.alias ?? (relation.kind === 'table' ? relation.name : undefined);
    if (alias !== undefined) right = right.alias(alias);
    if (j.how === undefined) return right;
    if (j.using !== undefined) return df.join(right, j.using, j.how);
    const on = j.on === undefined ? undefined : F.expr(j.on);
    if (on === undefined && (j.how === 'cross' || j.how === 'inner')) return df.crossJoin(right);
    return df.join(right, on, j.how === 'cross' ? 'inner' : j.how);
  }
}

/** SELECT: what ORDER BY names of the list is sorted after it, all else before, or beside it in columns that go again. */
function selected(df: DataFrame, items: readonly string[], orderBy: readonly string[]): DataFrame {
  const names = items.map(nameOf);
  const outside = orderBy.filter((key) => !names.includes(nameOf(parts(key).text)));
  if (outside.length === 0) {
    const list = df.selectExpr([...items]);
    return orderBy.length === 0 ? list : list.orderBy(...orderBy.map((key) => sortKey(key)));
  }
  if (outside.length === orderBy.length)
    return df.orderBy(...orderBy.map((key) => sortKey(key))).selectExpr([...items]);
  const { columns, keys } = besides(outside, orderBy);
  return df.select(...items.map(F.expr), ...columns).orderBy(...keys).drop(...outside.map((_, i) => hidden(i))); // prettier-ignore
}

/** GROUP BY by `groupBy().agg()`, whose keys come first and are taken off again. */
async function grouped(
  df: DataFrame,
  s: SelectText,
  groupBy: readonly string[],
  orderBy: readonly string[],
): Promise<DataFrame> {
  const { call, texts } = groupingOf(groupBy);
  const columns = await df.columns();
  const keys = texts.map((key) => {
    const item = /^\d+$/.test(key) ? s.items[Number(key) - 1] : undefined;
    const aliased = columns.some((c) => c.toLowerCase() === key.toLowerCase())
      ? undefined
      : s.items.find((text) => nameOf(text) === key.toLowerCase() && withoutAlias(text) !== text);
    const text = item ?? aliased;
    if (text === undefined && /^\d+$/.test(key)) throw new NoSuchCall('a position outside the list');
    return text === undefined ? F.expr(key) : F.expr(withoutAlias(text));
  });
  const names = s.items.map(nameOf);
  const outside = orderBy.filter((key) => !names.includes(nameOf(parts(key).text)));
  const beside = besides(outside, orderBy);
  const extra = [...beside.columns, ...(s.having === undefined ? [] : [F.expr(s.having).as(HAVING)])];
  let made = df[call](...keys).agg(...s.items.map(F.expr), ...extra);
  if (s.having !== undefined) made = made.filter(F.col(HAVING));
  const all = await made.columns();
  const first = all.length - s.items.length - extra.length;
  const kept = all.slice(first, first + s.items.length);
  const numbered = made.toDF(...all.map((name, i) => (i < first ? `_key${i}` : i < first + kept.length ? `_${i - first}` : name))); // prettier-ignore
  // sorted under the names of the list: keys of ORDER BY are of the list or beside it
  const list = numbered.select(
    ...kept.map((name, i) => F.col(`_${i}`).as(name)),
    ...outside.map((_, i) => F.col(hidden(i))),
  );
  if (orderBy.length === 0) return list;
  return list.orderBy(...beside.keys).drop(...outside.map((_, i) => hidden(i)));
}

const TOGETHER = /^(rollup|cube)\s*\(([^()]*)\)$/i;
const OTHER_FORM = /^all$|^(?:cube|rollup|grouping)\b|\bwith\s+(?:cube|rollup)$|\bgrouping\s+sets\b/i;

/** The call for GROUP BY, and its keys. */
function groupingOf(groupBy: readonly string[]): { call: 'groupBy' | 'rollup' | 'cube'; texts: readonly string[] } {
  const together = groupBy.length === 1 ? TOGETHER.exec(groupBy[0]!) : null;
  if (together !== null) {
    return {
      call: together[1]!.toLowerCase() as 'rollup' | 'cube',
      texts: together[2]!.split(',').map((key) => key.trim()),
    };
  }
  if (groupBy.some((key) => OTHER_FORM.test(key))) throw new NoSuchCall('GROUP BY of this form');
  return { call: 'groupBy', texts: groupBy };
}

const HAVING = '_having';
const hidden = (i: number): string => `_order${i}`;

/** Columns for what ORDER BY takes from outside the list, and the keys over both, by the names that the list gives. */
function besides(outside: readonly string[], orderBy: readonly string[]): { columns: Column[]; keys: Column[] } {
  return {
    columns: outside.map((key, i) => F.expr(parts(key).text).as(hidden(i))),
    keys: orderBy.map((key) => {
      const at = outside.indexOf(key);
      return sortKey(key, at < 0 ? PLAIN.exec(parts(key).text)![1]! : hidden(at));
    }),
  };
}

const ORDER = /^([\s\S]*?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/i;

/** An item of ORDER BY: its expression, and the rest. */
function parts(key: string): { text: string; descending: boolean; nulls: string | undefined } {
  const [, text, direction, nulls] = ORDER.exec(key)!;
  return { text: text!, descending: direction?.toLowerCase() === 'desc', nulls: nulls?.toLowerCase() };
}

function sortKey(key: string, name?: string): Column {
  const { text, descending, nulls } = parts(key);
  const column = name === undefined ? F.expr(text) : F.col(name);
  const first = nulls === undefined ? !descending : nulls === 'first';
  if (descending) return first ? column.desc_nulls_first() : column.desc_nulls_last();
  return first ? column.asc_nulls_first() : column.asc_nulls_last();
}

const ALIAS = /^([\s\S]+?)\s+(?:as\s+)?(`(?:[^`]|``)+`|[\p{L}_][\p{L}\p{N}_]*)$/iu;
const PLAIN = /^(?:[\p{L}_][\p{L}\p{N}_]*\.)*(`(?:[^`]|``)+`|[\p{L}_][\p{L}\p{N}_]*)$/u;

/** What a select item is called, in lower case, as far as its text says; never that of a function. */
function nameOf(item: string): string | undefined {
  const name = PLAIN.exec(item)?.[1] ?? ALIAS.exec(item)?.[2];
  return name?.replace(/^`|`$/g, '').replaceAll('``', '`').toLowerCase();
}

const withoutAlias = (item: string): string => (PLAIN.test(item) ? item : (ALIAS.exec(item)?.[1] ?? item));

function count(text: string): number {
  if (!/^\d+$/.test(text)) throw new NoSuchCall(`LIMIT or OFFSET ${text}`);
  return Number(text);
}
