import { ArgumentError } from '../../types/errors.ts';

/** A lambda that has no translation: says what is in the way, and the cure. */
export function refuse(source: string, what: string, cure: string): never {
  throw new ArgumentError({
    condition: 'UNSUPPORTED_LAMBDA',
    message: `The lambda ${shortened(source)} cannot become a query: ${what} has no translation.`,
    hint: `${cure} Row-wise JavaScript is only run when it is asked for; everything a lambda may hold is listed in docs/lambdas.md.`,
  });
}

const shortened = (source: string): string => {
  const line = source.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 97)}...` : line;
};
