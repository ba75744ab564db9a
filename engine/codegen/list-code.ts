import type { CodeContext, ExpressionCode } from './code-context.ts';

/** The items of an ARRAY or MAP that is not null, one by one: nothing is made to hold them. Items of a map are structs. */
export interface ListCode {
  /** Statements that run the body for each item in order. They may hold the body several times. */
  each(body: (item: ExpressionCode) => string): string;
  /** How many times. */
  readonly copies: number;
  /** Where items lie and can be read in any order, as often as one likes: how many, and the one at a place from 0. */
  readonly places?: { readonly count: string; item(place: string): ExpressionCode };
  /** The items, where the code is of so many; their statements have run. */
  readonly parts?: readonly ExpressionCode[];
  /** An expression that gives the whole as a scalar, where that costs less than to build it. */
  readonly whole?: string;
  /** The rows `start` to `end` of the items of the list column that is found there in the batch. */
  readonly column?: { readonly path: string; readonly start: string; readonly end: string };
}

/** Statements to run first, whether it is null, and the items. */
export interface ListExpression {
  readonly code: string;
  readonly isNull: string;
  readonly list: ListCode;
}

export const NO_ITEMS: ListCode = {
  each: () => '',
  copies: 0,
  parts: [],
  places: {
    count: '0',
    item: () => {
      throw new Error('there is no item');
    },
  },
};

/** Items that lie one after the other in rows [start, end) of something. */
export function listBetween(
  start: string,
  end: string,
  read: (row: string) => ExpressionCode,
  g: CodeContext,
): ListCode {
  return {
    each(body) {
      const row = g.fresh('p');
      const item = g.repeatable(read(row));
      return `for (let ${row} = ${start}; ${row} < ${end}; ${row}++) {\n${item.code}\n${body(settled(item))}\n}`;
    },
    copies: 1,
    places: {
      count: start === '0' ? end : `(${end} - ${start})`,
      item: (place) => read(start === '0' ? place : `${start} + ${place}`),
    },
  };
}

/** Items that can be read by their places. */
export const listOfPlaces = (count: string, item: (place: string) => ExpressionCode, g: CodeContext): ListCode =>
  listBetween('0', count, item, g);

/** Items whose statements have run. */
export const listOfParts = (parts: readonly ExpressionCode[]): ListCode => ({
  each: (body) => parts.map((part) => `{\n${body(part)}\n}`).join('\n'),
  copies: parts.length,
  parts,
});

/** The items of a JavaScript array, which has a plain name. */
export const listOfScalars = (array: string, entries: boolean, g: CodeContext): ListCode => ({
  ...listOfPlaces(
    `${array}.length`,
    (place) => {
      const name = g.fresh();
      const isNull = entries ? 'false' : `(${name} === null)`;
      return { code: `const ${name} = ${array}[${place}];`, isNull, value: name };
    },
    g,
  ),
  whole: array,
});

/** A list as the code of a value; the array is built where the value is read. */
export const partOfList = (code: string, isNull: string, list: ListCode): ExpressionCode => ({
  code,
  isNull,
  list,
  get value() {
    if (list.whole !== undefined) return list.whole;
    const pushed = list.each(
      (item) => `r.push(${item.isNull === 'false' ? item.value : `${item.isNull} ? null : ${item.value}`});`,
    );
    return `(() => { const r = []; ${pushed} return r; })()`;
  },
});

/** Code whose statements have run. */
export const settled = (part: ExpressionCode): ExpressionCode =>
  part.list === undefined ? { ...part, code: '' } : partOfList('', part.isNull, part.list);
