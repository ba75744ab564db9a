/** Any row; written so that `(word) => [word, 1]` is a pair for the checker, and no array. */
export type AnyRow = {} | [] | null | undefined;

/** A value, or a promise of it. */
export type Later<T> = T | Promise<T>;

/** The rows of an RDD, part by part. */
export type Partitions<T> = readonly (readonly T[])[];
