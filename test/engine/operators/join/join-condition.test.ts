import { afterAll, beforeAll, expect, test } from 'vitest';
import { expr } from '../../../../index.ts';
import { inlineSession, type InlineSession } from '../../../stream/inline-session.ts';

let inline: InlineSession;
beforeAll(async () => {
  inline = await inlineSession();
});
afterAll(() => inline.session.stop());

interface Row {
  readonly id: number;
  readonly v: number | null;
}

/** Numbers without an order, a seventh of them null. */
const rowsOf = (count: number, step: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, v: id % 7 === 3 ? null : (id * step) % 101 }));

const holds = (a: Row, b: Row): boolean => a.v !== null && b.v !== null && a.v > b.v && a.v - b.v < 4;

/** What the definition of each join gives, left rows in their order and for each the right ones in theirs. */
function wanted(left: readonly Row[], right: readonly Row[], how: string): (readonly (number | null)[])[] {
  const found = left.map((a) => right.filter((b) => holds(a, b)));
  if (how === 'semi' || how === 'anti') {
    return left.filter((_, i) => found[i]!.length > 0 === (how === 'semi')).map(({ id }) => [id]);
  }
  const keepsLeft = how === 'left' || how === 'full';
  const pairs = left.flatMap((a, i) => [
    ...found[i]!.map((b) => [a.id, b.id]),
    ...(keepsLeft && found[i]!.length === 0 ? [[a.id, null]] : []),
  ]);
  if (how !== 'right' && how !== 'full') return pairs;
  return [...pairs, ...right.filter((b) => !left.some((a) => holds(a, b))).map((b) => [null, b.id])];
}

const SIZES = [[500, 9], [40, 300], [3000, 20], [5, 0], [0, 5]] as const; // prettier-ignore

test.each(['inner', 'left', 'right', 'full', 'semi', 'anti'])(
  'a %s join by a range pairs what it should',
  async (how) => {
    const { session } = inline;
    for (const [left, right] of SIZES) {
      const [a, b] = [rowsOf(left, 37), rowsOf(right, 53)];
      const rows = await session
        .createDataFrame(a, 'id BIGINT, v INT')
        .as('a')
        .join(session.createDataFrame(b, 'id BIGINT, v INT').as('b'), expr('a.v > b.v AND a.v - b.v < 4'), how)
        .selectExpr(...(how === 'semi' || how === 'anti' ? ['a.id AS l'] : ['a.id AS l', 'b.id AS r']))
        .collect();
      expect(rows.map((row) => Object.values(row).map((id) => (id === null ? null : Number(id))))).toEqual(wanted(a, b, how)); // prettier-ignore
    }
  },
);
