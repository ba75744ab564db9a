import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  newStateColumn,
  releaseOwned,
  setStateScalar,
  stateScalar,
  stateVector,
  growStateColumn,
} from '../../../engine/state/state-column.ts';
import { StateTable } from '../../../engine/state/state-table.ts';
import { BINARY, INTEGER } from '../../../engine/types/data-type.ts';

const FIELD = { name: 'v', type: BINARY, nullable: true, owned: true } as const;
const bytes = fc.option(fc.uint8Array({ maxLength: 40 }));

test('each row gives the bytes that were last stored in it, NULL and nothing apart', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 20 }), bytes), { maxLength: 200 }), (stored) => {
      const column = newStateColumn(FIELD, 'value', 16);
      growStateColumn(column, 32);
      const plain = new Array<Uint8Array | null>(32).fill(null);
      for (const [row, value] of stored) {
        setStateScalar(column, row, value);
        plain[row] = value;
      }
      plain.forEach((value, row) => expect(stateScalar(column, row)).toEqual(value));
      expect(stateVector(column, null, 32).data).toEqual(plain);
      expect(stateVector(column, Int32Array.of(5, 3), 2).data).toEqual([plain[5], plain[3]]);
    }),
  );
});

test('what rows let go is won back: a value that is stored again and again takes no more memory than a few', () => {
  const column = newStateColumn(FIELD, 'value', 64);
  setStateScalar(column, 1, Uint8Array.of(1, 2, 3));
  for (let i = 0; i < 20_000; i++) setStateScalar(column, 2, new Uint8Array(1000).fill(i));
  expect(column.owned!.bytes).toBeLessThan(1 << 20);
  releaseOwned(column, 2);
  expect([stateScalar(column, 1), stateScalar(column, 2)]).toEqual([Uint8Array.of(1, 2, 3), null]);
});

test('a value may be what another row owns, also when storing it moves everything', () => {
  const column = newStateColumn(FIELD, 'value', 64);
  const text = new Uint8Array(900).map((_, i) => i);
  setStateScalar(column, 0, text);
  for (let i = 0; i < 500; i++) {
    setStateScalar(column, 1 + (i % 8), stateScalar(column, i % 9));
    setStateScalar(column, i % 9, stateScalar(column, 1 + (i % 8)));
  }
  for (let row = 0; row < 9; row++) expect(stateScalar(column, row)).toEqual(text);
});

test('rows of a table take what they own along when others are removed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 30 }), bytes)), fc.integer({ min: 1, max: 4 }), (puts, every) => {
      const table = new StateTable([{ name: 'k', type: INTEGER, nullable: false }], [FIELD]);
      const plain = new Map<number, Uint8Array | null>();
      const put = (key: number, value: Uint8Array | null): void => {
        setStateScalar(table.values[0]!, table.upsert([key]), value);
        plain.set(key, value);
      };
      for (const [key, value] of puts) put(key, value);
      const rows = Array.from({ length: table.count }, (_, row) => row).filter((row) => row % every === 0);
      for (const row of rows) plain.delete(table.keyOf(row)[0] as number);
      table.remove(Int32Array.from(rows));
      for (const [key, value] of puts) if (key % 2 === 0) put(key + 100, value);
      for (const [key, value] of plain) expect(table.valuesOf(table.find([key]))).toEqual([value]);
      expect(table.count).toBe(plain.size);
    }),
  );
});
