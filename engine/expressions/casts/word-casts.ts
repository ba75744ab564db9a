import type { Words } from '../../types/int128.ts';

/** Stores the words of a value of the type cast from, given as functions on words are; false where the slow way is to be gone. */
export type Store = (out: Words, ...value: never[]) => boolean;

/** The value that an integer is cast to. */
export type Give = (a: Words, at: number) => unknown;

/** The cast of a scalar: it does what has no quick way, and fails. */
export type Slow = (value: unknown) => unknown;
