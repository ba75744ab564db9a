import { rowOperations } from './operation.ts';

const TEXT = "upper(concat(name, '-', city))";
const NUMBER = 'sqrt(price * qty + 1)';

/** Ten columns that repeat an expression. */
export const repeated = rowOperations('repeated', [
  {
    name: 'ten columns that repeat a text',
    from: 'people',
    x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `length(${TEXT}) + ${n}`),
    reduce: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `sum(x${n})`),
  },
  {
    name: 'ten columns that repeat a number',
    from: 'events',
    x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `${NUMBER} * ${n}`),
    reduce: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `sum(x${n})`),
  },
]);
