import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatsOf, floatsShape, floatView } from '../../../engine/codegen/float-view.ts';
import type { Vector } from '../../../engine/columnar/vector.ts';
import { field, LONG, struct, TIMESTAMP } from '../../../engine/types/data-type.ts';

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const long = fc.oneof(
  fc.bigInt({ min: -SAFE, max: SAFE }),
  fc.constantFrom(0n, -1n, 1n << 32n, -(1n << 32n), (1n << 31n) - 1n, SAFE, -SAFE),
);

test('64-bit numbers within 2^53 are the same as doubles', () => {
  fc.assert(
    fc.property(fc.array(long, { maxLength: 20 }), (all) => {
      const view = floatView(BigInt64Array.from(all), all.length, new Float64Array(0));
      expect([...view!.subarray(0, all.length)]).toEqual(all.map((n) => Number(n) + 0));
    }),
  );
});

test('one beyond is enough for none, wherever it stands; one behind the rows is not looked at', () => {
  fc.assert(
    fc.property(fc.array(long, { maxLength: 9 }), fc.constantFrom(SAFE + 1n, -SAFE - 1n, -(2n ** 63n)), fc.nat(9), (all, far, at) => {
      const place = Math.min(at, all.length);
      const data = BigInt64Array.from(all.toSpliced(place, 0, far));
      expect(floatView(data, data.length, new Float64Array(0))).toBeNull();
      expect(floatView(data, place, new Float64Array(0))).not.toBeNull();
    }),
  ); // prettier-ignore
});

test('memory that is large enough is used again', () => {
  const scratch = new Float64Array(4);
  expect(floatView(BigInt64Array.of(7n), 1, scratch)).toBe(scratch);
});

test('a struct has those of its fields, whatever lies around them', () => {
  const times = (...all: bigint[]): Vector => ({ layout: 'i64', valid: null, data: BigInt64Array.from(all) });
  const inner = struct([field('at', TIMESTAMP), field('n', LONG)]);
  const type = struct([field('inner', inner), field('far', TIMESTAMP)]);
  const vector: Vector = {
    layout: 'struct',
    valid: null,
    children: [{ layout: 'struct', valid: null, children: [times(1n, 2n), times(3n, 4n)] }, times(SAFE + 1n, 0n)],
  };
  const floats = floatsOf(vector, type, 2, new Map(), '0') as [[Float64Array, null], null];
  expect([...floats[0][0].subarray(0, 2)]).toEqual([1, 2]);
  expect(floatsShape(floats)).toBe('d(d(d,),)');
  expect(floatsOf(vector.children[1]!, TIMESTAMP, 2, new Map(), '0')).toBeNull();
  expect(floatsOf(times(1n), LONG, 1, new Map(), '0')).toBeNull();
});
