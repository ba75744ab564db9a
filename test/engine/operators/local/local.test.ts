import { does, onASession } from '../operator-cases.ts';

onASession();

does({
  'gives the rows that were handed over': {
    query: ({ session }) => session.createDataFrame([{ a: 1 }, { a: null }], 'a INT'),
    rows: [[1], [null]],
    message: { localRelation: { schema: 'struct<a:int>' } },
  },
  'keeps all its columns: they cost nothing': {
    query: ({ orders }) => orders.select('id'),
    plan: /Local \[id, country, amount, ts\]/,
  },
});
