import { expect, test } from 'vitest';
import { inlineSession } from '../../../stream/inline-session.ts';
import { does, onASession, refuses } from '../operator-cases.ts';

onASession();

does({
  'columns know the alias of their plan': {
    query: ({ orders }) =>
      orders
        .alias('a')
        .join(orders.alias('b'), orders.alias('a').col('a.id').equalTo(orders.alias('b').col('b.amount'))),
    rows: [],
  },
  'is a SubqueryAlias to Spark Connect': {
    query: ({ orders }) => orders.alias('a'),
    message: { subqueryAlias: { alias: 'a' } },
  },
  'a view is an unparsed table to Spark Connect': {
    query: ({ session }) => session.table('t'),
    message: { read: { namedTable: { unparsedIdentifier: 't' } } },
  },
});

test('a view gives the rows of its plan', async () => {
  const { session } = await inlineSession();
  await session.createDataFrame([{ id: 7 }], 'id INT').createOrReplaceTempView('orders');
  expect(await session.table('orders').select('orders.id').collect()).toEqual([{ id: 7 }]);
  await session.stop();
});

refuses({
  'a view that is not there': {
    query: ({ session }) => session.table('nothing'),
    condition: 'TABLE_OR_VIEW_NOT_FOUND',
  },
});
