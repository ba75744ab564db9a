import type { DataFrame } from '../../../../engine/api/data-frame.ts';
import { does, onASession, refuses, type Start } from '../operator-cases.ts';

onASession();

const countries = ({ session }: Start): DataFrame =>
  session.createDataFrame(
    [
      { country: 'PT', name: 'Portugal' },
      { country: 'FR', name: 'France' },
    ],
    'country STRING, name STRING',
  );
const joined =
  (how: string) =>
  (start: Start): DataFrame =>
    start.orders.select('id', 'country').join(countries(start), 'country', how);

does({
  'inner gives the pairs': {
    query: joined('inner'),
    rows: [
      ['PT', 1, 'Portugal'],
      ['PT', 3, 'Portugal'],
    ],
    streams: true,
  },
  'left keeps the rows without a partner': {
    query: joined('left'),
    rows: [
      ['PT', 1, 'Portugal'],
      ['ES', 2, null],
      ['PT', 3, 'Portugal'],
      [null, 4, null],
    ],
    streams: true,
  },
  'full keeps those of both sides': {
    query: (start) => joined('full')(start).filter('id IS NULL OR name IS NULL'),
    rows: [
      ['ES', 2, null],
      ['FR', null, 'France'],
      [null, 4, null],
    ],
  },
  'semi asks whether there is a partner': {
    query: joined('left_semi'),
    rows: [
      ['PT', 1],
      ['PT', 3],
    ],
    streams: true,
  },
  'reads its keys although nobody else does': {
    query: (start) => joined('inner')(start).select('name'),
    rows: [['Portugal'], ['Portugal']],
  },
  'is a Join to Spark Connect': {
    query: joined('left_anti'),
    message: { join: { joinType: 'JOIN_TYPE_LEFT_ANTI', usingColumns: ['country'] } },
  },
});

refuses({
  'rows of a stream that could still find a partner, in a full join': {
    query: joined('full'),
    mode: 'append',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'rows of the batch that could still find a partner': {
    query: joined('right'),
    mode: 'append',
    condition: '_LEGACY_ERROR_TEMP_3102',
  },
  'a column that a side lacks': {
    query: ({ orders }) => orders.join(orders.select('id'), 'amount'),
    condition: 'UNRESOLVED_USING_COLUMN_FOR_JOIN',
  },
});
