import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowList } from '../../../engine/state/row-list.ts';

test('rows stand in the order in which they were last put in, each once, whatever went in between', () => {
  const step = fc.tuple(fc.constantFrom('add', 'delete', 'clear'), fc.nat({ max: 12 }));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const list = new RowList();
      const plain = new Set<number>();
      for (const [what, row] of steps) {
        if (what === 'clear') for (const held of [list, plain]) held.clear();
        else for (const held of [list, plain]) held[what as 'add' | 'delete'](row);
        expect([[...list.all()], list.count, list.has(row)]).toEqual([[...plain], plain.size, plain.has(row)]);
      }
    }),
  );
});
