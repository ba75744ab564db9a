import type { FillValue } from '../plan/relation.ts';
import { argumentsOf, type CallArguments } from './arguments/call-arguments.ts';
import { literalOf } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import type { RowTransformations } from './transformations/row-transformations.ts';

/** Functions for missing values, under `df.na`. */
export class DataFrameNaFunctions {
  private readonly df: RowTransformations;

  private readonly names: { readonly fill: string; readonly drop: string };

  /** @param names what its methods are called where the user calls them */
  constructor(df: RowTransformations, names = { fill: 'na.fill', drop: 'na.drop' }) {
    this.df = df;
    this.names = names;
  }

  /**
   * Replaces nulls (and NaN) by a value.
   *
   * @param value a value, or an object with a value for each column
   * @param columns names; all columns whose type the value fits without them
   * @example
   * orders.na.fill({ amount: 0 }).select("id", "amount")
   * // [{ id: 1, amount: 12.5 }, { id: 2, amount: 0 }, { id: 3, amount: 7.5 }]
   */
  fill(value: unknown, columns: string | readonly string[] = []): DataFrame {
    const call = this.names.fill;
    const given = argumentsOf(call, `df.${call}(0), df.${call}(0, ["n"]) or df.${call}({ n: 0 })`);
    const input = this.df.relation;
    if (!isPlain(value)) {
      const entries = given.entries('value', value, `${PLAIN_VALUE}, or an object of them by column`);
      const values = entries.map(([name, one]) => fillValue(given, `value.${name}`, one));
      return this.df.derive({ kind: 'fill_na', input, columns: entries.map(([name]) => name), values });
    }
    const values = [fillValue(given, 'value', value)];
    return this.df.derive({ kind: 'fill_na', input, columns: given.texts('columns', [columns]), values });
  }

  /**
   * Drops rows with any null, with only nulls, or with fewer values than a number.
   *
   * @param how `"any"`, `"all"`, or how many values a row needs to stay
   * @param columns names of the columns to look at; all without them
   * @example
   * orders.na.drop().select("id")
   * // [{ id: 1 }, { id: 3 }]
   */
  drop(how: 'any' | 'all' | number = 'any', columns: string | readonly string[] = []): DataFrame {
    const given = argumentsOf(this.names.drop, `df.${this.names.drop}("all", ["n"])`);
    const names = given.texts('columns', [columns]);
    const threshold = leastValues(given, how);
    return this.df.derive({ kind: 'drop_na', input: this.df.relation, columns: names, ...threshold });
  }
}

/** How many values a row needs, by what `how` says. */
function leastValues(given: CallArguments, how: unknown): { readonly minNonNulls?: number } {
  if (typeof how === 'number') return { minNonNulls: given.wholeNumber('how', how, -(2 ** 31)) };
  return given.oneOf('how', how, ['any', 'all']) === 'all' ? { minNonNulls: 1 } : {};
}

const PLAIN_VALUE = 'a boolean, a number or a text';

const isPlain = (value: unknown): boolean => ['boolean', 'number', 'bigint', 'string'].includes(typeof value);

/** Whole numbers travel as BIGINT, as PySpark's client sends them. */
function fillValue(given: CallArguments, name: string, value: unknown): FillValue {
  const literal = isPlain(value) ? literalOf(value) : given.wrong(name, PLAIN_VALUE, value);
  if (literal.type.kind === 'integer') return { value: BigInt(literal.value as number), type: { kind: 'long' } };
  return { value: literal.value, type: literal.type };
}
