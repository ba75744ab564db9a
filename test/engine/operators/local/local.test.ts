import { does, onASession } from '../operator-cases.ts';

onASession();

does({
  'gives the rows that were handed over': {
    query: ({ session }) => session.createDataFrame([{ a: 1 }, { a: null }], 'a INT'),
    rows: [[1], [null]],
    message: { localRelation: { schema: 'struct<a:int>' } },
  },
  'gives only the columns that are wanted: what holds rows would hold them all': {
    query: ({ orders }) => orders.orderBy('amount').select('ts', 'id'),
    plan: /Local \[id, amount, ts\]/,
  },
});
