import { expr } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';

export const q3: NexmarkQuery = {
  id: 'q3',
  name: 'local items',
  mode: 'append',
  inSpark: true,
  make({ auction, person }) {
    const local = person.filter("state IN ('OR', 'ID', 'CA')").selectExpr('id AS sellerId', 'name', 'city', 'state');
    return auction
      .filter('category = 10')
      .selectExpr('id', 'seller')
      .join(local, expr('seller = sellerId'))
      .select('name', 'city', 'state', 'id');
  },
  answer({ auctions, persons }) {
    const local = persons.filter(({ state }) => ['OR', 'ID', 'CA'].includes(state));
    return auctions
      .filter(({ category }) => category === 10)
      .flatMap(({ id, seller }) =>
        local.filter((p) => p.id === seller).map(({ name, city, state }) => [name, city, state, String(id)]),
      );
  },
};
