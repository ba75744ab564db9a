import { ArgumentError } from '../../types/errors.ts';

/** A lambda that has no translation: says what is in the way, and the cure. */
export function refuse(source: string, what: string, cure: string): never {
  throw refusal(source, {
    condition: 'UNSUPPORTED_LAMBDA',
    why: `${what} has no translation`,
    hint: `${cure} Row-wise JavaScript is only run when it is asked for; everything a lambda may hold is listed in docs/lambdas.md.`,
  });
}

/** Why a lambda cannot become a query. */
export function refusal(
  source: string,
  { condition, why, hint, cause }: { condition: string; why: string; hint: string; cause?: unknown },
): ArgumentError {
  return new ArgumentError({
    condition,
    message: `The lambda ${shortened(source)} cannot become a query: ${why}.`,
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
}

const shortened = (source: string): string => {
  const line = source.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 97)}...` : line;
};
