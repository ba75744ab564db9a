import { expr, window } from '../../../../index.ts';
import type { NexmarkQuery } from '../nexmark-query.ts';
import { timeText } from '../simple-answers.ts';

const windowOf = (ms: number): number => Math.floor(ms / 10_000) * 10_000;

export const q8: NexmarkQuery = {
  id: 'q8',
  name: 'new users',
  mode: 'append',
  closes: true,
  inSpark: true,
  make({ person, auction }) {
    const persons = person.groupBy(window('dateTime', '10 seconds').as('w'), 'id', 'name').agg(expr('count(*) AS n'));
    const sellers = auction.groupBy(window('dateTime', '10 seconds').as('sold'), 'seller').agg(expr('count(*) AS m'));
    return persons.join(sellers, expr('id = seller AND w = sold')).selectExpr('id', 'name', 'w.start AS start');
  },
  answer({ persons, auctions }) {
    const sold = new Set(auctions.map(({ seller, dateTime }) => `${seller} ${windowOf(dateTime)}`));
    return persons
      .filter(({ id, dateTime }) => sold.has(`${id} ${windowOf(dateTime)}`))
      .map(({ id, name, dateTime }) => [String(id), name, timeText(windowOf(dateTime))]);
  },
};
