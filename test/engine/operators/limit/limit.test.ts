import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchOf } from '../../../../engine/columnar/vector-builder.ts';
import { LimitOperator } from '../../../../engine/operators/limit/limit.ts';
import { INTEGER } from '../../../../engine/types/data-type.ts';
import { does, onASession, refuses } from '../operator-cases.ts';
import { schemaOf } from '../schema-of.ts';

onASession();

does({
  'gives the first rows': { query: ({ orders }) => orders.select('id').limit(2), rows: [[1], [2]], streams: true },
  'leaves out the first rows': { query: ({ orders }) => orders.select('id').offset(3), rows: [[4]] },
  'gives a part in the middle': { query: ({ orders }) => orders.select('id').offset(1).limit(2), rows: [[2], [3]] },
  'gives nothing': { query: ({ orders }) => orders.select('id').limit(0), rows: [], streams: true },
  'is a Limit and an Offset to Spark Connect': {
    query: ({ orders }) => orders.offset(1).limit(2),
    message: { limit: { limit: 2, input: { offset: { offset: 1 } } } },
  },
});

refuses({
  'update mode': { query: ({ orders }) => orders.limit(2), mode: 'update', condition: '_LEGACY_ERROR_TEMP_3102' },
  'an offset of a stream': {
    query: ({ orders }) => orders.offset(2),
    mode: 'append',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
});

test('of a stream the first rows ever come out, however they are split; time never wants a batch', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 8 }), fc.integer({ min: 1, max: 12 }), (sizes, count) => {
      const operator = new LimitOperator(count, 0, true);
      let seen = 0;
      let out = 0;
      for (const size of sizes) {
        operator.beginBatch();
        const rows = Array.from({ length: size }, (_, i) => [seen + i]);
        out += operator.add(batchOf(schemaOf([INTEGER]), rows)).length;
        operator.finishBatch();
        seen += size;
        expect(out).toBe(Math.min(seen, count));
        expect(operator.wantsBatch()).toBe(false);
        expect(operator.metrics().rowsTotal).toBe(seen > 0 ? 1 : 0);
      }
    }),
  );
});
